"""Which rows a request may touch: enforced in the session, for every query and flush.

FAB's ``base_filters`` miss actions, relation selects, posted foreign keys and more; here the
criterion is added to every ORM SELECT, UPDATE and DELETE, and every flushed row is checked.
Core statements on a scoped table and textual SQL are not covered, so views do not use them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

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

    @cached_property
    def criteria(self) -> list[Any]:
        """What is added to each query; made once, for a request asks many."""
        client_ids = self.client_ids
        belongs = with_loader_criteria(
            Scoped, lambda cls: cls.scope_client_id.in_(client_ids), include_aliases=True
        )
        return [belongs, *_way_criteria(self)]


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


class Reached:
    """Mixin of rows that belong to no client, yet are reached by way of clients' rows.

    ``reach_kind`` names what is reached, say an employee; ``reach_key`` is the column that holds
    its id. A package that knows the way registers it with ``reach``; without one nobody who
    sees only some clients sees any such row.
    """

    reach_kind: ClassVar[str]
    reach_key: ClassVar[str]


class Attached:
    """Mixin of rows that hang on a record by its kind and id: a note, an entry of the index.

    They are seen with the client whose id they carry; what carries none, with what it hangs on.
    """

    attached_kind: ClassVar[str] = "entity"

    @classmethod
    def kinds_of(cls, reached: str) -> list[str]:
        """Return the kinds under which something hangs on what is reached."""
        return [reached]

    @hybrid_property
    def scope_client_id(self) -> Any:
        """Return the id of the client whose record it hangs on."""
        return self.client_id  # type: ignore[attr-defined]


Reach = Callable[[Scope], sa.Select[Any]]
_reaches: dict[str, Reach] = {}


def reach(kind: str) -> Callable[[Reach], Reach]:
    """Register the function that selects the ids of a kind a limited scope reaches."""

    def register(function: Reach) -> Reach:
        _reaches[kind] = function
        return function

    return register


def reached_ids(kind: str, scope: Scope) -> sa.Select[Any]:
    """Return the SELECT of ids of a kind that a limited scope reaches; none when nobody knows."""
    nothing = sa.select(sa.literal(0)).where(sa.false())
    return _reaches[kind](scope) if kind in _reaches else nothing


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
    scope = current_scope()
    if not scope.sees_all:
        state.statement = state.statement.options(*scope.criteria)


def _way_criteria(scope: Scope) -> list[Any]:
    """Return the criteria of the rows that carry no client."""
    criteria = {model: reach_criterion(model, scope) for model in _entities_of(Reached)}
    criteria |= {model: _attached_criterion(model, scope) for model in _entities_of(Attached)}
    return [
        with_loader_criteria(model, criterion, include_aliases=True)
        for model, criterion in criteria.items()
    ]


def _entities_of(mixin: type[Any]) -> list[Any]:
    return [model for model in mixin.__subclasses__() if hasattr(model, "__table__")]


def reach_criterion(model: Any, scope: Scope) -> Any:
    """Return the condition under which a limited scope reaches a row."""
    return getattr(model, model.reach_key).in_(reached_ids(model.reach_kind, scope))


def _attached_criterion(model: Any, scope: Scope) -> Any:
    kind = getattr(model, model.attached_kind)
    ways = [
        sa.and_(
            model.client_id.is_(None),
            kind.in_(model.kinds_of(name)),
            model.record_id.in_(found(scope)),
        )
        for name, found in _reaches.items()
    ]
    return sa.or_(model.client_id.in_(scope.client_ids), *ways)


@event.listens_for(Session, "before_flush")
def _refuse_foreign_rows(session: Session, *_: Any) -> None:
    scope = current_scope()
    if scope.sees_all:
        return
    rows = (*session.new, *session.dirty, *session.deleted)
    touched = [
        row
        for row in rows
        if isinstance(row, Scoped | Attached)
        and not _belongs_to_new_client(row, session, scope)
        and not _hangs_on_reached(row, session, scope)
    ]
    wanted = set().union(*(_clients_of(row) for row in touched)) if touched else set()
    strange: list[Any] = []
    if wanted and not wanted <= _allowed(session, scope, wanted):
        strange += touched
    strange += [row for row in rows if _is_out_of_reach(row, session, scope)]
    if strange:
        raise Forbidden(", ".join(sorted({type(row).__name__ for row in strange})))


def _hangs_on_reached(row: Any, session: Session, scope: Scope) -> bool:
    if not isinstance(row, Attached) or row.scope_client_id is not None:
        return False
    kind = getattr(row, row.attached_kind)
    return _are_reached(kind, {row.record_id}, session, scope)  # type: ignore[attr-defined]


def _is_out_of_reach(row: Any, session: Session, scope: Scope) -> bool:
    """Tell whether a row, or what it is taken from or moved to, is not within reach.

    What is being created has no id to compare yet: it is within reach of the office's people.
    """
    if not isinstance(row, Reached):
        return False
    attributes: Any = sa.inspect(row).attrs
    key = attributes[row.reach_key]
    owner = row if row.reach_key == "id" else getattr(row, row.reach_kind)
    if key.value is None and owner is not None and owner in session.new:
        return not scope.may_add_clients
    ids = {key.value, *(key.history.deleted or ())}
    if row.reach_key != "id":
        moved_to = attributes[row.reach_kind].history.added or ()
        ids |= {one.id for one in moved_to if one is not None}
        ids -= {None} if moved_to else set()
    return not _are_reached(row.reach_kind, ids, session, scope)


def _are_reached(kind: str, ids: set[Any], session: Session, scope: Scope) -> bool:
    return ids <= _within(session, reached_ids(kind, scope), ids)


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
    return _within(session, scope.client_ids, wanted)


def _within(session: Session, ids: sa.Select[Any], wanted: set[Any]) -> set[Any]:
    inside = ids.subquery()
    column = next(iter(inside.c))
    with session.no_autoflush:
        return set(
            session.connection().scalars(
                sa.select(column).where(column.in_([pk for pk in wanted if pk is not None]))
            )
        )
