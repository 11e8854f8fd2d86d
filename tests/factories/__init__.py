"""The smallest valid objects; whatever else matters is said in the test."""
