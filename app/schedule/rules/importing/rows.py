"""Rows of a sheet of hours as what can be entered, and the faults of those that cannot."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from flask_babel import gettext as _

from app.core.text import search_key
from app.schedule.enums import HoursField, SheetForm
from app.schedule.rules.importing.entries import TIMES, Times, long_times, wide_times
from app.schedule.rules.importing.layouts import Layout
from app.schedule.rules.importing.picking import PEOPLE, People, Picked, Repeated, people_of
from app.schedule.rules.importing.raw import BadRow, RawRow, is_empty, shown

#: Names, clients and kinds come again and again.
_key = lru_cache(maxsize=16384)(search_key)
#: Short and long, as search keys.
_WEEKDAY_NAMES = (
    "pn|pon|wt|sr|cz|czw|pt|pi|so|sb|sob|nd|ni|nie|niedz|p|w|s|c|n|mo|tu|we|th|fr|sa|su|mon|tue|wed"
    "|thu|fri|sat|sun|di|mi|do|poniedzialek|wtorek|sroda|czwartek|piatek|sobota|niedziela"
)
_WEEKDAYS = frozenset(_WEEKDAY_NAMES.split("|"))
#: „Suma Jan” is a person, „Suma godzin” is not.
_TOTALS = re.compile(
    r"(?:razem|suma|ogolem|lacznie|podsumowanie|total|sum|summe)"
    r"(?:[ :.]+(?:godzin[ay]?|godz|h|dni|dzien|osob|hours|stunden).*|[ :.]*)"
)


@dataclass(frozen=True)
class HoursRow:
    """Work of one person on one day, as a file tells it; nobody has been looked up yet.

    Either ``begin`` and ``end`` (minutes after midnight by the Polish clock, 0–1439 and 0–1440; an
    end that is not later is on the next day) with an unpaid ``pause`` in minutes, or worked
    ``minutes`` without times, or a ``quantity`` of days or pieces; the others are ``None``. An
    empty text is a column the sheet lacks or a cell left empty.
    """

    number: int
    #: The letter of the cell in a wide sheet, else empty: the whole row is the entry.
    column: str
    contract: str
    person: str
    pesel: str
    client: str
    position: str
    day: date
    begin: int | None
    end: int | None
    pause: int
    minutes: int | None
    quantity: Decimal | None
    kind: str
    note: str

    @property
    def reference(self) -> str:
        """Return whose work it is, by the best the sheet tells. Personal data: not to be stored."""
        if self.contract:
            return f"contract {_key(self.contract)}"
        return "|".join((self.pesel or _key(self.person), _key(self.client), _key(self.position)))

    def key(self, reference: str = "") -> str:
        """Return what makes it the same work when a file is imported again: 64 hex digits.

        Whose it is, the day, from, to, the quantity and the kind; neither the break nor the note.
        Give the id of the contract as ``reference`` once it has been found, before the key is
        stored; without one the sheet's own words are taken, which serves within one file only.
        """
        parts = [reference or self.reference, self.day.isoformat(), *self._what]
        return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()

    @property
    def identity(self) -> tuple[object, ...]:
        """Return the same as ``key`` without a reference, to be compared within one file."""
        return (self.reference, self.day, *self._what)

    @property
    def _what(self) -> tuple[object, ...]:
        quantity = "" if self.quantity is None else f"{self.quantity.normalize():f}"
        return (self.begin, self.end, quantity, self.minutes, _key(self.kind))


def read_hours(rows: Iterable[RawRow], layout: Layout) -> Iterator[HoursRow | BadRow]:
    """Yield what the rows below the header say, in their order.

    Empty rows, rows of totals, repeated headers, days without hours and marks of absence in a wide
    sheet say nothing and are left out. A row or, in a wide sheet, a cell with a fault gives no
    ``HoursRow``; all faults of a row stand in one ``BadRow`` behind what the row gave.
    """
    seen: dict[tuple[object, ...], str] = {}
    people = Repeated(layout, PEOPLE, people_of)
    times = Repeated(layout, TIMES, lambda picked: tuple(long_times(picked)))
    for row in rows:
        if row.number <= layout.header_row or _says_nothing(row, layout):
            continue
        picked = Picked(row, layout)
        for found in _hours_of(picked, people, times):
            if _is_new(found, picked, seen):
                yield found
        if picked.errors:
            yield BadRow(row.number, tuple(picked.errors))


def _is_new(found: HoursRow, picked: Picked, seen: dict[tuple[object, ...], str]) -> bool:
    place = f"{found.column}{found.number}"
    first = seen.setdefault(found.identity, place)
    if first != place:
        column = next((one for one in picked.layout.columns if one.letter == found.column), None)
        picked.refuse(column, _("The same hours already stand in %(place)s.", place=first))
    return first == place


def _says_nothing(row: RawRow, layout: Layout) -> bool:
    for one in layout.known:
        if not is_empty(row.cell(one.index)):
            break
    else:
        return True
    first = next((cell for cell in row.cells if not is_empty(cell)), None)
    if isinstance(first, str) and _TOTALS.fullmatch(_key(first)):
        return True
    if all(shown(row.cell(one.index)) == one.header for one in layout.known):
        return True
    return layout.form is SheetForm.wide and _is_weekdays(row, layout)


def _is_weekdays(row: RawRow, layout: Layout) -> bool:
    """Tell whether a row below the days of a month only names their weekdays."""
    if any(not is_empty(row.cell(one.index)) for one in layout.known if one.day is None):
        return False
    named = [cell for one in layout.days if not is_empty(cell := row.cell(one.index))]
    return all(isinstance(cell, str) and _key(cell).rstrip(".") in _WEEKDAYS for cell in named)


def _hours_of(
    picked: Picked,
    people_in: Repeated[People | None],
    times_in: Repeated[tuple[tuple[str, Times], ...]],
) -> Iterator[HoursRow]:
    """Yield an entry for each of the row's times; whose they are is asked once."""
    is_long = picked.layout.form is SheetForm.long
    found = times_in.of(picked) if is_long else tuple(wide_times(picked))
    if not found and not picked.errors:
        return
    people = people_in.of(picked)
    kind, note = picked.text(HoursField.kind), picked.text(HoursField.note)
    if people is None or (is_long and picked.errors):
        return
    for column, one in found:
        yield HoursRow(
            number=picked.row.number,
            column=column,
            **people,
            day=one.day,
            begin=one.begin,
            end=one.end,
            pause=one.pause,
            minutes=one.minutes,
            quantity=one.quantity,
            kind=kind,
            note=note,
        )
