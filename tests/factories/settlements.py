"""The worked month of DOMAIN.md §5, and other months to be settled."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.assignments.models import Contract
from app.clients.enums import InvoiceDetail
from app.clients.models import Client
from app.extensions import db
from app.positions.enums import RateRule
from app.positions.models import Position, RateKind
from app.positions.services import seed_rate_kinds
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import whole_month
from app.schedule.rules.worked import ChosenKind, Worked
from app.schedule.services import deciding, entries
from app.schedule.services.book import Book
from app.settings.models import Company
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement
from app.settlements.services import employees
from tests.factories.assignments import ContractFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.invoicing import make_buyer, make_company
from tests.factories.positions import PositionFactory, PositionRateFactory

MONTH = date(2026, 10, 1)
#: Kind of rate: employee rate, client rate.
RATES = {
    RateRule.base: ("33.40", "47.90"),
    RateRule.night: ("39.41", "57.48"),
    RateRule.overtime_50: ("50.10", "71.85"),
}
#: Minutes of employees A and B by kind of rate: 152:30, 37:15 and 12:45; and 16:00.
MINUTES = (
    {RateRule.base: 9150, RateRule.night: 2235, RateRule.overtime_50: 765},
    {RateRule.base: 960},
)


@dataclass
class WorkedMonth:
    """Hotel Bałtyk in October 2026."""

    client: Client
    company: Company
    position: Position
    contracts: list[Contract]
    kinds: dict[RateRule, RateKind]


def rate_kinds() -> dict[RateRule, RateKind]:
    """Return the shipped kinds that apply by a rule."""
    seed_rate_kinds()
    kinds = db.session.scalars(sa.select(RateKind).order_by(RateKind.place))
    return {kind.rule: kind for kind in reversed(list(kinds))}


def work(contract, kind, minutes, *, first=MONTH, is_accepted=True):
    """Report hours of a kind, eight a day at most, and accept them."""
    made, day = [], first
    chosen, book = (
        ChosenKind(kind.id, kind.unit),
        Book([contract.id], first, whole_month(first).last),
    )
    while minutes > 0:
        said = Worked(min(minutes, 480), kind=chosen)
        made.append(entries.report(contract, day, said, book=book))
        minutes, day = minutes - 480, day + timedelta(days=1)
    if is_accepted:
        deciding.accept(made)
    return made


def make_worked_month(*, is_worked=True, **profile) -> WorkedMonth:
    """Return the worked month with its hours accepted, or not yet known, and nothing settled."""
    kinds = rate_kinds()
    company = db.session.query(Company).first() or make_company()
    client = make_buyer(**({"invoice_detail": InvoiceDetail.per_rate_kind} | profile))
    position = PositionFactory(client=client, name="Pokojówka")
    for rule, (employee_rate, client_rate) in RATES.items():
        PositionRateFactory(
            position=position,
            rate_kind=kinds[rule],
            employee_rate=Decimal(employee_rate),
            client_rate=Decimal(client_rate),
            valid_from=date(2026, 9, 1),
        )
    people = ("Anna", "Nowak"), ("Beata", "Żak")
    contracts = [
        ContractFactory(
            employee=EmployeeFactory(first_name=first, last_name=last),
            position=position,
            starts_on=date(2026, 9, 1),
            ends_on=date(2026, 12, 31),
        )
        for first, last in people
    ]
    for contract, minutes in zip(contracts, MINUTES if is_worked else ({}, {}), strict=True):
        for rule, count in minutes.items():
            work(contract, kinds[rule], count)
    return WorkedMonth(client, company, position, contracts, kinds)


def less_overtime(month):
    """Anna's overtime turns out to be 12 h 15 min instead of 12 h 45 min; she is settled anew."""
    head = EmployeeSettlement
    live = sa.select(head).where(head.state != EmployeeState.cancelled).order_by(head.contract_id)
    employees.cancel([db.session.scalars(live).first()], "Nadgodzin było mniej")
    overtime = month.kinds[RateRule.overtime_50]
    last = (
        sa.select(ScheduleEntry)
        .filter_by(rate_kind_id=overtime.id)
        .order_by(ScheduleEntry.day.desc())
    )
    entry = db.session.scalars(last).first()
    said = Worked(entry.minutes - 30, kind=ChosenKind(overtime.id, overtime.unit))
    entries.change(entry, entry.day, said)
    deciding.accept([entry])
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
