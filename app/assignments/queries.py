"""Selects about contracts that are used in more than one place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.assignments.enums import ContractState
from app.assignments.models import Contract, ContractRate
from app.clients.models import Client
from app.core.numbering.enums import SeriesKind
from app.core.numbering.models import NumberSeries
from app.employees.models import Employee
from app.extensions import db
from app.positions.models import RateKind
from app.positions.queries import employer_burden, rate_candidates, scheme_of
from app.positions.rules import Agreement
from app.settings.models import Company

# Not the mapped tables: what they narrow would take them for its own, see clients/queries.py.
_contracts = sa.table("contract", sa.column("employee_id"), sa.column("client_id"))
_employees = sa.table("employee", sa.column("id"), sa.column("guardian_id"))


def employees_of_clients(client_ids: sa.Select[Any]) -> sa.Select[Any]:
    """Return the ids of employees with a contract, past or to come, at some clients."""
    return sa.select(_contracts.c.employee_id).where(_contracts.c.client_id.in_(client_ids))


def employees_for_staff(client_ids: sa.Select[Any], user_id: int | None) -> sa.Select[Any]:
    """Return the ids of employees of some clients, of those a user guards, and of the unplaced."""
    is_placed = sa.exists().where(_contracts.c.employee_id == _employees.c.id)
    ways = [_employees.c.id.in_(employees_of_clients(client_ids)), sa.not_(is_placed)]
    if user_id is not None:  # „= NULL” would be asked as „IS NULL”: nobody guards most of them
        ways.append(_employees.c.guardian_id == user_id)
    return sa.select(_employees.c.id).where(sa.or_(*ways))


def in_state(state: ContractState, day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a contract is in a state on a day; ``rules.state`` in SQL."""
    end = Contract.effective_end
    is_void = sa.and_(end.is_not(None), end < Contract.starts_on)
    match state:
        case ContractState.void:
            return is_void
        case ContractState.future:
            return sa.and_(Contract.starts_on > day, sa.not_(is_void))
        case ContractState.active:
            return sa.and_(Contract.starts_on <= day, sa.or_(end.is_(None), end >= day))
        case ContractState.past:
            return sa.and_(Contract.starts_on <= day, end < day, sa.not_(is_void))


def overlapping(contract: Contract) -> tuple[list[Contract], int]:
    """Return the employee's contracts with a day in common, and how many more the user sees not.

    Of those at clients outside the scope only the number is told: read from the table itself,
    past the isolation, because a person cannot be in two places wherever they are.
    """
    table = Contract.__table__.c
    end = sa.func.coalesce(table.cancelled_on, table.ends_on)
    same = [
        table.employee_id == contract.employee.id,
        table.id != (contract.id or 0),
        sa.or_(end.is_(None), sa.and_(end >= contract.starts_on, end >= table.starts_on)),
    ]
    if contract.effective_end is not None:
        same.append(table.starts_on <= contract.effective_end)
    ids = set(db.session.connection().scalars(sa.select(table.id).where(*same)))
    if not ids or contract.period.is_empty:
        return [], 0
    query = sa.select(Contract).where(Contract.id.in_(ids)).order_by(Contract.starts_on)
    seen = list(db.session.scalars(query))
    return seen, len(ids) - len(seen)


def at_client(contract: Contract) -> list[Contract]:
    """Return the employee's other contracts at the same client."""
    query = sa.select(Contract).where(
        Contract.employee_id == contract.employee.id,
        Contract.client_id == contract.client.id,
        Contract.id != (contract.id or 0),
    )
    return list(db.session.scalars(query))


def agreement_of(contract: Contract, kinds: list[RateKind]) -> Agreement:
    """Return everything agreed for a contract: rates of both sides, the scheme, the burden."""
    employee, client = rate_candidates(contract.position, kinds, contract.rates)
    return Agreement(
        tuple(employee), tuple(client), scheme_of(contract.position), employer_burden()
    )


def has_same_rate(rate: ContractRate) -> bool:
    """Tell whether the contract has another rate of this kind from the same day."""
    return any(
        one is not rate
        and one.rate_kind is rate.rate_kind
        and one.valid_from == rate.valid_from
        and one.id != rate.id
        for one in rate.contract.rates
    )


def series_for(company: Company | None) -> NumberSeries | None:
    """Return the series contracts are numbered in: the company's own, else the shared one."""
    own = NumberSeries.company_id == company.id if company else sa.false()
    query = (
        sa.select(NumberSeries)
        .where(
            NumberSeries.kind == SeriesKind.employee_contract,
            NumberSeries.is_active,
            sa.or_(own, NumberSeries.company_id.is_(None)),
        )
        .order_by(NumberSeries.company_id.is_(None), NumberSeries.id)
    )
    return db.session.scalar(query.limit(1))


def contracts_of(
    column: Any, ids: Sequence[int], state: ContractState, day: date, *, shown: int
) -> dict[int, tuple[int, list[Any]]]:
    """Return for each client or employee how many contracts in a state, and the first of them.

    One statement for all: a page of a list asks once, whatever its length.
    """
    number = sa.func.row_number().over(
        partition_by=column, order_by=(Contract.starts_on, Contract.id)
    )
    counted = (
        sa.select(
            column.label("owner"),
            Contract.id,
            Contract.number,
            Contract.starts_on,
            Contract.effective_end.label("end"),
            Contract.client_id,
            Employee.first_name,
            Employee.last_name,
            sa.func.coalesce(sa.func.nullif(Client.short_name, ""), Client.name).label("client"),
            number.label("place"),
            sa.func.count().over(partition_by=column).label("total"),
        )
        .join(Contract.employee)
        .join(Contract.client)
        .where(column.in_(ids), in_state(state, day))
        .subquery()
    )
    found: dict[int, tuple[int, list[Any]]] = {}
    query = sa.select(counted).where(counted.c.place <= shown)
    for row in db.session.execute(query.order_by(counted.c.owner, counted.c.place)):
        found.setdefault(row.owner, (row.total, []))[1].append(row)
    return found


def contract_kinds(contract: Contract) -> list[RateKind]:
    """Return the kinds of rates something was agreed for, archived ones included."""
    query = sa.select(RateKind).options(selectinload(RateKind.base))
    kinds = db.session.scalars(query.order_by(RateKind.place, RateKind.id))
    used = {rate.rate_kind_id or rate.rate_kind.id for rate in contract.rates}
    used |= {rate.rate_kind_id for rate in contract.position.rates}
    return [kind for kind in kinds if kind.id in used or kind.employee_rate or kind.client_rate]
