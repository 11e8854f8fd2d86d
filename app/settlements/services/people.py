"""The people of one client in a month: who is settled, who is not, and what stands in the way."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.assignments.models import Contract
from app.core.db import not_by_index
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import MonthPart
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement, SettlementSkip
from app.settlements.queries import in_month, unsettled_contracts
from app.settlements.services.employees import Gap, examine
from app.settlements.services.overview import holds_in

#: More people than this are not listed on one page; those who lack something come first.
MOST = 300


@dataclass
class Person:
    """A contract in a month."""

    contract: Contract
    accepted: int = 0
    waiting: int = 0
    quantity: Decimal = Decimal(0)
    settlement: EmployeeSettlement | None = None
    gaps: list[Gap] = field(default_factory=list)
    #: Why the contract is left out of the month.
    skipped: str = ""
    is_unsettled: bool = False

    @property
    def place(self) -> tuple[bool, bool, str]:
        """Return where the person stands: what has to be done comes first."""
        is_done = self.settlement is not None and self.settlement.state is EmployeeState.closed
        return not self.gaps, is_done or not self.is_unsettled, str(self.contract.employee)


def people_of(client_id: int, month: MonthPart, company_id: int | None = None) -> list[Person]:
    """Return the contracts of a client with something in a month."""
    settled = sa.select(EmployeeSettlement.contract_id).where(
        EmployeeSettlement.client_id == client_id,
        EmployeeSettlement.month == month.first,
        EmployeeSettlement.state != EmployeeState.cancelled,
    )
    people = _contracts(client_id, month, settled)
    complete(people, month)
    found = [one for one in people.values() if company_id in (None, one.contract.company_id, 0)]
    return sorted(found, key=lambda one: one.place)


def complete(people: dict[int, Person], month: MonthPart) -> None:
    """Tell of contracts their hours, settlements, gaps and whether they are skipped."""
    ids = list(people)
    unsettled = set(db.session.scalars(unsettled_contracts(month, among=ids)))
    settled = _settlements(ids, month)
    _add_hours(people, month)
    skips = sa.select(SettlementSkip.contract_id, SettlementSkip.reason).where(
        SettlementSkip.contract_id.in_(ids), SettlementSkip.month == month.first
    )
    reasons = {row[0]: row[1] for row in db.session.execute(skips)}
    for pk, person in people.items():
        person.settlement = settled.get(pk)
        person.is_unsettled = pk in unsettled
        person.skipped = reasons.get(pk, "")
    for gap in _gaps(unsettled - settled.keys(), month):
        people[gap.facts.contract_id].gaps.append(gap)


def _settlements(ids: Collection[int], month: MonthPart) -> dict[int, EmployeeSettlement]:
    query = sa.select(EmployeeSettlement).where(
        EmployeeSettlement.contract_id.in_(ids),
        in_month(EmployeeSettlement, month.first),
        EmployeeSettlement.state != EmployeeState.cancelled,
    )
    return {one.contract_id: one for one in db.session.scalars(query)}


def _contracts(client_id: int, month: MonthPart, also: sa.Select[Any]) -> dict[int, Person]:
    query = (
        sa.select(Contract)
        .where(Contract.client_id == client_id, sa.or_(holds_in(month), Contract.id.in_(also)))
        .options(joinedload(Contract.employee), joinedload(Contract.position))
    )
    return {one.id: Person(one) for one in db.session.scalars(query)}


def _add_hours(people: dict[int, Person], month: MonthPart) -> None:
    query = (
        sa.select(
            ScheduleEntry.contract_id, ScheduleEntry.state,
            sa.func.sum(ScheduleEntry.minutes), sa.func.sum(ScheduleEntry.quantity),
        )
        .where(
            ScheduleEntry.contract_id.in_(list(people)),
            ScheduleEntry.day.between(month.first, month.last),
            not_by_index(ScheduleEntry.state).in_(
                (EntryState.reported, EntryState.accepted, EntryState.settled)
            ),
        )
        .group_by(ScheduleEntry.contract_id, ScheduleEntry.state)
    )  # fmt: skip
    for contract_id, state, minutes, quantity in db.session.execute(query):
        person = people.get(contract_id)
        if person is None:
            continue
        if state is EntryState.reported:
            person.waiting += int(minutes or 0)
        else:
            person.accepted += int(minutes or 0)
            person.quantity += quantity or 0


def _gaps(contract_ids: set[int], month: MonthPart) -> list[Gap]:
    by_contract: dict[int, list[Gap]] = defaultdict(list)
    if contract_ids:
        for gap in examine(contract_ids, month.first)[1]:
            by_contract[gap.facts.contract_id].append(gap)
    return [gap for gaps in by_contract.values() for gap in gaps]
