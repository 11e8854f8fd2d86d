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
#: Written into the statement: an index over what waits does not serve a value that is not known.
_REPORTED = sa.literal(EntryState.reported, ScheduleEntry.state.type, literal_execute=True)


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
        found: list[Any] = [entry.state == _REPORTED]
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
    query = sa.select(sa.func.count(ScheduleEntry.id)).where(*waiting.conditions())
    differing = query.where(differs_from_plan())
    counted = sa.select(query.scalar_subquery(), differing.scalar_subquery())
    every, different = db.session.execute(counted).one()
    return every, different


def page_after(waiting: Waiting, entry_id: int = 0) -> tuple[list[ScheduleEntry], bool]:
    """Return the entries after one of them, by client, person and day, and whether more follow.

    Which clients fill the page is asked first, of an index alone: only theirs are put in order.
    """
    ids = _keys_after(waiting, _place(entry_id) if entry_id else None)
    query = (
        sa.select(ScheduleEntry)
        .join(ScheduleEntry.client)
        .join(ScheduleEntry.employee)
        .where(ScheduleEntry.id.in_(ids[:PAGE]))
        .order_by(*_order())
        .options(
            contains_eager(ScheduleEntry.client),
            contains_eager(ScheduleEntry.employee),
            joinedload(ScheduleEntry.reported_by),
            joinedload(ScheduleEntry.rate_kind),
        )
    )
    return list(db.session.scalars(query)), len(ids) > PAGE


def _keys_after(waiting: Waiting, place: tuple[Any, ...] | None) -> list[int]:
    """Return the keys of a page and one more; keys alone are quickly put in order."""
    order = _order()
    query = (
        sa.select(ScheduleEntry.id)
        .join(ScheduleEntry.client)
        .join(ScheduleEntry.employee)
        .where(*waiting.conditions(), ScheduleEntry.client_id.in_(_clients(waiting, place)))
        .order_by(*order)
        .limit(PAGE + 1)
    )
    if place is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*place))
    return list(db.session.scalars(query))


def _clients(waiting: Waiting, place: tuple[Any, ...] | None) -> list[int]:
    """Return the clients, from the one of a place on, whose entries are enough for a page.

    Of the first one some may stand on the pages before, so it is not counted.
    """
    groups = (
        sa.select(ScheduleEntry.client_id, sa.func.count(ScheduleEntry.id).label("entries"))
        .where(*waiting.conditions())
        .group_by(ScheduleEntry.client_id)
        .subquery()
    )
    query = (
        sa.select(Client.id, groups.c.entries)
        .join(groups, groups.c.client_id == Client.id)
        .order_by(Client.sort_key, Client.id)
        .limit(PAGE + 2)
    )
    if place is not None:
        query = query.where(sa.tuple_(Client.sort_key, Client.id) >= sa.tuple_(*place[:2]))
    chosen: list[int] = []
    enough = PAGE + 1
    for number, (client_id, entries) in enumerate(db.session.execute(query)):
        chosen.append(client_id)
        enough -= entries if number or place is None else 0
        if enough <= 0:
            break
    return chosen


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
