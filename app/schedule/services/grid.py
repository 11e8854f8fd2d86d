"""The month grid: the people of a page, and what each of their days shows."""

import calendar
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.db import not_by_index
from app.core.search import matching_ids
from app.employees.models import Employee
from app.extensions import db
from app.positions.models import Position
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.grid import EMPTY, Cell, Lens, covers, make_cell

SIZES = (50, 100, 200)
_ORDER = (Employee.sort_key, Employee.id, Contract.starts_on, Contract.id)


@dataclass(frozen=True)
class Wanted:
    """Which month of whom is asked for."""

    month: date
    lens: Lens = field(default_factory=Lens)
    client_id: int | None = None
    position_id: int | None = None
    contract_id: int | None = None
    state: EntryState | None = None
    q: str = ""
    page: int = 1
    size: int = 100

    @property
    def days(self) -> list[date]:
        """Return the days of the month."""
        length = calendar.monthrange(self.month.year, self.month.month)[1]
        return [self.month + timedelta(days=number) for number in range(length)]

    def next_month(self, step: int = 1) -> date:
        """Return the first day of a month before or after."""
        months = self.month.year * 12 + self.month.month - 1 + step
        return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class GridRow:
    """A contract in the month; a day it does not cover has no cell."""

    contract_id: int
    number: str
    employee_id: int
    name: str
    client: str
    position: str
    cells: tuple[Cell | None, ...]

    @property
    def value(self) -> int:
        """Return what the row sums up to."""
        return sum(cell.value for cell in self.cells if cell)

    @property
    def planned(self) -> int:
        """Return what was planned."""
        return sum(cell.planned for cell in self.cells if cell)


