"""What can be done with notes and statuses."""
