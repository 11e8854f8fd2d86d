"""Demo data: one made-up agency with clients, people and a short past, to try the product with."""
