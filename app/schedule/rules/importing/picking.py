"""Picks the cells of a row by field and notes what is wrong with them."""

from collections.abc import Callable, Iterable
from typing import Generic, TypedDict, TypeVar

from flask_babel import gettext as _
from stdnum.pl import pesel as pesel_number

from app.core.errors import DomainError
from app.schedule.enums import HoursField
from app.schedule.rules.importing.cells import known, text_of
from app.schedule.rules.importing.layouts import Column, Layout
from app.schedule.rules.importing.raw import (
    CellError,
    RawRow,
    Value,
    is_empty,
    shown,
)

T = TypeVar("T")
#: So many different people, or times, of a sheet are held in memory.
MOST_KEPT = 16_384


class People(TypedDict):
    """Whose work it is and for whom, in the sheet's words."""

    contract: str
    person: str
    pesel: str
    client: str
    position: str


class Picked:
    """A row under a layout, and the faults found so far."""

    def __init__(self, row: RawRow, layout: Layout) -> None:
        self.row = row
        self.layout = layout
        self.errors: list[CellError] = []

    def column(self, field: HoursField) -> Column | None:
        """Return the column of a field."""
        return self.layout.by_field.get(field)

    def read(self, column: Column, parse: Callable[[Value], T]) -> T | None:
        """Return what a cell says; ``None`` when it is empty or faulty, which is then noted."""
        cell = self.row.cell(column.index)
        if cell is None or is_empty(cell):
            return None
        try:
            return parse(known(cell))
        except DomainError as refusal:
            self.refuse(column, str(refusal))
            return None

    def get(self, field: HoursField, parse: Callable[[Value], T]) -> T | None:
        """Return what the cell of a field says."""
        column = self.layout.by_field.get(field)
        return None if column is None else self.read(column, parse)

    def text(self, field: HoursField) -> str:
        """Return the text of a field, empty when there is none."""
        return self.get(field, text_of) or ""

    def has(self, field: HoursField) -> bool:
        """Tell whether something stands in the cell of a field."""
        column = self.column(field)
        return column is not None and not is_empty(self.row.cell(column.index))

    def refuse(self, column: Column | None, reason: str) -> None:
        """Note a fault of a cell, or of the row when no column is named."""
        if column is None:
            self.errors.append(CellError(self.row.number, "", "", "", reason))
            return
        cell = self.row.cell(column.index)
        # Error files are mailed around; a PESEL does not belong there.
        is_secret = column.field is HoursField.pesel
        value = "" if is_secret else shown(cell)
        error = CellError(self.row.number, column.letter, column.header, value, reason)
        self.errors.append(error)


class Repeated(Generic[T]):
    """What some columns said, by their cells: most rows repeat a person, a shift or both.

    Only what was read without a fault is kept, and no longer than the sheet is being read.
    """

    def __init__(
        self, layout: Layout, fields: Iterable[HoursField], read: Callable[[Picked], T]
    ) -> None:
        columns = [layout.by_field[field] for field in fields if field in layout.by_field]
        self._indexes = [column.index for column in columns]
        self._read = read
        self._known: dict[tuple[object, ...], T] = {}

    def of(self, picked: Picked) -> T:
        """Return what the columns of a row say; faults are noted in it."""
        cells = [picked.row.cell(index) for index in self._indexes]
        # 1 and True are equal, but do not say the same.
        key = (*cells, *map(type, cells))
        if key in self._known:
            return self._known[key]
        found = self._read(picked)
        if not picked.errors:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = found
        return found


#: What ``people_of`` reads.
PEOPLE = (
    HoursField.contract, HoursField.person, HoursField.last_name, HoursField.first_name,
    HoursField.pesel, HoursField.client, HoursField.position,
)  # fmt: skip


def people_of(picked: Picked) -> People | None:
    """Return whose work it is, ``None`` when the row does not say or says it wrongly."""
    before = len(picked.errors)
    names = [picked.text(one) for one in (HoursField.last_name, HoursField.first_name)]
    person = picked.text(HoursField.person) or " ".join(filter(None, names))
    found = People(
        contract=picked.text(HoursField.contract),
        person=person,
        pesel=picked.get(HoursField.pesel, _pesel) or "",
        client=picked.text(HoursField.client),
        position=picked.text(HoursField.position),
    )
    if len(picked.errors) > before:
        return None
    if not (found["contract"] or found["person"] or found["pesel"]):
        picked.refuse(None, _("The row does not say whose hours these are."))
        return None
    return found


def _pesel(cell: Value) -> str:
    """Return a PESEL; a spreadsheet that takes it for a number drops its leading zeros."""
    digits = text_of(cell).zfill(11)
    if not digits.isascii() or not pesel_number.is_valid(digits):
        raise DomainError(_("This is not a valid PESEL: check its eleven digits."))
    return digits
