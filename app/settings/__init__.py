"""The agency’s own data and how the product is set up: companies, modules, series, mail."""
