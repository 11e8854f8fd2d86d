"""What addresses and requests say in text; what makes no sense is nothing."""

from datetime import date

from app.core.access import LARGEST_KEY

#: The days that are asked for; close to the ends of the calendar no day has a neighbour.
YEARS = range(2000, 2100)


def read_key(text: str | None) -> int | None:
    """Return the key of a row, or another number from 1 on that a database can hold."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST_KEY)):
        return None
    return key if 0 < (key := int(text)) <= LARGEST_KEY else None


def read_day(text: str | None) -> date | None:
    """Return a day written as 2026-10-05."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None
