"""Reading a file into rows that wait: whose hours they are, and what was worked.

What cannot be entered waits as well, as a refusal with its place and its reason.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core import bulk
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.text import search_key
from app.extensions import db
from app.positions.enums import Unit
from app.positions.models import RateKind
from app.schedule.enums import HoursField, RowVerdict
from app.schedule.models import HoursImportRow
from app.schedule.reading.opening import open_table
from app.schedule.rules.durations import ClockSpan
from app.schedule.rules.importing.layouts import Layout
from app.schedule.rules.importing.raw import BadRow, CellError
from app.schedule.rules.importing.rows import HoursRow, read_hours
from app.schedule.rules.months import check_quantity
from app.schedule.rules.shifts import Shift, place_shift
from app.schedule.rules.worked import ChosenKind, Worked
from app.schedule.services.imports.matching import Candidate, Context, Matcher

BATCH = 1000
ROWS: Any = HoursImportRow.__table__
#: What every staged row starts from; all of them are loaded with the same columns.
_EMPTY: dict[str, Any] = dict.fromkeys(
    column.key
    for column in ROWS.columns
    if column.key not in {"id", "before", "entry_id", "written_at"}
) | {"letter": "", "header": "", "value": "", "reason": "", "pause": 0}

#: The same few names come again and again.
_key = lru_cache(maxsize=1024)(search_key)

#: Called with the number of rows read so far, inside the transaction that adds them.
Note = Callable[[int], object]


class Staging:
    """Stages the rows of one sheet of a file."""

    def __init__(self, import_id: int, layout: Layout, context: Context) -> None:
        self.import_id, self.layout = import_id, layout
        self.matcher = Matcher(context)
        self.kinds = _kinds()
        #: In which column the fault lies that is about to be found.
        self._looking_at: HoursField | None = None
        self._refused: set[tuple[int, str]] = set()

    def stage(self, path: Path, sheet: str, *, inside: Note, between: Note) -> int:
        """Read the file and keep its rows; return how many there are."""
        count = 0
        with open_table(path) as table:
            found = read_hours(table.rows(sheet), self.layout)
            while batch := list(islice(found, BATCH)):
                values = list(self._values(batch))
                with transaction():
                    bulk.load(ROWS, values)
                    count += len(values)
                    inside(count)
                between(count)
        return count

    def _values(self, batch: list[HoursRow | BadRow]) -> Iterator[dict[str, Any]]:
        self.matcher.prepare(row for row in batch if isinstance(row, HoursRow))
        for row in batch:
            if isinstance(row, BadRow):
                yield from map(self._bad, row.errors)
                continue
            try:
                yield self._good(row)
            except DomainError as refusal:
                yield from self._refusal(row, str(refusal))

    def _good(self, row: HoursRow) -> dict[str, Any]:
        contract = self._contract(row)
        self._looking_at = HoursField.kind
        kind = self._kind(row)
        self._looking_at = _field_of_time(row)
        worked = _worked(row, kind)
        shift = worked.shift
        return _EMPTY | {
            "import_id": self.import_id,
            "verdict": RowVerdict.fresh,
            "number": row.number,
            "letter": row.column,
            "contract_id": contract.id,
            "employee_id": contract.employee_id,
            "client_id": contract.client_id,
            "day": row.day,
            "started_at": shift.start if shift else None,
            "ended_at": shift.end if shift else None,
            "pause_started_at": shift.pause_start if shift else None,
            "pause": shift.pause if shift else 0,
            "minutes": worked.minutes,
            "quantity": worked.quantity,
            "rate_kind_id": kind.id if kind else None,
            "note": row.note or None,
            "import_key": row.key(str(contract.id)),
        }

    def _contract(self, row: HoursRow) -> Candidate:
        fields = (HoursField.contract, HoursField.person, HoursField.last_name, HoursField.pesel)
        named = (row.contract, row.person, row.person, row.pesel)
        self._looking_at = next(
            (one for one, text in zip(fields, named, strict=True)
             if text and one in self.layout.by_field), None,
        )  # fmt: skip
        return self.matcher.find(row)

    def _kind(self, row: HoursRow) -> ChosenKind | None:
        """Return the kind a row names; the only kind that is counted, where a quantity has none."""
        wanted = _key(row.kind)
        if wanted:
            found = [self.kinds[wanted]] if wanted in self.kinds else [
                kind for name, kind in self.kinds.items() if name.startswith(f"{wanted} ")
            ]  # fmt: skip
            if len(found) == 1:
                return found[0]
            raise DomainError(_("There is no kind of rate “%(name)s”.", name=row.kind))
        if row.quantity is None:
            return None
        counted = [kind for kind in self.kinds.values() if kind.unit is not Unit.hour]
        if len(counted) == 1:
            return counted[0]
        self._looking_at = HoursField.quantity
        raise DomainError(_("Name the kind of rate that the quantity is of."))

    def _bad(self, error: CellError) -> dict[str, Any]:
        return self._refused_row(error.row, error.reason, error.column, error.header, error.value)

    def _refusal(self, row: HoursRow, reason: str) -> Iterator[dict[str, Any]]:
        """Yield the refusal of a row; what is wrong with a whole wide row is said once."""
        is_cell = bool(row.column) and self._looking_at in (HoursField.begin, HoursField.hours)
        if not is_cell:
            if (row.number, reason) in self._refused:
                return
            self._refused.add((row.number, reason))
            column = self.layout.by_field.get(self._looking_at) if self._looking_at else None
        else:
            column = next((one for one in self.layout.days if one.letter == row.column), None)
        letter, header = (column.letter, column.header) if column else (row.column, "")
        yield self._refused_row(row.number, reason, letter, header, _value(row, self._looking_at))

    def _refused_row(
        self, number: int, reason: str, letter: str, header: str, value: str
    ) -> dict[str, Any]:
        return _EMPTY | {
            "import_id": self.import_id,
            "verdict": RowVerdict.refused,
            "number": number,
            "letter": letter,
            "header": header[:80],
            "value": value[:80],
            "reason": reason[:500],
        }


def _field_of_time(row: HoursRow) -> HoursField:
    """Return which field says how much was worked."""
    if row.begin is not None:
        return HoursField.begin
    return HoursField.hours if row.quantity is None else HoursField.quantity


def _value(row: HoursRow, looked_at: HoursField | None) -> str:
    """Return what stands in the cell at fault; never a PESEL."""
    values = {
        HoursField.contract: row.contract,
        HoursField.person: row.person,
        HoursField.last_name: row.person,
        HoursField.kind: row.kind,
        HoursField.quantity: "" if row.quantity is None else f"{row.quantity:f}",
    }
    return values.get(looked_at, "") if looked_at else ""


def _kinds() -> dict[str, ChosenKind]:
    query = sa.select(RateKind.name, RateKind.id, RateKind.unit).where(
        RateKind.archived_on.is_(None)
    )
    return {search_key(name): ChosenKind(pk, unit) for name, pk, unit in db.session.execute(query)}


def _worked(row: HoursRow, kind: ChosenKind | None) -> Worked:
    """Return what was worked, in the unit of its kind of rate."""
    is_counted = kind is not None and kind.unit is not Unit.hour
    if row.quantity is not None:
        assert kind is not None  # noqa: S101 - a quantity always finds its kind
        return Worked(quantity=check_quantity(kind.unit, row.quantity), kind=kind)
    if is_counted:
        raise DomainError(_("This kind of rate is not counted in hours, but the row has hours."))
    if row.begin is None or row.end is None:
        return Worked(row.minutes, kind=kind)
    return Worked.of_shift(_shift(row.day, row.begin, row.end, row.pause), kind)


@lru_cache(maxsize=8192)
def _shift(day: date, begin: int, end: int, pause: int) -> Shift:
    """Return a shift; the same ones come again and again."""
    return place_shift(day, ClockSpan(begin, end, pause))
