"""What the calendar shows: people's contracts in rows, days in columns, shifts where they meet."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.assignments.models import Contract
from app.clients.models import Client
from app.employees.models import Employee
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ClosedMonth, ScheduleEntry
from app.schedule.queries.places import place_in

#: So many rows a page has: more are neither overseen nor quick.
PAGE = 60


@dataclass(frozen=True)
class Span:
    """The days that are shown, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Return every day."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Whose:
    """Whose calendar it is: of a client, of an employee, or of everybody."""

    client_id: int | None = None
    employee_id: int | None = None

    def conditions(self) -> list[Any]:
        """Return what a contract must fulfil."""
        found = []
        if self.client_id is not None:
            found.append(Contract.client_id == self.client_id)
        if self.employee_id is not None:
            found.append(Contract.employee_id == self.employee_id)
        return found


def month_of(day: date) -> Span:
    """Return the month around a day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Span(day.replace(day=1), day.replace(day=last))


def week_of(day: date) -> Span:
    """Return the week around a day, from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6))


def in_force(span: Span) -> sa.ColumnElement[bool]:
    """Return the condition that a contract covers at least one of some days."""
    end = Contract.effective_end
    return sa.and_(
        Contract.starts_on <= span.last,
        sa.or_(end.is_(None), sa.and_(end >= span.first, end >= Contract.starts_on)),
    )


def contracts_page(whose: Whose, span: Span, after: int = 0) -> tuple[list[Contract], bool]:
    """Return the contracts after one of them, by client and person, and whether more follow."""
    keys = _order()
    query = (
        sa.select(Contract)
        .join(Contract.client)
        .join(Contract.employee)
        .where(in_force(span), *whose.conditions())
        .order_by(*keys)
        .limit(PAGE + 1)
        .options(
            contains_eager(Contract.client),
            contains_eager(Contract.employee),
            joinedload(Contract.position),
        )
    )
    place = _place(after) if after else None
    if place is not None:
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*place))
    rows = list(db.session.scalars(query))
    return rows[:PAGE], len(rows) > PAGE


def contracts_on(whose: Whose, span: Span, *, most: int) -> list[Contract]:
    """Return the first contracts of a calendar, in its order."""
    query = (
        sa.select(Contract)
        .join(Contract.client)
        .join(Contract.employee)
        .where(in_force(span), *whose.conditions())
        .order_by(*_order())
        .limit(most)
        .options(contains_eager(Contract.client), contains_eager(Contract.employee))
    )
    return list(db.session.scalars(query))


def count_on(whose: Whose, span: Span) -> int:
    """Return how many entries stand in a calendar, what was rejected aside."""
    query = sa.select(sa.func.count(ScheduleEntry.id)).join(ScheduleEntry.contract)
    return db.session.scalar(query.where(*_stands_in(whose, span))) or 0


def entries_on(whose: Whose, span: Span, *, most: int) -> list[ScheduleEntry]:
    """Return what stands in a calendar, what was rejected aside, by day and person."""
    entry = ScheduleEntry
    query = (
        sa.select(entry)
        .join(entry.contract)
        .join(entry.employee)
        .where(*_stands_in(whose, span))
        .order_by(entry.day, Employee.sort_key, entry.id)
        .limit(most)
        .options(
            contains_eager(entry.contract).joinedload(Contract.employee),
            joinedload(entry.rate_kind),
        )
    )
    return list(db.session.scalars(query))


def _stands_in(whose: Whose, span: Span) -> list[sa.ColumnElement[bool]]:
    return [
        ScheduleEntry.day.between(span.first, span.last),
        ScheduleEntry.state != EntryState.rejected,
        *whose.conditions(),
    ]


def entries_of(
    contract_ids: Collection[int], span: Span
) -> dict[tuple[int, date], list[ScheduleEntry]]:
    """Return the entries of contracts by contract and day, in the order of the day."""
    entry = ScheduleEntry
    found: dict[tuple[int, date], list[ScheduleEntry]] = defaultdict(list)
    if not contract_ids:
        return found
    query = (
        sa.select(entry)
        .where(entry.contract_id.in_(contract_ids), entry.day.between(span.first, span.last))
        .order_by(entry.day, entry.started_at, entry.id)
        .options(joinedload(entry.rate_kind))
    )
    for one in db.session.scalars(query):
        found[one.contract_id, one.day].append(one)
    return found


def closed_months(span: Span) -> frozenset[date]:
    """Return the closed months among the days."""
    query = sa.select(ClosedMonth.month).where(
        ClosedMonth.month.between(span.first.replace(day=1), span.last)
    )
    return frozenset(db.session.scalars(query))


def _order() -> tuple[Any, ...]:
    return (
        Client.sort_key, Contract.client_id, Employee.sort_key, Contract.employee_id,
        Contract.starts_on, Contract.id,
    )  # fmt: skip


def _place(contract_id: int) -> tuple[Any, ...] | None:
    """Return where a contract stands in the order; none when it is not there, or not the user's."""
    query = (
        sa.select(*_order())
        .select_from(Contract)
        .join(Contract.client)
        .join(Contract.employee)
        .where(Contract.id == contract_id)
    )
    return place_in(_order(), query)
