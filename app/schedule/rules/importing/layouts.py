"""Where the header of a sheet is and what its columns hold; a layout is remembered as plain data.

Long form: a row for each shift, with a day. Wide form: a row for each person, and at least seven
columns headed by the days of one month.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, takewhile
from typing import Any

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.schedule.enums import HoursField, SheetForm
from app.schedule.rules.importing.cells import (
    FIRST_YEAR,
    LAST_YEAR,
    day_of,
    month_number,
    tells_month_first,
)
from app.schedule.rules.importing.headers import field_of, header_key
from app.schedule.rules.importing.raw import Cell, Flawed, RawRow, is_empty, letter, shown

#: A header stands among these many rows.
HEADER_ROWS = 40
LEAST_DAYS = 7
LEAST_TEXTS = 2
#: The column we add to refused rows; a corrected file is read as its original was.
_OUR_OWN = frozenset({"powod", "reason"})

_DAY = re.compile(r"(?:[a-z]{2,3}\.? ?)?(\d{1,2})\.?(?: ?[a-z]{2,3}\.?)?")
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,12})\.? *(?:/ *)?(\d{4})")
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})(?![-./]?\d)")
_MONTH_FIRST = re.compile(r"(?<![-./\d])(\d{1,2})[-./](\d{4})(?!\d)")
_PEOPLE = frozenset(
    {HoursField.contract, HoursField.person, HoursField.last_name, HoursField.pesel}
)


@dataclass(frozen=True)
class Column:
    """A column with what it holds: a field, the hours of a day (wide form), or nothing of ours."""

    index: int
    header: str
    field: HoursField | None = None
    day: int | None = None

    @property
    def letter(self) -> str:
        """Return its letter."""
        return letter(self.index)


@dataclass(frozen=True)
class Layout:
    """How a sheet is to be read.

    ``month`` is the first day of the month of a wide sheet; ``month_first`` tells that 10/01/2026
    is the first of October.
    """

    form: SheetForm
    header_row: int
    columns: tuple[Column, ...]
    month: date | None = None
    month_first: bool = False

    @cached_property
    def by_field(self) -> dict[HoursField, Column]:
        """Return the column of each field that has one."""
        return {one.field: one for one in self.columns if one.field}

    @cached_property
    def known(self) -> tuple[Column, ...]:
        """Return the columns that hold something of ours."""
        return tuple(one for one in self.columns if one.field or one.day)

    @cached_property
    def days(self) -> tuple[Column, ...]:
        """Return the columns of a wide sheet that are headed by days."""
        return tuple(one for one in self.columns if one.day is not None)

    @property
    def signature(self) -> str:
        """Return what sheets with the same headers have in common, to find a mapping again."""
        keys = {header_key(one.header) for one in self.columns if one.day is None}
        text = "|".join(sorted(keys - _OUR_OWN))
        return hashlib.sha256(f"{self.form.value}|{text}".encode()).hexdigest()

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what has to be mapped before hours can be read, in the user's language."""
        fields = {one.field for one in self.columns}
        lacking = []
        if not fields & _PEOPLE:
            lacking.append(_("contract number or employee"))
        if self.form is SheetForm.wide:
            return (*lacking, _("month")) if self.month is None else tuple(lacking)
        if not fields & {HoursField.day, HoursField.begin}:
            lacking.append(_("day"))
        has_times = {HoursField.begin, HoursField.end} <= fields
        if not has_times and not fields & {HoursField.hours, HoursField.quantity}:
            lacking.append(_("from and to, hours or quantity"))
        return tuple(lacking)

    def to_data(self) -> dict[str, str]:
        """Return the mapping as JSON can hold it: header → field, for this form of a sheet."""
        return {header_key(one.header): one.field.value for one in self.columns if one.field}

    def with_mapping(self, data: Mapping[str, Any]) -> "Layout":
        """Return the layout with a remembered mapping; unknown headers and fields are left out.

        A header that ``data`` does not name keeps nothing: what the user took away stays away.
        """
        fields = {field.value: field for field in HoursField}
        columns, taken = [], set()
        for one in self.columns:
            field = fields.get(str(data.get(header_key(one.header), "")))
            if one.day is None:
                one = replace(one, field=None if field in taken else field)  # noqa: PLW2901
                taken.add(field)
            columns.append(one)
        return replace(self, columns=tuple(columns))


