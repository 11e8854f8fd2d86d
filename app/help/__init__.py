"""Help: the pages of docs/pl and docs/en, read inside the product."""
