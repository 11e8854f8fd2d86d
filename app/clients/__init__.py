"""Clients: the companies, people and institutions an agency works for.

A client has contacts, addresses (Siedziba, Miejsce pracy, Korespondencyjny), bank accounts,
guardians and a billing profile. Its people, positions and settlements live in packages above.
"""
