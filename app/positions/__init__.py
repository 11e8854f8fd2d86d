"""Positions (Stanowiska) of clients, what is paid for them and what clients are charged.

A kind of rate (Rodzaj stawki) says what is counted; a position has an employee rate and a client
rate for it from a day on. A price group (Grupa cenowa) is a scheme that may replace client rates.
"""
