"""What addresses and requests say in text; what makes no sense is nothing."""

import re
from datetime import date
from decimal import Decimal

from app.core.access import LARGEST_KEY

#: The days that are asked for; close to the ends of the calendar no day has a neighbour.
YEARS = range(2000, 2100)


_SPACES = str.maketrans("", "", " \u00a0\u202f")
#: Longer than any column, and short enough to be counted with.
_DECIMAL = re.compile(r"[+-]?(?:\d{1,20}(?:[.,]\d{0,12})?|[.,]\d{1,12})", re.ASCII)


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


def without_spaces(text: str) -> str:
    """Return a number without what people put between its thousands."""
    return text.translate(_SPACES)


def read_decimal(text: str | None) -> Decimal | None:
    """Return a number as people type it: 1 234,50 or 1234.5, never 1e9."""
    plain = without_spaces(text or "")
    return Decimal(plain.replace(",", ".")) if _DECIMAL.fullmatch(plain) else None
