"""Employees (Pracownicy): the people an agency employs, their documents and what they lack.

Employees belong to no client: contracts, a package above, tell who may see whom.
"""
