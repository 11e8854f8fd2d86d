"""What can be done to the agency's own data."""
