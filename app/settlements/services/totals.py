"""The sums of a month of the whole agency, above the dashboard."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.core.currency import Currency
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import MonthPart
from app.settlements.enums import LIVE_CLIENT, EmployeeState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.queries import UNSETTLED, is_unsettled
from app.settlements.services.overview import grosze, zlote


@dataclass(frozen=True)
class Totals:
    """A month of the whole agency; money by currency."""

    accepted: int
    waiting: int
    done: int
    unfinished: int
    clients: dict[str, int]
    net: dict[Currency, Decimal]
    margin: dict[Currency, Decimal]


def totals(month: MonthPart) -> Totals:
    """Return the sums above the dashboard."""
    hours: dict[EntryState, int] = {}
    entries = (
        sa.select(ScheduleEntry.state, sa.func.sum(ScheduleEntry.minutes))
        .where(
            ScheduleEntry.day.between(month.first, month.last),
            ScheduleEntry.state.in_((*UNSETTLED, EntryState.settled)),
        )
        .group_by(ScheduleEntry.state)
    )
    for state, minutes in db.session.execute(entries):
        hours[state] = int(minutes or 0)
    open_people = sa.select(sa.func.count(ScheduleEntry.contract_id.distinct())).where(
        *is_unsettled(month)
    )
    people = _people_of(month.first)
    states, net, margin = _money_of(month.first)
    waiting = hours.pop(EntryState.reported, 0)
    done = people.pop(EmployeeState.closed, 0)
    unsettled = db.session.scalar(open_people) or 0
    return Totals(
        sum(hours.values()), waiting, done, unsettled + sum(people.values()), states, net, margin
    )


def _people_of(month: date) -> dict[EmployeeState, int]:
    query = (
        sa.select(EmployeeSettlement.state, sa.func.count())
        .where(
            EmployeeSettlement.month == month,
            EmployeeSettlement.state != EmployeeState.cancelled,
        )
        .group_by(EmployeeSettlement.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _money_of(
    month: date,
) -> tuple[dict[str, int], dict[Currency, Decimal], dict[Currency, Decimal]]:
    table = ClientSettlement
    query = (
        sa.select(
            table.state, table.currency, sa.func.count(), grosze(table.net), grosze(table.cost)
        )
        .where(table.month == month, table.state.in_(LIVE_CLIENT))
        .group_by(table.state, table.currency)
    )
    states: dict[str, int] = {}
    net: dict[Currency, Decimal] = {}
    margin: dict[Currency, Decimal] = {}
    for state, currency, count, charged, cost in db.session.execute(query):
        states[state.value] = states.get(state.value, 0) + count
        net[currency] = net.get(currency, Decimal(0)) + zlote(charged)
        margin[currency] = margin.get(currency, Decimal(0)) + zlote(charged) - zlote(cost)
    return states, net, margin
