"""What one does with items. Never commits: the caller's transaction does."""
