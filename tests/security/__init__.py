"""The security battery of the house: who may call what, and what never leaves its client."""
