"""What one does with contracts and trips, and what speaks against it."""
