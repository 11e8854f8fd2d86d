"""What fixtures are made of: databases, people, a browser, counted statements."""
