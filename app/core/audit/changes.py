"""Reading from the session what a flush changed: before and after, column by column."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from app.core.audit.content import HIDDEN, plain
from app.core.isolation import Attached, Scoped

#: Rewritten at every save, log-in or rename: the row's who and when say it already.
_TECHNICAL = frozenset(
    {"revision", "changed_on", "changed_by_id", "last_login", "login_count", "fail_login_count"}
)
_TECHNICAL_SUFFIXES = ("search_key", "sort_key")
_SECRET = re.compile(r"password|token|secret|(^|_)hash(_|$)")
#: FAB's catalogue of what can be permitted, rebuilt from code at every release; Continuum's own.
_UNAUDITED_TABLES = frozenset(
    {"ab_permission", "ab_view_menu", "ab_permission_view", "transaction"}
)
_NO_QUERIES = "audit_no_queries"


@dataclass(frozen=True, slots=True)
class Change:
    """What one audit row says, apart from who and when."""

    action: str
    entity: str
    record_id: str | None
    label: str
    client_id: int | None
    before: Any
    after: Any


class _NeedsQuery(Exception):  # noqa: N818 - a signal between two functions of this module
    """A label asked for what is not loaded."""


def is_technical(column: sa.Column[Any]) -> bool:
    """Tell whether a column carries nothing a person entered or decided."""
    return (
        column.info.get("audit") is False
        or column.key in _TECHNICAL
        or column.key.endswith(_TECHNICAL_SUFFIXES)
    )


def is_secret(column: sa.Column[Any]) -> bool:
    """Tell whether a column may show only that it changed."""
    return bool(_SECRET.search(column.key))


@cache
def is_audited(mapper: Mapper[Any]) -> bool:
    """Tell whether changes of a mapped class are written down."""
    if not getattr(mapper.class_, "__audited__", True):
        return False
    table = str(mapper.local_table)
    return table not in _UNAUDITED_TABLES and not table.endswith("_version")


@cache
def audited_columns(mapper: Mapper[Any]) -> dict[str, sa.Column[Any]]:
    """Return attribute name → column of all that is written down."""
    return {
        prop.key: prop.columns[0]
        for prop in mapper.column_attrs
        if isinstance(prop.columns[0], sa.Column) and not is_technical(prop.columns[0])
    }


@cache
def _listed_relations(mapper: Mapper[Any]) -> frozenset[str]:
    return frozenset(
        relation.key
        for relation in mapper.relationships
        if relation.secondary is not None and not relation.viewonly
    )


def change_of(session: Session, kind: str, row: Any) -> Change | None:
    """Return what a flush did to a row, ``None`` when nothing a person would miss."""
    before, after = {"create": _created, "update": _updated, "delete": _deleted}[kind](session, row)
    if kind == "update" and not (before or after):
        return None
    entity = type(row).__name__
    client_id = row.scope_client_id if isinstance(row, Scoped | Attached) else None
    label = label_of(session, row)
    return Change(kind, entity, identity_of(row), label, client_id, before or None, after or None)


def creation_of(
    entity: Any, record_id: int, *, label: str, client_id: int | None, values: Mapping[str, Any]
) -> Change:
    """Return how a row was added past the session, from the values of its columns."""
    held = _held(entity, {"id": record_id, **values})
    return Change("create", entity.__name__, str(record_id), label, client_id, None, held)


def removal_of(
    entity: Any, record_id: int, *, label: str, client_id: int | None, values: Mapping[str, Any]
) -> Change:
    """Return how a row was deleted past the session, from the values of its columns."""
    held = _held(entity, values)
    return Change("delete", entity.__name__, str(record_id), label, client_id, held, None)


def _held(entity: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    columns = audited_columns(sa.inspect(entity))
    return {
        key: _shown(columns[key], value)
        for key, value in values.items()
        if key in columns and value is not None
    }


def update_of(
    entity: Any,
    record_id: int,
    *,
    label: str,
    client_id: int | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Change:
    """Return what was done to a row past the session, from the values of its columns."""
    columns = audited_columns(sa.inspect(entity))
    differing = [key for key in after if key in columns and before[key] != after[key]]
    was = {key: _shown(columns[key], before[key]) for key in differing}
    becomes = {key: _shown(columns[key], after[key]) for key in differing}
    name = entity.__name__
    return Change("update", name, str(record_id), label, client_id, was or None, becomes or None)


def identity_of(row: Any) -> str:
    """Return the primary key as text, a composite one joined by slashes."""
    return "/".join(str(part) for part in sa.inspect(row).mapper.primary_key_from_instance(row))


def _created(session: Session, row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, _values(session, row)


def _deleted(session: Session, row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return _values(session, row), {}


def _values(session: Session, row: Any) -> dict[str, Any]:
    """Return what is loaded of a row; nothing is fetched for it."""
    state = sa.inspect(row)
    values = {
        key: _shown(column, state.dict[key])
        for key, column in audited_columns(state.mapper).items()
        if state.dict.get(key) is not None
    }
    for key in _listed_relations(state.mapper):
        if state.dict.get(key):
            values[key] = _listed(session, state.dict[key])
    return values


def _updated(session: Session, row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = sa.inspect(row)
    columns = audited_columns(state.mapper)
    relations = _listed_relations(state.mapper)
    for key in list(state.committed_state):
        if key not in columns and key not in relations:
            continue
        old = state.attrs[key].history
        if not (old.added or old.deleted):
            continue
        if key in relations:
            before[key] = _listed(session, [*old.unchanged, *old.deleted])
            after[key] = _listed(session, [*old.unchanged, *old.added])
        else:
            before[key] = _shown(columns[key], next(iter(old.deleted), None))
            after[key] = _shown(columns[key], next(iter(old.added), None))
    return before, after


def _shown(column: sa.Column[Any], value: Any) -> Any:
    return HIDDEN if value is not None and is_secret(column) else plain(value)


def _listed(session: Session, rows: Any) -> list[dict[str, Any]]:
    listed = [{"id": identity_of(row), "label": label_of(session, row)} for row in rows]
    return sorted(listed, key=lambda item: item["id"])


def hide_secrets(mapper: Mapper[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the column values a bulk UPDATE sets, without technical and secret ones."""
    columns = audited_columns(mapper)
    return {key: _shown(columns[key], value) for key, value in values.items() if key in columns}


