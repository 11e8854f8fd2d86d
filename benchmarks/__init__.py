"""How fast Kadra is, measured against a plain Flask page of the same rows. See README.md."""
