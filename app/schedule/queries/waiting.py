"""Reported hours that wait for somebody's decision: which of them, in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.clients.models import Client
from app.employees.models import Employee
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries.places import place_in

PAGE = 200
_PLANNED = ("started_at", "ended_at", "minutes", "quantity")


@dataclass(frozen=True)
class Waiting:
    """The narrowing of a page of reported hours; it also travels to a job, as JSON.

    ``until`` leaves out what was written later: nobody decides on what they have not seen.
    """

    client_id: int | None = None
    employee_id: int | None = None
    first: date | None = None
    last: date | None = None
    only_differences: bool = False
    until: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "client_id": self.client_id,
            "employee_id": self.employee_id,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "only_differences": self.only_differences,
            "until": self.until.isoformat() if self.until else None,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Waiting:
        """Read what ``as_json`` has written."""
        days = {key: values[key] and date.fromisoformat(values[key]) for key in ("first", "last")}
        until = values["until"] and datetime.fromisoformat(values["until"])
        return replace(cls(**{**values, **days}), until=until)

    def conditions(self) -> list[Any]:
        """Return what an entry must fulfil."""
        entry = ScheduleEntry
        found: list[Any] = [entry.state == EntryState.reported]
        if self.client_id is not None:
            found.append(entry.client_id == self.client_id)
        if self.employee_id is not None:
            found.append(entry.employee_id == self.employee_id)
        if self.first is not None:
            found.append(entry.day >= self.first)
        if self.last is not None:
            found.append(entry.day <= self.last)
        if self.only_differences:
            found.append(differs_from_plan())
        if self.until is not None:
            found.append(entry.changed_on <= self.until)
        return found


def differs_from_plan() -> Any:
    """Return the condition that something else was worked than planned; see ``is_as_planned``."""
    entry = ScheduleEntry
    return sa.or_(
        *(
            getattr(entry, name).is_distinct_from(getattr(entry, f"planned_{name}"))
            for name in _PLANNED
        )
    )


def count(waiting: Waiting) -> tuple[int, int]:
    """Return how many entries wait, and how many of them differ from the plan."""
    differing = sa.func.count(sa.case((differs_from_plan(), 1)))
    query = sa.select(sa.func.count(), differing).select_from(ScheduleEntry)
    every, different = db.session.execute(query.where(*waiting.conditions())).one()
    return every, different


def page_after(waiting: Waiting, entry_id: int = 0) -> tuple[list[ScheduleEntry], bool]:
    """Return the entries after one of them, by client, person and day, and whether more follow."""
    keys = _order()
    query = (
        sa.select(ScheduleEntry)
        .join(ScheduleEntry.client)
        .join(ScheduleEntry.employee)
        .where(*waiting.conditions())
        .order_by(*keys)
        .limit(PAGE + 1)
        .options(
            contains_eager(ScheduleEntry.client),
            contains_eager(ScheduleEntry.employee),
            joinedload(ScheduleEntry.reported_by),
            joinedload(ScheduleEntry.rate_kind),
        )
    )
    place = _place(entry_id) if entry_id else None
    if place is not None:
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*place))
    rows = list(db.session.scalars(query))
    return rows[:PAGE], len(rows) > PAGE


def ids_after(waiting: Waiting, entry_id: int, size: int) -> list[int]:
    """Return the next keys, in the order of keys: for work that goes through all of them."""
    query = sa.select(ScheduleEntry.id).where(*waiting.conditions(), ScheduleEntry.id > entry_id)
    return list(db.session.scalars(query.order_by(ScheduleEntry.id).limit(size)))


def _order() -> tuple[Any, ...]:
    entry = ScheduleEntry
    return (
        Client.sort_key, entry.client_id, Employee.sort_key, entry.employee_id, entry.day, entry.id
    )  # fmt: skip


def _place(entry_id: int) -> tuple[Any, ...] | None:
    """Return where an entry stands in the order; none when it is gone, or not the user's."""
    query = (
        sa.select(*_order())
        .select_from(ScheduleEntry)
        .join(ScheduleEntry.client)
        .join(ScheduleEntry.employee)
        .where(ScheduleEntry.id == entry_id)
    )
    return place_in(_order(), query)
