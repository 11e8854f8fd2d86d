"""Which rows a request may touch: enforced in the session, for every query and flush.

FAB's ``base_filters`` miss actions, relation selects, posted foreign keys and more; here the
criterion is added to every ORM SELECT, UPDATE and DELETE, and every flushed row is checked.
Core statements on a scoped table and textual SQL are not covered, so views do not use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from app.core.errors import Forbidden

_ENVIRON = "crm.scope"


@dataclass(frozen=True)
class Scope:
    """The clients a request may touch: all of them, or those whose ids a SELECT gives."""

    client_ids: sa.Select[Any] | None = None
    may_add_clients: bool = True

    @property
    def sees_all(self) -> bool:
        """Tell whether no row is hidden."""
        return self.client_ids is None


EVERYTHING = Scope()
NOTHING = Scope(sa.select(sa.literal(0)).where(sa.false()), may_add_clients=False)


class Scoped:
    """Mixin of rows that belong to a client, by a column ``client_id``."""

    @hybrid_property
    def scope_client_id(self) -> Any:
        """Return the id of the client a row belongs to."""
        return self.client_id  # type: ignore[attr-defined]

    @scope_client_id.inplace.expression
    @classmethod
    def _scope_client_id(cls) -> Any:
        # SQLAlchemy first evaluates the criterion on the mixin itself, which has no column.
        return sa.column("client_id") if cls is Scoped else cls.client_id  # type: ignore[attr-defined]


def set_scope(scope: Scope) -> None:
    """Fix the scope of the current request."""
    request.environ[_ENVIRON] = scope


def current_scope() -> Scope:
    """Return the scope; a request without one sees nothing, a command everything."""
    if not has_request_context():
        return EVERYTHING
    scope: Scope = request.environ.get(_ENVIRON, NOTHING)
    return scope


@event.listens_for(Session, "do_orm_execute")
def _limit_rows(state: ORMExecuteState) -> None:
    if not (state.is_select or state.is_update or state.is_delete) or state.is_column_load:
        return
    client_ids = current_scope().client_ids
    if client_ids is None:
        return
    state.statement = state.statement.options(
        with_loader_criteria(
            Scoped, lambda cls: cls.scope_client_id.in_(client_ids), include_aliases=True
        )
    )


@event.listens_for(Session, "before_flush")
def _refuse_foreign_rows(session: Session, *_: Any) -> None:
    scope = current_scope()
    if scope.sees_all:
        return
    touched = [
        row
        for row in (*session.new, *session.dirty, *session.deleted)
        if isinstance(row, Scoped) and not _belongs_to_new_client(row, session, scope)
    ]
    wanted = set().union(*(_clients_of(row) for row in touched)) if touched else set()
    if wanted and not wanted <= _allowed(session, scope, wanted):
        raise Forbidden(", ".join(sorted({type(row).__name__ for row in touched})))


def _belongs_to_new_client(row: Any, session: Session, scope: Scope) -> bool:
    """A client that is being created has no id to compare yet, nor have its rows."""
    root = row if row.scope_client_id is None and not hasattr(row, "client_id") else None
    if root is None and row.scope_client_id is None:
        root = getattr(row, "client", None)
    return scope.may_add_clients and root is not None and root in session.new


def _clients_of(row: Any) -> set[int | None]:
    """Return the client a row belongs to, and those it is taken from and moved to.

    The column follows the relation only in the flush, so a move is read from both.
    """
    key = "client_id" if hasattr(row, "client_id") else "id"
    attributes: Any = sa.inspect(row).attrs
    moved_to = attributes.client.history.added if "client" in attributes else ()
    owners = {client.id if client is not None else None for client in moved_to or ()}
    if row.scope_client_id is not None or not owners:
        owners.add(row.scope_client_id)
    return owners | set(attributes[key].history.deleted or ())


def _allowed(session: Session, scope: Scope, wanted: set[int | None]) -> set[int | None]:
    assert scope.client_ids is not None  # noqa: S101 - narrowed by the caller
    inside = scope.client_ids.subquery()
    column = next(iter(inside.c))
    with session.no_autoflush:
        return set(
            session.connection().scalars(
                sa.select(column).where(column.in_([pk for pk in wanted if pk is not None]))
            )
        )
