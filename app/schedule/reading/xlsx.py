"""XLSX, row by row: values, results of formulas, and which cells cannot be known."""

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from app.schedule.reading import package
from app.schedule.reading.errors import UnusableFile
from app.schedule.rules.importing.raw import Cell, Flawed, RawRow, letter

MAX_ROWS = 200_000
MAX_COLUMNS = 300

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
        try:
            with ZipFile(file) as archive:
                self._facts = package.inspect(archive)
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

    def rows(self, name: str) -> Iterator[RawRow]:
        """Yield the rows of a visible sheet in which something stands."""
        if name not in self.names:
            raise UnusableFile(_("The file has no sheet “%(name)s”.", name=name))
        sheet = self._sheets[name]
        # What a file says about its size is not always true.
        sheet.reset_dimensions()
        facts = self._facts.get(sheet._worksheet_path, package.SheetFacts())  # noqa: SLF001 - else we would parse the workbook's relations a second time
        flaws = _Flaws(facts)
        count = 0
        try:
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = flaws.mark(number, values[:MAX_COLUMNS])
                if any(cell is not None for cell in cells):
                    count += 1
                    _check_count(count)
                    yield RawRow(number, cells)
        except _BROKEN as error:
            raise _damaged() from error


def _check_count(count: int) -> None:
    if count > MAX_ROWS:
        raise UnusableFile(_("The sheet has more than %(n)s rows; divide it.", n=MAX_ROWS))


def _damaged() -> UnusableFile:
    return UnusableFile(_("The file is damaged and cannot be read; save it as XLSX once more."))


class _Flaws:
    """Marks the cells of rows, asked from top to bottom, whose values cannot be known."""

    def __init__(self, facts: package.SheetFacts) -> None:
        self._uncounted = facts.uncounted
        ranges = ((range_boundaries(ref), ref) for ref in facts.merged)
        self._coming = sorted(ranges, key=lambda pair: pair[0][1], reverse=True)
        self._open: list[tuple[Any, str]] = []

    def mark(self, number: int, values: tuple[Any, ...]) -> tuple[Cell, ...]:
        """Return the cells of a row, flawed ones in place of what must not be trusted."""
        cells = [_cell(value) for value in values]
        if self._uncounted:
            for index, cell in enumerate(cells):
                if cell is None and f"{letter(index)}{number}" in self._uncounted:
                    cells[index] = Flawed(
                        _("The formula has no stored result; open the file in Excel and save it.")
                    )
        while self._coming and self._coming[-1][0][1] <= number:
            self._open.append(self._coming.pop())
        if self._open:
            self._mark_merged(number, cells)
        return tuple(cells)

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
            return Decimal(repr(value))
        return Flawed(_("This number is too large."))
    return str(value)