def recognise(
    rows: Iterable[RawRow], *, names: Iterable[str] = (), header_row: int | None = None
) -> Layout:
    """Find the header among the first rows of a sheet, or take the row the user points at.

    ``names`` are texts that may name the month of a wide sheet: those of the sheet and the file.
    Of a header without a known word the layout lacks everything, see ``missing``: the user maps
    its columns. ``dataclasses.replace`` sets a ``month`` that nothing names, and ``month_first``
    when the first rows do not tell it.
    """
    first = list(takewhile(lambda row: row.number <= HEADER_ROWS, rows))
    candidates = [row for row in _header_candidates(first) if header_row in {None, row.number}]
    layouts = [found for row in candidates if (found := _layout_of(row))]
    best = max(layouts, key=_fitness) if layouts else _unknown(candidates)
    if best.form is SheetForm.long or best.month:
        below = [row for row in first if row.number > best.header_row]
        cells = [row.cell(one.index) for row in below for one in best.columns]
        return replace(best, month_first=tells_month_first(cells))
    above = [shown(cell) for row in first if row.number < best.header_row for cell in row.cells]
    return replace(best, month=find_month([*above, *names]))


def _unknown(rows: list[RawRow]) -> Layout:
    """Return the layout of the first row with several texts, of which no word is known."""
    for row in rows:
        if sum(1 for cell in row.cells if isinstance(cell, str) and shown(cell)) >= LEAST_TEXTS:
            headers = ((index, shown(cell)) for index, cell in enumerate(row.cells))
            columns = tuple(Column(index, header) for index, header in headers if header)
            return Layout(SheetForm.long, row.number, columns)
    raise DomainError(
        _("No header was found in the first %(n)s rows; name the columns, for example "
          "“Nr umowy”, “Data”, “Od”, “Do”.", n=HEADER_ROWS)
    )  # fmt: skip


def _header_candidates(rows: list[RawRow]) -> Iterator[RawRow]:
    """Yield each row, and each with what stands above its empty cells: headers may have two rows.

    „Pracownik” beside „Od” and „Do” that stand below „Godziny pracy” is such a header.
    """
    yield from rows
    for above, row in pairwise(rows):
        if row.number == above.number + 1:
            width = max(len(above.cells), len(row.cells))
            cells = ((row.cell(index), above.cell(index)) for index in range(width))
            yield RawRow(
                row.number, tuple(upper if not shown(own) else own for own, upper in cells)
            )


def find_month(texts: Iterable[str]) -> date | None:
    """Return the first month that texts name: „Październik 2026”, 10.2026, 2026-10."""
    for text in texts:
        candidates = [
            *((month_number(name), year) for name, year in _MONTH_YEAR.findall(text)),
            *((int(month), year) for year, month in _YEAR_MONTH.findall(text)),
            *((int(month), year) for month, year in _MONTH_FIRST.findall(text)),
        ]
        for month, year in candidates:
            if month and 1 <= month <= 12 and FIRST_YEAR <= int(year) <= LAST_YEAR:
                return date(int(year), month, 1)
    return None


def _fitness(layout: Layout) -> tuple[int, int]:
    """More columns that are understood are better; of equals the upper row is."""
    return sum(1 for one in layout.columns if one.field or one.day), -layout.header_row


def _layout_of(row: RawRow) -> Layout | None:
    days = _days_of(row)
    columns: list[Column] = []
    taken: set[HoursField] = set()
    for index, cell in enumerate(row.cells):
        header = shown(cell)
        if not header:
            continue
        field = field_of(header) if index not in days else None
        if field in taken:
            field = None
        if field:
            taken.add(field)
        columns.append(Column(index, header, field, days.get(index)))
    if days:
        return Layout(SheetForm.wide, row.number, tuple(columns), _month_of(row, days))
    is_header = len(taken) >= 2 and taken & (_PEOPLE | {HoursField.day})
    return Layout(SheetForm.long, row.number, tuple(columns)) if is_header else None


def _days_of(row: RawRow) -> dict[int, int]:
    """Return the columns headed by growing days of a month, none if they are too few."""
    days: dict[int, int] = {}
    last = 0
    for index, cell in enumerate(row.cells):
        day = _day_of_header(cell)
        if day is None:
            continue
        if day <= last:
            return {}
        days[index] = last = day
    return days if len(days) >= LEAST_DAYS else {}


def _day_of_header(cell: Cell) -> int | None:
    if isinstance(cell, Flawed):
        cell = cell.value
    if isinstance(cell, bool) or is_empty(cell):
        return None
    if isinstance(cell, int | Decimal) and cell == int(cell) and 1 <= cell <= 31:
        return int(cell)
    if isinstance(cell, str) and (match := _DAY.fullmatch(cell.strip().casefold())):
        return int(match[1]) if 1 <= int(match[1]) <= 31 else None
    found = _date_of_header(cell)
    return found.day if found else None


def _date_of_header(cell: Cell) -> date | None:
    if not isinstance(cell, str | date | datetime):
        return None
    try:
        return day_of(cell)
    except DomainError:
        return None


def _month_of(row: RawRow, days: Mapping[int, int]) -> date | None:
    """Return the month when the days are whole dates of one month."""
    found = {_date_of_header(row.cell(index)) for index in days}
    months = {day.replace(day=1) for day in found if day}
    return months.pop() if len(months) == 1 and None not in found else None
