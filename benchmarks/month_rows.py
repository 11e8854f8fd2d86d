"""A month that can be settled: clients with five people each, and their accepted hours."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.assignments.models import Contract
from app.clients.models import Address, Client
from app.core import bulk
from app.core.clock import now
from app.core.db import transaction
from app.core.numbering import NumberSeries, Reset, SeriesKind
from app.employees.models import Employee
from app.extensions import db
from app.positions.enums import RateRule
from app.positions.models import Position, PositionRate, RateKind
from app.positions.services import seed_rate_kinds
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.rules.holidays import public_holidays
from app.schedule.services.splitting import parts_of, plans_for
from app.settings.models import Company, CompanyBankAccount
from app.settings.queries import only_company

MONTH = date(2026, 10, 1)
PEOPLE = 5
_DAYS = [MONTH + timedelta(days=step) for step in range(31)]
#: Eight hours from two in the afternoon: day and night for each of them.
_BEGIN, _LENGTH = time(14, tzinfo=UTC), timedelta(hours=8)
_RATES = (RateRule.base, RateRule.night, RateRule.overtime_50, RateRule.overtime_100)


class _Entry(NamedTuple):
    id: int
    client_id: int
    contract_id: int
    employee_id: int
    day: date
    started_at: datetime
    ended_at: datetime
    minutes: int
    pause: int = 0
    pause_started_at: datetime | None = None
    quantity: Decimal | None = None
    rate_kind_id: int | None = None


def fill(clients: int) -> None:
    """Add clients whose people have worked on every day but Sundays."""
    with transaction():
        company = found_company()
        seed_rate_kinds()
        ids = [client.id for client in _clients(clients)]
        own = {"created_on": now(), "changed_on": now(), "revision": 1}
        _people(ids, company.id, own)
        _hours(ids, own)


def found_company() -> Company:
    """Return the own company, with all an issue asks for."""
    known = only_company()
    if known is not None:
        return known
    company = Company(
        name="Agencja Jantar sp. z o.o.", short_name="Jantar", nip="5260001246",
        street="ul. Długa 45", postal_code="80-827", city="Gdańsk",
    )  # fmt: skip
    account = CompanyBankAccount(
        company=company, iban="PL61109010140000071219812874", bank="Bank", is_default=True
    )
    kinds = {SeriesKind.invoice: "FV", SeriesKind.correction: "KOR"}
    series = [
        NumberSeries(
            company=company, kind=kind, name=name,
            pattern=name + "/{yyyy}/{mm}/{seq:6}", reset=Reset.monthly,
        )
        for kind, name in kinds.items()
    ]  # fmt: skip
    db.session.add_all([company, account, *series])
    db.session.flush()
    return company


def _clients(count: int) -> list[Client]:
    found = [Client(name=f"Hotel {number:05}", nip="5261040828") for number in range(count)]
    place = {"street": "ul. Morska 7", "postal_code": "81-764", "city": "Sopot"}
    db.session.add_all(found)
    db.session.add_all([Address(client=one, **place) for one in found])
    kinds = db.session.scalars(sa.select(RateKind).order_by(RateKind.place.desc())).all()
    by_rule = {kind.rule: kind for kind in kinds}
    for one in found:
        position = Position(client=one, name="Pokojówka")
        db.session.add(position)
        db.session.add_all(
            PositionRate(
                client=one, position=position, rate_kind=by_rule[rule], valid_from=MONTH,
                employee_rate=Decimal("33.40"), client_rate=Decimal("47.90"),
            )
            for rule in _RATES
        )  # fmt: skip
    db.session.flush()
    return found


def _people(ids: list[int], company_id: int, own: dict[str, Any]) -> None:
    query = sa.select(Position.client_id, Position.id).where(Position.client_id.in_(ids))
    positions = {row[0]: row[1] for row in db.session.execute(query)}
    numbers = range(1, len(ids) * PEOPLE + 1)
    people = [
        {"id": one, "first_name": "Anna", "last_name": f"Nowak{one:06}",
         "sort_key": f"nowak{one:06} anna", "nationality": "PL", "country": "PL", **own}
        for one in numbers
    ]  # fmt: skip
    contracts = []
    for one in numbers:
        client_id = ids[(one - 1) // PEOPLE]
        contracts.append(
            {"id": one, "number": f"U/{one:06}", "company_id": company_id, "employee_id": one,
             "client_id": client_id, "position_id": positions[client_id], "kind": "contract",
             "contract_type": "temporary", "starts_on": MONTH, **own}
        )  # fmt: skip
    bulk.load(Employee.__table__, people)
    bulk.load(Contract.__table__, contracts)


def _hours(ids: list[int], own: dict[str, Any]) -> None:
    work = [day for day in _DAYS if day.weekday() != 6]
    numbers = range(1, len(ids) * PEOPLE + 1)
    plans, holidays = plans_for(numbers), public_holidays({MONTH.year})
    for start in range(0, len(numbers), 500):
        found = [
            _Entry(
                (one - 1) * len(work) + place, ids[(one - 1) // PEOPLE], one, one, day,
                datetime.combine(day, _BEGIN), datetime.combine(day, _BEGIN) + _LENGTH, 480,
            )
            for one in numbers[start : start + 500]
            for place, day in enumerate(work, 1)
        ]  # fmt: skip
        said = {"state": "accepted", "source": "office", **own}
        bulk.load(ScheduleEntry.__table__, [one._asdict() | said for one in found])
        parts = parts_of(found, plans, holidays, only=frozenset(one.id for one in found))
        bulk.load(EntryPart.__table__, list(parts))
