"""The house rules as tests: each names what was forgotten."""
