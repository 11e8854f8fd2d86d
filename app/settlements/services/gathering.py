"""What the settlements of some contracts in a month are made from.

Hours are summed by the database, between the days on which some rate changes; the rules then see
a handful of groups per contract, however many entries there are. The number of statements does
not depend on the number of contracts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.assignments.models import Contract, ContractRate
from app.clients.models import Client
from app.core.currency import Currency
from app.core.db import not_by_index
from app.extensions import db
from app.positions.enums import RateLevel
from app.positions.models import PositionRate, RateColumns, RateKind
from app.positions.queries import employer_burden, schemes_of
from app.positions.rules import ZERO, Agreement, Candidate, Scheme
from app.schedule.enums import EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.rules.months import MonthPart
from app.settings.queries import only_company
from app.settlements.enums import EmployeeState, FinanceKind
from app.settlements.models import EmployeeSettlement, FinanceEntry
from app.settlements.rules.employee import Finance, Group, Kind, Task

_ENTRY, _PART = ScheduleEntry.__table__.c, EntryPart.__table__.c


@dataclass(frozen=True)
class Facts:
    """What a settlement copies from its contract."""

    contract_id: int
    number: str
    client_id: int
    employee_id: int
    position_id: int
    company_id: int | None
    currency: Currency
    workplace: str | None
    starts_on: date
    last_day: date | None


@dataclass(frozen=True)
class Gathered:
    """A contract with its task, and the entries that are not accepted yet."""

    facts: Facts
    task: Task
    waiting: int = 0


def gather(contract_ids: Collection[int], month: MonthPart) -> list[Gathered]:
    """Return everything the settlements of contracts are made from, in the order of the ids."""
    facts = _facts(contract_ids)
    ids = [one.contract_id for one in facts]
    kinds = _kinds()
    agreements = _agreements(facts, kinds)
    changes = _changes(agreements.values(), month)
    groups = _groups(ids, month, changes)
    finance, waiting = _finance(ids, month.first), _waiting(ids, month)
    firsts = _firsts(facts, groups, month.first)
    plain = {kind.id: Kind(kind.id, kind.name, kind.unit, kind.base_id) for kind in kinds}
    return [
        Gathered(
            one,
            Task(
                agreement=agreements[one.contract_id],
                kinds=plain,
                part=_part(one, month),
                groups=tuple(groups.get(one.contract_id, ())),
                finance=tuple(finance.get(one.contract_id, ())),
                is_first_contract=one.contract_id in firsts,
            ),
            waiting.get(one.contract_id, 0),
        )
        for one in facts
    ]


def _facts(contract_ids: Collection[int]) -> list[Facts]:
    """Read contracts; through the ORM, so that foreign ones are not found."""
    company = only_company()
    query = (
        sa.select(
            Contract.id, Contract.number, Contract.client_id, Contract.employee_id,
            Contract.position_id, Contract.company_id, Client.currency, Contract.workplace,
            Contract.starts_on, Contract.effective_end,
        )
        .join(Contract.client)
        .where(Contract.id.in_(list(contract_ids)))
        .order_by(Contract.id)
    )  # fmt: skip
    usual = company.id if company else None
    found = [Facts(*row) for row in db.session.execute(query)]
    return [replace(one, company_id=one.company_id or usual) for one in found]


def _kinds() -> list[RateKind]:
    return list(db.session.scalars(sa.select(RateKind).order_by(RateKind.place, RateKind.id)))


def _agreements(facts: list[Facts], kinds: list[RateKind]) -> dict[int, Agreement]:
    positions = {one.position_id for one in facts}
    of_position = _rates(PositionRate, PositionRate.position_id, positions)
    of_contract = _rates(ContractRate, ContractRate.contract_id, [one.contract_id for one in facts])
    schemes, burden = schemes_of(positions), employer_burden()
    usual = [_usual(kind) for kind in kinds]
    shared: dict[int, Agreement] = {}
    found = {}
    for one in facts:
        own = of_contract.get(one.contract_id, ())
        known = shared.get(one.position_id)
        if known is None or own:
            pairs = [
                *(rate.as_candidates(RateLevel.contract) for rate in own),
                *(rate.as_candidates(RateLevel.position) for rate in of_position[one.position_id]),
                *usual,
            ]
            known = _agreement(pairs, schemes.get(one.position_id), burden)
        if not own:
            shared[one.position_id] = known
        found[one.contract_id] = known
    return found


def _agreement(
    pairs: list[tuple[Candidate | None, Candidate | None]], scheme: Scheme | None, burden: Decimal
) -> Agreement:
    employee = tuple(one for one, _client in pairs if one)
    return Agreement(employee, tuple(one for _employee, one in pairs if one), scheme, burden)


def _usual(kind: RateKind) -> tuple[Candidate | None, Candidate | None]:
    employee, client = (
        None if amount is None else Candidate(RateLevel.kind, kind.id, amount)
        for amount in (kind.employee_rate, kind.client_rate)
    )
    return employee, client


def _rates(model: Any, owner: Any, ids: Collection[int]) -> dict[int, list[RateColumns]]:
    found: dict[int, list[RateColumns]] = defaultdict(list)
    for rate in db.session.scalars(sa.select(model).where(owner.in_(list(ids)))):
        found[getattr(rate, owner.key)].append(rate)
    return found


def _changes(agreements: Iterable[Agreement], month: MonthPart) -> list[date]:
    """Return the days inside the month on which some rate changes."""
    days = {
        one.valid_from
        for agreement in agreements
        for one in (*agreement.employee, *agreement.client)
        if one.valid_from is not None and month.first < one.valid_from <= month.last
    }
    return sorted(days)


def _groups(ids: list[int], month: MonthPart, changes: list[date]) -> dict[int, list[Group]]:
    since: Any = sa.literal(0)
    if changes:
        since = sa.case(
            *((_PART.day < day, number) for number, day in enumerate(changes)),
            else_=len(changes),
        )
    since = since.label("since")
    query = (
        sa.select(
            _PART.contract_id, _PART.kinds, since,
            sa.func.sum(_PART.minutes).label("minutes"),
            sa.func.sum(_PART.quantity).label("quantity"),
        )
        .join(ScheduleEntry.__table__, _ENTRY.id == _PART.entry_id)
        .where(
            _PART.contract_id.in_(ids),
            _PART.day.between(month.first, month.last),
            not_by_index(_ENTRY.state) == EntryState.accepted,
        )
        .group_by(_PART.contract_id, _PART.kinds, "since")
    )  # fmt: skip
    starts = [month.first, *changes]
    found: dict[int, list[Group]] = defaultdict(list)
    for row in db.session.connection().execute(query):
        kinds = tuple(int(one) for one in row.kinds.split(","))
        quantity = ZERO if row.quantity is None else Decimal(row.quantity)
        found[row.contract_id].append(Group(kinds, starts[row.since], int(row.minutes), quantity))
    return found


def _finance(ids: list[int], month: date) -> dict[int, list[Finance]]:
    query = (
        sa.select(FinanceEntry)
        .where(
            FinanceEntry.contract_id.in_(ids),
            FinanceEntry.month == month,
            not_by_index(FinanceEntry.settlement_id).is_(None),
        )
        .order_by(FinanceEntry.id)
    )
    found: dict[int, list[Finance]] = defaultdict(list)
    for one in db.session.scalars(query):
        is_bonus = one.kind is FinanceKind.bonus
        found[one.contract_id].append(
            Finance(one.id, one.text, one.amount, one.kind.sign, is_bonus)
        )
    return found


def _waiting(ids: list[int], month: MonthPart) -> dict[int, int]:
    query = (
        sa.select(_ENTRY.contract_id, sa.func.count())
        .where(
            _ENTRY.contract_id.in_(ids),
            _ENTRY.day.between(month.first, month.last),
            not_by_index(_ENTRY.state) == EntryState.reported,
        )
        .group_by(_ENTRY.contract_id)
    )
    return {row[0]: row[1] for row in db.session.connection().execute(query)}


def _firsts(facts: list[Facts], groups: Collection[int], month: date) -> set[int]:
    """Return the contracts that are the first ones settled of their people at their clients."""
    table = EmployeeSettlement.__table__.c
    query = (
        sa.select(table.employee_id, table.client_id)
        .where(
            table.employee_id.in_({one.employee_id for one in facts}),
            table.state != EmployeeState.cancelled,
            table.month <= month,
        )
        .distinct()
    )
    served = {(row[0], row[1]) for row in db.session.connection().execute(query)}
    found = set()
    for one in facts:
        key = (one.employee_id, one.client_id)
        if one.contract_id in groups and key not in served:
            found.add(one.contract_id)
            served.add(key)
    return found


def _part(one: Facts, month: MonthPart) -> MonthPart:
    """Return the days of the month that the contract covers."""
    first = max(one.starts_on, month.first)
    last = min(one.last_day or month.last, month.last)
    return MonthPart(first, max(first, last))
