"""The pure rules of the schedule: no application, no database, no clock."""
