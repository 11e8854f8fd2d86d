"""The sums of a month of the whole agency, above the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.core.currency import Currency
from app.extensions import db
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import MonthPart
from app.settlements.enums import LIVE_CLIENT, EmployeeState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.queries import UNSETTLED, has_draft, is_invoiced, is_unsettled
from app.settlements.services.overview import grosze, zlote


@dataclass(frozen=True)
class Totals:
    """A month of the whole agency; money by currency."""

    accepted: int
    waiting: int
    done: int
    unfinished: int
    clients: int
    #: How many of them an issued document charges for, and how many a draft.
    invoiced: int
    drafted: int
    net: dict[Currency, Decimal]
    margin: dict[Currency, Decimal]
    #: The net value of issued documents.
    issued: dict[Currency, Decimal]


def totals(month: MonthPart) -> Totals:
    """Return the sums above the dashboard."""
    open_people = sa.select(sa.func.count(ScheduleEntry.contract_id.distinct())).where(
        *is_unsettled(month)
    )
    hours, people = _hours_of(month), _people_of(month.first)
    waiting = hours.pop(EntryState.reported, 0)
    done = people.pop(EmployeeState.closed, 0)
    unfinished = (db.session.scalar(open_people) or 0) + sum(people.values())
    charged = _charged_in(month.first)
    return Totals(
        accepted=sum(hours.values()),
        waiting=waiting,
        done=done,
        unfinished=unfinished,
        clients=sum(row.clients for row in charged),
        invoiced=sum(row.invoiced for row in charged),
        drafted=sum(row.drafted for row in charged),
        net={row.currency: zlote(row.net) for row in charged},
        margin={row.currency: zlote(row.net) - zlote(row.cost) for row in charged},
        issued=_issued_in(month.first),
    )


def _hours_of(month: MonthPart) -> dict[EntryState, int]:
    """Sum the minutes that were reported, accepted or settled, each for itself."""
    query = (
        sa.select(ScheduleEntry.state, sa.func.sum(ScheduleEntry.minutes))
        .where(
            ScheduleEntry.day.between(month.first, month.last),
            ScheduleEntry.state.in_((*UNSETTLED, EntryState.settled)),
        )
        .group_by(ScheduleEntry.state)
    )
    return {row[0]: int(row[1] or 0) for row in db.session.execute(query)}


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


def _charged_in(month: date) -> Sequence[Any]:
    """Count and sum the live settlements of clients by currency."""
    table = ClientSettlement
    query = (
        sa.select(
            table.currency,
            sa.func.count().label("clients"),
            _count_if(is_invoiced()).label("invoiced"),
            _count_if(has_draft()).label("drafted"),
            grosze(table.net).label("net"),
            grosze(table.cost).label("cost"),
        )
        .where(table.month == month, table.state.in_(LIVE_CLIENT))
        .group_by(table.currency)
        .order_by(*_zloty_first(table.currency))
    )
    return db.session.execute(query).all()


def _count_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _zloty_first(column: Any) -> tuple[sa.ColumnElement[Any], ...]:
    return column != Currency.PLN, column


def _issued_in(month: date) -> dict[Currency, Decimal]:
    """Sum issued documents of the month; a correction says by how much it changes an invoice."""
    query = (
        sa.select(Invoice.currency, grosze(Invoice.net))
        .join(ClientSettlement, ClientSettlement.invoice_id == Invoice.id)
        .where(ClientSettlement.month == month, Invoice.status == InvoiceStatus.issued)
        .group_by(Invoice.currency)
        .order_by(*_zloty_first(Invoice.currency))
    )
    return {row[0]: zlote(row[1]) for row in db.session.execute(query)}
