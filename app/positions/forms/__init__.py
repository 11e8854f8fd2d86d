"""Fields and forms beside the generated ones."""