@dataclass(frozen=True)
class Grid:
    """A page of the grid."""

    wanted: Wanted
    rows: tuple[GridRow, ...]
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // self.wanted.size))

    def sums(self) -> list[int]:
        """Return the sum of each day."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return [sum(cell.value for cell in column if cell) for column in columns]


def load_grid(wanted: Wanted) -> Grid:
    """Read a page of people and their days: four statements, however many there are."""
    total = db.session.scalar(_in_month(sa.select(sa.func.count(Contract.id)), wanted)) or 0
    page = min(wanted.page, max(1, -(-total // wanted.size)))
    wanted = replace(wanted, page=page)
    ids = contract_ids(wanted)
    people = db.session.execute(_people().where(Contract.id.in_(ids)).order_by(*_ORDER)).all()
    days = wanted.days
    entries = entries_of(ids, days[0], days[-1], wanted.lens)
    return Grid(wanted, tuple(_row(row, days, entries, wanted.lens) for row in people), total)


def contract_ids(wanted: Wanted) -> list[int]:
    """Return the contracts of a page; keys alone are quickly put in order."""
    query = _in_month(sa.select(Contract.id).join(Contract.employee), wanted).order_by(*_ORDER)
    start = (wanted.page - 1) * wanted.size
    return list(db.session.scalars(query.limit(wanted.size).offset(start)))


def positions_of(wanted: Wanted) -> list[tuple[int, str]]:
    """Return the positions of the chosen client at which somebody works in the month."""
    if wanted.client_id is None:
        return []
    query = (
        sa.select(Position.id, Position.name)
        .where(Position.id.in_(_of_client(sa.select(Contract.position_id), wanted)))
        .order_by(Position.name, Position.id)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]


def entries_of(
    ids: Collection[int], first: date, last: date, lens: Lens
) -> dict[tuple[int, date], list[Any]]:
    """Return by contract and day what the lens sees of it."""
    entry = ScheduleEntry
    query = sa.select(
        entry.contract_id, entry.day, entry.state, entry.revision, entry.minutes, entry.quantity,
        entry.started_at, entry.ended_at, entry.pause, entry.planned_minutes,
        entry.planned_quantity, entry.planned_started_at, entry.planned_ended_at, entry.note,
        entry.reject_reason,
    )  # fmt: skip
    query = query.where(
        entry.contract_id.in_(ids), entry.day.between(first, last), seen_through(lens)
    )
    found: dict[tuple[int, date], list[Any]] = defaultdict(list)
    if ids:
        for row in db.session.execute(query.order_by(entry.id)):
            found[row.contract_id, row.day].append(row)
    return found


def texts_before(
    ids: Collection[int], first: date, last: date, lens: Lens, *, weeks: int
) -> list[tuple[int, date, str]]:
    """Return what was planned, or worked, some weeks before each of some days."""
    back = timedelta(weeks=weeks)
    found = entries_of(ids, first - back, last - back, lens)
    return [
        (contract_id, day + back, cell.text)
        for (contract_id, day), entries in found.items()
        if (cell := make_cell(entries, lens)).count == 1 and cell.text
    ]


def reported_of(ids: Collection[int], wanted: Wanted) -> list[ScheduleEntry]:
    """Return what waits for acceptance, as the lens shows it."""
    days = wanted.days
    query = (
        sa.select(ScheduleEntry)
        .where(
            ScheduleEntry.contract_id.in_(ids),
            ScheduleEntry.day.between(days[0], days[-1]),
            ScheduleEntry.state == EntryState.reported,
            seen_through(wanted.lens),
        )
        .options(joinedload(ScheduleEntry.employee))
        .order_by(ScheduleEntry.id)
    )
    return list(db.session.scalars(query))


def seen_through(lens: Lens) -> sa.ColumnElement[bool]:
    """Return the condition of the entries a lens shows: all hours, or those of one kind."""
    if lens.kind is None:
        return ScheduleEntry.minutes.is_not(None)
    return ScheduleEntry.rate_kind_id == lens.kind.id


def _people() -> sa.Select[Any]:
    return (
        sa.select(
            Contract.id, Contract.number, Contract.employee_id, Contract.starts_on,
            Contract.effective_end.label("ends_on"), Employee.first_name, Employee.last_name,
            sa.func.coalesce(Client.short_name, Client.name).label("client"),
            Position.name.label("position"),
        )
        .join(Contract.employee)
        .join(Contract.client)
        .join(Contract.position)
    )  # fmt: skip


def _in_month(query: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    """Narrow a query of contracts to those that are asked for."""
    query = _of_client(query, wanted)
    if wanted.position_id is not None:
        query = query.where(Contract.position_id == wanted.position_id)
    if wanted.contract_id is not None:
        query = query.where(Contract.id == wanted.contract_id)
    if wanted.q:
        query = query.where(
            sa.or_(
                Contract.employee_id.in_(matching_ids("employee", wanted.q)),
                Contract.id.in_(matching_ids("contract", wanted.q)),
            )
        )
    if wanted.state is not None:
        days = wanted.days
        with_state = sa.select(ScheduleEntry.contract_id).where(
            ScheduleEntry.day.between(days[0], days[-1]), ScheduleEntry.state == wanted.state
        )
        query = query.where(Contract.id.in_(with_state))
    return query


def _of_client(query: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    """Narrow a query to contracts of the month; nearly all have begun before its end."""
    days, end = wanted.days, Contract.effective_end
    query = query.where(
        not_by_index(Contract.starts_on) <= days[-1],
        sa.or_(end.is_(None), sa.and_(end >= days[0], end >= Contract.starts_on)),
    )
    if wanted.client_id is not None:
        query = query.where(Contract.client_id == wanted.client_id)
    return query


def _row(person: Any, days: Sequence[date], entries: Any, lens: Lens) -> GridRow:
    return GridRow(
        contract_id=person.id,
        number=person.number,
        employee_id=person.employee_id,
        name=f"{person.last_name} {person.first_name}",
        client=person.client,
        position=person.position,
        cells=tuple(_cells(person, days, entries, lens)),
    )


def _cells(person: Any, days: Sequence[date], entries: Any, lens: Lens) -> Iterator[Cell | None]:
    """What was entered before the contract was shortened is still seen."""
    for day in days:
        of_day = entries.get((person.id, day))
        if of_day:
            yield make_cell(of_day, lens)
        else:
            yield EMPTY if covers(person.starts_on, person.ends_on, day) else None
