"""Items (Przedmioty): what the agency hands out to employees and clients, and charges for.

An item is in stock; an issue says who got how much of it, what came back and what is charged.
"""
