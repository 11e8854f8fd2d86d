"""The people who work at the clients, and their documents, as column values.

Each value follows from the row it belongs to, so anybody can be made alone. A few lack something,
and some documents have ended or soon will: that is what an office looks after.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.core.text import search_key
from app.demo import numbers
from app.demo.people import (
    ADJECTIVES,
    MEN,
    PLAIN,
    UKRAINIAN,
    UKRAINIAN_MEN,
    UKRAINIAN_WOMEN,
    WOMEN,
)
from app.demo.places import STREETS, TOWNS
from app.demo.values import Row
from app.employees.enums import DocumentKind

_TOWNS = tuple(TOWNS.items())
_YEAR = 365
#: Years for which a document holds.
_LASTS = {
    DocumentKind.medical: 2,
    DocumentKind.sanitary: 3,
    DocumentKind.safety: 3,
    DocumentKind.identity: 10,
    DocumentKind.residence: 2,
    DocumentKind.a1: 1,
    DocumentKind.certificate: None,
}
_PREFIX = {
    DocumentKind.identity: "D",
    DocumentKind.residence: "RP",
    DocumentKind.a1: "A1/",
    DocumentKind.certificate: "TELC B1 ",
}


def employee(row: Row, *, on: date, is_caregiver: bool = False) -> dict[str, Any]:
    """Return one person as of a day."""
    is_woman = row.happens("woman", 92 if is_caregiver else 56)
    is_ukrainian = row.happens("ukrainian", 12 if is_caregiver else 34)
    first, last = _name(row, is_woman=is_woman, is_ukrainian=is_ukrainian)
    youngest, ages = (42, 23) if is_caregiver else (19, 38)
    born = on - timedelta(days=(youngest + row.whole("age", ages)) * _YEAR + row.whole("day", 365))
    city, code = row.one_of("town", _TOWNS)
    lives, pays = not row.happens("no address", 3), not row.happens("no account", 4)
    pesel = numbers.pesel(row.whole("pesel"), born=born, is_woman=is_woman)
    has_pesel = not row.happens("no pesel", 18 if is_ukrainian else 1)
    email = f"{search_key(first)}.{search_key(last)}{row.number}@example.com"
    return {
        "first_name": first,
        "last_name": last,
        "phone": numbers.mobile(row.whole("phone")),
        "email": email if row.happens("email", 70) else None,
        "pesel": pesel if has_pesel else None,
        "born_on": None if not has_pesel and row.happens("no birth date", 25) else born,
        "nationality": "UA" if is_ukrainian else "PL",
        "iban": numbers.polish_iban(row.whole("iban")) if pays else None,
        "street": f"{row.one_of('street', STREETS)} {row.whole('house', 120) + 1}"
        if lives
        else None,
        "postal_code": code if lives else None,
        "city": city if lives else None,
    }


def _name(row: Row, *, is_woman: bool, is_ukrainian: bool) -> tuple[str, str]:
    if is_ukrainian:
        names = UKRAINIAN_WOMEN if is_woman else UKRAINIAN_MEN
        return row.one_of("first", names), row.one_of("last", UKRAINIAN)
    first = row.one_of("first", WOMEN if is_woman else MEN)
    if row.happens("plain", 40):
        return first, row.one_of("last", PLAIN)
    return first, row.one_of("last", ADJECTIVES) + ("a" if is_woman else "i")


def documents(
    row: Row, *, hired: date, on: date, is_ukrainian: bool, is_caregiver: bool = False
) -> Iterator[dict[str, Any]]:
    """Return the documents of one person, who was hired on a day."""
    kinds = [DocumentKind.medical, DocumentKind.safety]
    if is_caregiver:
        kinds = [DocumentKind.a1, DocumentKind.certificate]
    elif row.happens("kitchen", 30):
        kinds.append(DocumentKind.sanitary)
    kinds.append(DocumentKind.residence if is_ukrainian else DocumentKind.identity)
    for kind in kinds:
        since = hired - timedelta(days=row.whole(f"{kind.value} before", 40) + 1)
        yield {
            "kind": kind,
            "number": _number(row, kind),
            "valid_from": since,
            "valid_to": _valid_to(row, kind, since, on),
        }


def _number(row: Row, kind: DocumentKind) -> str | None:
    prefix = _PREFIX.get(kind)
    return f"{prefix}{row.whole(f'{kind.value} number', 10**6):06d}" if prefix else None


def _valid_to(row: Row, kind: DocumentKind, since: date, on: date) -> date | None:
    """Return the last day; of some it is a few days ago or soon."""
    years = _LASTS[kind]
    if years is None:
        return None
    chance = row.whole(f"{kind.value} fate", 100)
    if chance < 2:
        return max(since, on - timedelta(days=1 + row.whole(f"{kind.value} ended", 25)))
    if chance < 7:
        return max(since, on + timedelta(days=3 + row.whole(f"{kind.value} ends", 26)))
    end = since + timedelta(days=years * _YEAR - 1)
    while end < on + timedelta(days=30):  # it was renewed in time
        end += timedelta(days=years * _YEAR)
    return end
