"""The people of a month at all clients: Rozliczenia › Rozliczenia, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.annotations.models import Tag
from app.assignments.models import Contract
from app.core.search import matching_ids
from app.employees.models import Employee
from app.extensions import db
from app.positions.enums import ContractType
from app.schedule.rules.months import MonthPart
from app.settlements.enums import EmployeeState, PersonStage
from app.settlements.models import EmployeeSettlement, SettlementSkip
from app.settlements.queries import unsettled_contracts
from app.settlements.services.overview import holds_in
from app.settlements.services.people import Person, complete

PAGE = 100


@dataclass(frozen=True)
class Wanted:
    """Whose settlements are asked for; ``page`` counts from 0."""

    month: MonthPart
    q: str = ""
    client_id: int | None = None
    position_id: int | None = None
    contract_type: ContractType | None = None
    tag_id: int | None = None
    stage: PersonStage | None = None
    page: int = 0


@dataclass(frozen=True)
class Roster:
    """A page of people by name."""

    people: Sequence[Person]
    is_more: bool


def roster(wanted: Wanted) -> Roster:
    """Return a page of contracts with work, or a settlement, in a month."""
    query = (
        _matching(wanted)
        .options(
            joinedload(Contract.employee),
            joinedload(Contract.position),
            joinedload(Contract.client),
        )
        .order_by(Employee.sort_key, Contract.id)
        .limit(PAGE + 1)
        .offset(wanted.page * PAGE)
    )
    contracts = list(db.session.scalars(query))
    people = {one.id: Person(one) for one in contracts[:PAGE]}
    complete(people, wanted.month)
    return Roster(list(people.values()), len(contracts) > PAGE)


def _matching(wanted: Wanted) -> sa.Select[Any]:
    month = wanted.month
    query = sa.select(Contract).join(Contract.employee)
    query = query.where(sa.or_(holds_in(month), Contract.id.in_(_settled(month))))
    if wanted.q:
        query = query.where(Employee.id.in_(matching_ids(Employee.search_kind, wanted.q)))
    for column, value in (
        (Contract.client_id, wanted.client_id),
        (Contract.position_id, wanted.position_id),
        (Contract.contract_type, wanted.contract_type),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.tag_id is not None:
        query = query.where(Employee.tags.any(Tag.id == wanted.tag_id))
    return query if wanted.stage is None else query.where(_in_stage(wanted.stage, month))


def _settled(month: MonthPart, *states: EmployeeState) -> sa.Select[Any]:
    head = EmployeeSettlement
    query = sa.select(head.contract_id).where(head.month == month.first)
    if states:
        return query.where(head.state.in_(states))
    return query.where(head.state != EmployeeState.cancelled)


def _in_stage(stage: PersonStage, month: MonthPart) -> sa.ColumnElement[bool]:
    if stage is PersonStage.open:
        return Contract.id.in_(unsettled_contracts(month))
    if stage is PersonStage.skipped:
        skipped = sa.select(SettlementSkip.contract_id).where(SettlementSkip.month == month.first)
        return Contract.id.in_(skipped)
    return Contract.id.in_(_settled(month, EmployeeState[stage.value]))
