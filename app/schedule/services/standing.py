"""Entries as plain values, for cells of the grid: thousands are read and written at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.assignments.models import Contract
from app.core.rewriting import Added, Removed, Rewritten, add, remove, rewrite
from app.extensions import db
from app.positions.enums import Unit
from app.positions.models import RateKind
from app.schedule.enums import EntrySource, EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.grid import Lens
from app.schedule.rules.shifts import Shift
from app.schedule.rules.worked import ChosenKind
from app.schedule.services.grid import seen_through

#: What typing into a cell may change.
_CHANGING = (
    "state", "rate_kind_id", "started_at", "ended_at", "pause_started_at", "pause", "minutes",
    "quantity", "planned_started_at", "planned_ended_at", "planned_minutes", "planned_quantity",
    "reported_by_id", "reported_at", "decided_by_id", "decided_at", "reject_reason",
)  # fmt: skip
_READ = ("id", "revision", "contract_id", "client_id", "employee_id", "day", "note", *_CHANGING)


@dataclass(slots=True, eq=False)
class Standing:
    """An entry that stands in a cell; it may be changed like the entity itself."""

    id: int
    revision: int
    contract_id: int
    client_id: int
    employee_id: int
    day: date
    note: str | None
    state: EntryState
    rate_kind_id: int | None
    started_at: datetime | None
    ended_at: datetime | None
    pause_started_at: datetime | None
    pause: int
    minutes: int | None
    quantity: Decimal | None
    planned_started_at: datetime | None
    planned_ended_at: datetime | None
    planned_minutes: int | None
    planned_quantity: Decimal | None
    reported_by_id: int | None
    reported_at: datetime | None
    decided_by_id: int | None
    decided_at: datetime | None
    reject_reason: str | None
    unit: Unit | None
    changed_on: datetime
    changed_by_id: int | None
    name: str

    @property
    def rate_kind(self) -> ChosenKind | None:
        """Return the kind somebody has chosen."""
        if self.rate_kind_id is None or self.unit is None:
            return None
        return ChosenKind(self.rate_kind_id, self.unit)

    @property
    def shift(self) -> Shift | None:
        """Return the stretch of time, where it is known."""
        if self.started_at is None or self.ended_at is None:
            return None
        return Shift.stored(
            self.day, self.started_at, self.ended_at, self.pause, self.pause_started_at
        )

    def held(self) -> dict[str, Any]:
        """Return what typing may change."""
        return {name: getattr(self, name) for name in _CHANGING}

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}, {self.name}"


def read(
    contracts: Mapping[int, Contract], first: date, last: date, lens: Lens
) -> dict[tuple[int, date], list[Standing]]:
    """Return what stands in the cells of contracts, by contract and day."""
    entry = ScheduleEntry
    query = (
        sa.select(
            *(getattr(entry, name) for name in _READ),
            RateKind.unit, entry.changed_on, entry.changed_by_id,
        )
        .outerjoin(entry.rate_kind)
        .where(
            entry.contract_id.in_(contracts), entry.day.between(first, last), seen_through(lens)
        )
        .order_by(entry.id)
    )  # fmt: skip
    names = {pk: str(contract.employee) for pk, contract in contracts.items()}
    found: dict[tuple[int, date], list[Standing]] = defaultdict(list)
    for row in db.session.execute(query):
        values: tuple[Any, ...] = (*row, names[row.contract_id])
        found[row.contract_id, row.day].append(Standing(*values))
    return found


def blank(contract: Contract, day: date, *, is_planned: bool) -> Standing:
    """Return an entry that is not there yet, to be filled; it was checked already."""
    values: dict[str, Any] = dict.fromkeys((*_READ, "unit", "changed_on", "changed_by_id"))
    values |= {
        "id": 0, "revision": 0, "contract_id": contract.id, "client_id": contract.client_id,
        "employee_id": contract.employee_id, "day": day, "pause": 0,
        "state": EntryState.planned if is_planned else EntryState.reported,
    }  # fmt: skip
    return Standing(**values, name=str(contract.employee))


def add_all(entries: Sequence[Standing]) -> None:
    """Insert entries that somebody in the office has typed."""
    rows = [
        Added(
            str(one),
            one.client_id,
            {
                "client_id": one.client_id, "contract_id": one.contract_id,
                "employee_id": one.employee_id, "day": one.day, "source": EntrySource.office,
                **one.held(),
            },
        )
        for one in entries
    ]  # fmt: skip
    for one, pk in zip(entries, add(ScheduleEntry, rows), strict=True):
        one.id, one.revision = pk, 1


def rewrite_all(changed: Iterable[tuple[dict[str, Any], Standing]]) -> None:
    """Write entries; what they held before says which of them have changed."""
    entries = {entry.id: (before, entry) for before, entry in changed}
    rows = [
        Rewritten(pk, entry.revision, str(entry), entry.client_id, before, entry.held())
        for pk, (before, entry) in entries.items()
    ]
    for row in rewrite(ScheduleEntry, rows):
        entries[row.id][1].revision += 1


def remove_all(entries: Iterable[Standing]) -> None:
    """Delete entries; their parts go with them."""
    rows = [Removed(one.id, one.revision, str(one), one.client_id) for one in entries]
    remove(ScheduleEntry, rows)
