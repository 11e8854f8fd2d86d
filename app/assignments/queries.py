"""Selects about contracts that are used in more than one place."""

from typing import Any

import sqlalchemy as sa

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
