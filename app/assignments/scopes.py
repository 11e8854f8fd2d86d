"""Which employees somebody reaches who sees only some clients."""

from typing import Any

import sqlalchemy as sa

from app.assignments.queries import employees_for_staff, employees_of_clients
from app.core.isolation import Scope, reach
from app.core.models import acting_user_id


@reach("employee")
def employees_of(scope: Scope) -> sa.Select[Any]:
    """Reach the employees with a contract at one's clients; the office also those without any.

    Whoever may not add clients comes from outside, from a portal: contracts are the only way.
    """
    assert scope.client_ids is not None  # noqa: S101 - the caller asks for limited scopes only
    if not scope.may_add_clients:
        return employees_of_clients(scope.client_ids)
    return employees_for_staff(scope.client_ids, acting_user_id())
