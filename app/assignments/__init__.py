"""Contracts and trips (Umowy, wyjazdy): who works for which client, where and until when.

A contract joins an employee, a position and a period. It tells, too, which employees somebody
who sees only some clients may see.
"""
