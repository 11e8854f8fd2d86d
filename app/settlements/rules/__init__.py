"""The pure rules of settlements: no application, no database, no clock."""
