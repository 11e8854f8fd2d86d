"""Tags, notes and statuses that may hang on any main entity."""
