"""XLSX, row by row: values, results of formulas, and which cells cannot be known."""

import math
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from app.schedule.reading import package, whole
from app.schedule.reading.errors import UnusableFile
from app.schedule.rules.importing.raw import Cell, Flawed, RawRow, letter

MAX_ROWS = 200_000
MAX_COLUMNS = 300
#: Cells that are held in memory at once, about 150 MB of them.
MOST_AT_ONCE = 4_000_000

#: What openpyxl raises on parts that are missing, cut off or not what they say.
_BROKEN = (
    *package.BROKEN,
    InvalidFileException,
    ParseError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)


class Workbook:
    """An open XLSX file; nothing in it is computed, followed or run."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        try:
            with ZipFile(file) as archive:
                self._package = package.inspect(archive)
            self._book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise _damaged() from error
        self._sheets = {sheet.title: sheet for sheet in self._book.worksheets}
        self.names = tuple(
            name for name, sheet in self._sheets.items() if sheet.sheet_state == "visible"
        )
        if not self.names:
            raise _damaged()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_error: object) -> None:
        self._book.close()

    def rows(
        self, name: str, *, few: bool = False, only: Container[int] | None = None
    ) -> Iterator[RawRow]:
        """Yield the rows of a visible sheet in which something stands."""
        if name not in self.names:
            raise UnusableFile(_("The file has no sheet “%(name)s”.", name=name))
        facts = self._package.facts.get(self._sheets[name]._worksheet_path)  # noqa: SLF001 - else we would parse the workbook's relations a second time
        flaws = _Flaws(facts or package.SheetFacts())
        count = 0
        try:
            for number, values in self._values(name, at_once=facts is not None and not few):
                if only is not None and number not in only:
                    continue
                cells = flaws.mark(number, values[:MAX_COLUMNS])
                if any(cell is not None for cell in cells):
                    count += 1
                    _check_count(count)
                    yield RawRow(number, cells)
        except _BROKEN as error:
            raise _damaged() from error

    def _values(self, name: str, *, at_once: bool) -> Iterator[tuple[int, Sequence[Any]]]:
        """Yield numbered rows: at once where the sheet is known to be small, else one by one."""
        area = self._package.area
        if at_once and area is not None and area <= MOST_AT_ONCE:
            return whole.rows(self._file, name)
        sheet = self._sheets[name]
        # What a file says about its size is not always true.
        sheet.reset_dimensions()
        return enumerate(sheet.iter_rows(values_only=True), 1)


def _check_count(count: int) -> None:
    if count > MAX_ROWS:
        raise UnusableFile(_("The sheet has more than %(n)s rows; divide it.", n=MAX_ROWS))


def _damaged() -> UnusableFile:
    return UnusableFile(_("The file is damaged and cannot be read; save it as XLSX once more."))


class _Flaws:
    """Marks the cells of rows, asked from top to bottom, whose values cannot be known."""

    def __init__(self, facts: package.SheetFacts) -> None:
        self._uncounted, self._errors = facts.uncounted, facts.errors
        ranges = ((range_boundaries(ref), ref) for ref in facts.merged)
        self._coming = sorted(ranges, key=lambda pair: pair[0][1], reverse=True)
        self._open: list[tuple[Any, str]] = []

    def mark(self, number: int, values: Sequence[Any]) -> tuple[Cell, ...]:
        """Return the cells of a row, flawed ones in place of what must not be trusted."""
        cells = [_cell(value) for value in values]
        if self._uncounted or self._errors:
            for index, cell in enumerate(cells):
                if cell is None:
                    cells[index] = self._empty(f"{letter(index)}{number}")
        while self._coming and self._coming[-1][0][1] <= number:
            self._open.append(self._coming.pop())
        if self._open:
            self._mark_merged(number, cells)
        return tuple(cells)

    def _empty(self, place: str) -> Cell:
        """Return why a cell is empty that only looks so."""
        if place in self._uncounted:
            return Flawed(
                _("The formula has no stored result; open the file in Excel and save it.")
            )
        if place in self._errors:
            return Flawed(_("The formula of this cell ends in an error."))
        return None

    def _mark_merged(self, number: int, cells: list[Cell]) -> None:
        self._open = [pair for pair in self._open if pair[0][3] >= number]
        for (left, _top, right, _bottom), ref in self._open:
            right = min(right, MAX_COLUMNS)  # noqa: PLW2901
            cells.extend([None] * (right - len(cells)))
            reason = _("The cells %(range)s are merged; divide and fill them.", range=ref)
            cells[left - 1 : right] = [
                Flawed(reason, None if isinstance(cell, Flawed) else cell)
                for cell in cells[left - 1 : right]
            ]


def _cell(value: Any) -> Cell:
    """Return a value of openpyxl as ours; numbers as they are written."""
    if value is None or isinstance(value, str | int | datetime | date | time | timedelta):
        return value if value != "" else None
    if isinstance(value, float):
        if math.isfinite(value):
            return int(value) if value.is_integer() else Decimal(repr(value))
        return Flawed(_("This number is too large."))
    return str(value)