def label_of(session: Session, row: Any) -> str:
    """Return a row's own name, or nothing if only a query could tell it.

    Auditing must cost one statement per flush, however relations are spelled in ``__str__``.
    """
    with _no_queries(session):
        try:
            return str(row)
        except (_NeedsQuery, AttributeError):  # also: its parent is gone already
            return ""


@contextmanager
def _no_queries(session: Session) -> Iterator[None]:
    session.info[_NO_QUERIES] = True
    try:
        yield
    finally:
        del session.info[_NO_QUERIES]


@event.listens_for(Session, "do_orm_execute")
def _refuse_query(state: ORMExecuteState) -> None:
    if state.session.info.get(_NO_QUERIES):
        raise _NeedsQuery


@event.listens_for(Session, "before_flush")
def _load_before_deleting(session: Session, *_: Any) -> None:
    for row in session.deleted:
        state = sa.inspect(row)
        unread = state.expired_attributes & audited_columns(state.mapper).keys()
        if unread and is_audited(state.mapper):
            getattr(row, next(iter(unread)))


@event.listens_for(Mapper, "mapper_configured")
def _load_before_overwriting(mapper: Mapper[Any], entity: type) -> None:
    """Without it SQLAlchemy does not know the old value of an attribute set unread."""
    if is_audited(mapper):
        for key in audited_columns(mapper):
            event.listen(getattr(entity, key), "set", _want_old_value, active_history=True)


def _want_old_value(_target: Any, _value: Any, _old: Any, _initiator: Any) -> None:
    """Do nothing: a listener that asks for the old value makes SQLAlchemy load it."""
