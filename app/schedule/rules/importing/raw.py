"""Cells as a file holds them, and what is wrong with one of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

#: An empty cell is ``None``; numbers of spreadsheets are ``int`` or exact ``Decimal``.
Value = str | int | Decimal | bool | date | datetime | time | timedelta

_SHOWN = 60


@dataclass(frozen=True)
class Flawed:
    """A cell whose value cannot be trusted, and why, in the user's language.

    ``value`` is what stands in it all the same: enough for a header, not for hours.
    """

    reason: str
    value: Value | None = None


Cell = Value | Flawed | None


@dataclass(frozen=True)
class RawRow:
    """A row with the number the spreadsheet shows beside it, from 1; cells from column A on."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """Return a cell; rows are as long as what is written in them."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True)
class CellError:
    """What is wrong, where: as the file shows it, and in the user's language.

    ``column`` is a letter, empty when the fault is the whole row's; ``header`` is what stands
    above it, ``value`` what was found, shortened.
    """

    row: int
    column: str
    header: str
    value: str
    reason: str

    @property
    def place(self) -> str:
        """Return the place as spreadsheets name it: D12, or 12 for a whole row."""
        return f"{self.column}{self.row}"


@dataclass(frozen=True)
class BadRow:
    """A row of which nothing can be entered, with every fault that was found in it."""

    number: int
    errors: tuple[CellError, ...]


def letter(index: int) -> str:
    """Return the letters of a column, counted from 0: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def shown(cell: Cell) -> str:
    """Return a cell for people: short, dates as in Poland, exact numbers."""
    if isinstance(cell, Flawed):
        cell = cell.value
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        is_day = (cell.hour, cell.minute) == (0, 0)
        return cell.strftime("%d.%m.%Y" if is_day else "%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    text = " ".join(str(cell).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def is_empty(cell: Cell) -> bool:
    """Tell whether nothing is written in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
