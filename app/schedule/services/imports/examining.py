"""Checking waiting rows against all that is known of their people, some people at a time.

All rows of a person are looked at together, so what two rows say of the same hours is seen. The
number of statements depends on the number of such chunks alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.extensions import db
from app.positions.enums import Unit
from app.positions.models import RateKind
from app.schedule.enums import EntrySource, RowVerdict
from app.schedule.models import ScheduleEntry
from app.schedule.rules.importing.comparing import Change, Comparison, Known, Row, Said, compare
from app.schedule.rules.shifts import Shift
from app.schedule.rules.worked import ChosenKind, Worked
from app.schedule.services.book import Book, taken_by
from app.schedule.services.imports.staging import ROWS

#: About so many rows are looked at together; those of one person always are.
CHUNK = 2000
ENTRY: Any = ScheduleEntry.__table__
_SAID = ("started_at", "ended_at", "pause", "minutes", "quantity", "rate_kind_id", "note")
_READ = (
    "id", "number", "letter", "contract_id", "employee_id", "day", "pause_started_at",
    "import_key", *_SAID,
)  # fmt: skip


@dataclass
class Findings:
    """What becomes of the rows of a chunk, by their ids."""

    fresh: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    changes: dict[int, Change] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chunk:
    """The people from ``first`` to ``last``, by their ids."""

    first: int
    last: int
    rows: int


def chunks(import_id: int, *, after: int = 0) -> list[Chunk]:
    """Return which people with waiting rows are looked at together."""
    query = (
        sa.select(ROWS.c.employee_id, sa.func.count())
        .where(
            ROWS.c.import_id == import_id,
            ROWS.c.employee_id > after,
            ROWS.c.verdict != RowVerdict.refused,
        )
        .group_by(ROWS.c.employee_id)
        .order_by(ROWS.c.employee_id)
    )
    found: list[Chunk] = []
    for employee_id, count in db.session.connection().execute(query):
        if found and found[-1].rows + count <= CHUNK:
            found[-1] = Chunk(found[-1].first, employee_id, found[-1].rows + count)
        else:
            found.append(Chunk(employee_id, employee_id, count))
    return found


def waiting(import_id: int, chunk: Chunk) -> sa.ColumnElement[bool]:
    """Return the condition that a row of an import waits and is in a chunk."""
    return sa.and_(
        ROWS.c.import_id == import_id,
        ROWS.c.employee_id.between(chunk.first, chunk.last),
        ROWS.c.verdict != RowVerdict.refused,
    )


def examine(import_id: int, chunk: Chunk, kinds: dict[int, Unit]) -> Findings:
    """Tell what becomes of the waiting rows of a chunk."""
    columns = (ROWS.c[name] for name in _READ)
    query = sa.select(*columns).where(waiting(import_id, chunk)).order_by(ROWS.c.id)
    rows = list(db.session.connection().execute(query))
    return _Examiner(rows, kinds, waiting(import_id, chunk)).run() if rows else Findings()


def units() -> dict[int, Unit]:
    """Return what every kind of rate is counted in."""
    return dict(db.session.execute(sa.select(RateKind.id, RateKind.unit)).all())


class _Examiner:
    """Looks at the rows of one chunk."""

    def __init__(
        self, rows: Sequence[Any], kinds: dict[int, Unit], condition: sa.ColumnElement[bool]
    ) -> None:
        self.rows = {row.id: row for row in rows}
        self.kinds, self.condition = kinds, condition
        days = [row.day for row in rows]
        self.contracts = {row.contract_id for row in rows}
        self.first, self.last = min(days), max(days)
        self.book = Book(self.contracts, self.first, self.last)
        self.found = Findings()

    def run(self) -> Findings:
        known, keyed = self._known()
        groups: dict[tuple[int, date], list[Any]] = defaultdict(list)
        firsts: dict[str, Any] = {}
        for row in self.rows.values():
            first = firsts.setdefault(row.import_key, row)
            if row.contract_id not in self.book.terms:
                self.found.refused[row.id] = _("This contract is not yours to see any more.")
            elif first is not row:
                self.found.refused[row.id] = _("The same hours already stand in %(place)s.",
                                               place=_place(first))  # fmt: skip
            else:
                groups[row.contract_id, row.day].append(row)
        fresh: list[Any] = []
        changes: list[Change] = []
        for key, group in groups.items():
            if key not in known and not (keyed and any(one.import_key in keyed for one in group)):
                fresh += group
                continue
            compared = self._compare(group, known.get(key, []), keyed)
            changes += compared.changes
            fresh += (self.rows[row.id] for row in compared.fresh)
        # What is changed makes room first, then what is new takes it.
        for change in changes:
            self._check_change(change)
        for row in fresh:
            self._check_fresh(row)
        return self.found

    def _compare(self, group: list[Any], known: list[Known], keyed: dict[str, Known]) -> Comparison:
        ids = {one.id for one in known}
        moved = [keyed[row.import_key] for row in group if row.import_key in keyed]
        rows = [Row(row.id, said_by(row), row.import_key) for row in group]
        found = compare(rows, [*known, *(one for one in moved if one.id not in ids)])
        self.found.same += [row.id for row, _entry in found.same]
        self.found.refused |= {row.id: reason for row, reason in found.refused}
        return found

    def _check_change(self, change: Change) -> None:
        row, entry_id = self.rows[change.row.id], change.known.id
        worked = self._worked(row)
        try:
            if change.known.said.kind_id is not None and row.rate_kind_id is None:
                worked = self._with_kind(worked, change.known.said.kind_id)
            self.book.check_open(row.day)
            self.book.check(row.contract_id, row.day, worked, replacing=entry_id)
        except DomainError as refusal:
            self.found.refused[row.id] = str(refusal)
            return
        self.book.forget(row.employee_id, row.day, entry_id)
        self.book.note(row.employee_id, taken_by(entry_id, row.contract_id, row.day, worked))
        self.found.changes[row.id] = change

    def _check_fresh(self, row: Any) -> None:
        worked = self._worked(row)
        try:
            self.book.check(row.contract_id, row.day, worked)
        except DomainError as refusal:
            self.found.refused[row.id] = str(refusal)
            return
        # No entry has a negative number.
        self.book.note(row.employee_id, taken_by(-row.id, row.contract_id, row.day, worked))
        self.found.fresh.append(row.id)

    def _worked(self, row: Any) -> Worked:
        kind = row.rate_kind_id
        chosen = None if kind is None else ChosenKind(kind, self.kinds[kind])
        shift = None
        if row.started_at is not None:
            shift = Shift.stored(
                row.day, row.started_at, row.ended_at, row.pause, row.pause_started_at
            )
        return Worked(row.minutes, shift, row.quantity, chosen)

    def _with_kind(self, worked: Worked, kind_id: int) -> Worked:
        kind = ChosenKind(kind_id, self.kinds[kind_id])
        return Worked(worked.minutes, worked.shift, worked.quantity, kind)

    def _known(self) -> tuple[dict[tuple[int, date], list[Known]], dict[str, Known]]:
        """Read the entries of the contracts in these days, and those the file brought once."""
        columns = [ENTRY.c[name] for name in _SAID]
        query = sa.select(
            ENTRY.c.id, ENTRY.c.contract_id, ENTRY.c.day, ENTRY.c.state, ENTRY.c.source,
            ENTRY.c.import_key, ENTRY.c.reject_reason, *columns,
        )  # fmt: skip
        here = sa.and_(
            ENTRY.c.contract_id.in_(self.contracts), ENTRY.c.day.between(self.first, self.last)
        )
        of_day: dict[tuple[int, date], list[Known]] = defaultdict(list)
        for row in db.session.connection().execute(query.where(here)):
            of_day[row.contract_id, row.day].append(_entry(row))
        ours = sa.select(ROWS.c.import_key).where(self.condition)
        by_key = db.session.connection().execute(query.where(ENTRY.c.import_key.in_(ours)))
        return of_day, {row.import_key: _entry(row) for row in by_key}


def _entry(row: Any) -> Known:
    is_imported = row.source is EntrySource.imported
    return Known(row.id, said_by(row), row.state, is_imported, row.import_key, row.reject_reason)


def said_by(row: Any) -> Said:
    """Return what a row or an entry says."""
    return Said(*(getattr(row, name) for name in _SAID))


def _place(row: Any) -> str:
    return f"{row.letter}{row.number}"
