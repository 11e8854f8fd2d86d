"""Settlements (Rozliczenia): from accepted hours to pay, and from pay to what a client owes.

An employee settlement is one contract in one month: its lines hold a kind of rate with both
rates as they were copied. A client settlement is one client in one month, made from closed
employee settlements; an invoice is made from it.
"""
