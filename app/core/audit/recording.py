"""Writing audit rows: by itself for every flushed change, on request for the rest.

Whatever a flush changed is written as one ``executemany``, in the same transaction, so a
change and its trail are kept or lost together. Core statements leave no row of their own.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_request_context, request
from flask_login import current_user
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from app.core.audit.changes import Change, change_of, hide_secrets, is_audited
from app.core.audit.content import derive_key, entry_digest, one_line
from app.core.audit.models import AuditEntry
from app.core.clock import now
from app.core.db import SAFE_METHODS, separate_transaction
from app.core.logging import request_id
from app.core.models import acting_user_id
from app.core.request_cache import cached
from app.extensions import db

_TOUCHED, _PAUSED = "audit_touched", "audit_paused"
SYSTEM = "system"

Actor = tuple[int | None, str]


def record(  # noqa: PLR0913 - an event has that many sides
    action: str,
    entity: str = "",
    record_id: Any = None,
    *,
    label: str = "",
    before: Any = None,
    after: Any = None,
    client_id: int | None = None,
    actor: Any = None,
) -> None:
    """Add a row about something that is no write of a row.

    It belongs to the caller's transaction; in a GET, which never commits, it stands alone.
    """
    change = Change(action, entity, _text(record_id), label, client_id, before, after)
    who = (actor.id, str(actor)) if actor is not None else _actor()
    if has_request_context() and request.method in SAFE_METHODS:
        _write_apart([change], who)
    else:
        _insert(db.session.connection(), [change], who)


def record_refusal(
    action: str, entity: str = "", record_id: Any = None, *, label: str = "", after: Any = None
) -> None:
    """Add a row about a request that is being refused; what it had done is rolled back first.

    SQLite has one writer: the refused request must let go before the row can be written.
    """
    who = _actor()
    db.session.rollback()
    _write_apart([Change(action, entity, _text(record_id), label, None, None, after)], who)


def record_new(rows: Iterable[Any]) -> None:
    """Add what a flush would have written of new rows that were inserted past the session."""
    session = db.session()
    found = [
        change_of(session, "create", row) for row in rows if is_audited(sa.inspect(row).mapper)
    ]
    record_past([change for change in found if change])


def record_past(changes: Sequence[Change]) -> None:
    """Add what a flush would have added about rows that were written past the session."""
    if (counts := db.session().info.get(_PAUSED)) is not None:
        counts.update(f"{change.entity}.{change.action}" for change in changes)
    else:
        _insert(db.session.connection(), changes, _actor())


@contextmanager
def paused(reason: str) -> Iterator[None]:
    """Write one summarising row instead of one per change, for loads of many rows."""
    info = db.session().info
    if _PAUSED in info:
        yield
        return
    db.session.flush()
    counts: Counter[str] = Counter()
    info[_PAUSED] = counts
    try:
        yield
        db.session.flush()
    finally:
        del info[_PAUSED]
    record("bulk", label=reason, after=dict(counts))


def _write_apart(changes: list[Change], actor: Actor) -> None:
    with separate_transaction() as session:
        _insert(session.connection(), changes, actor)


def _insert(connection: Connection, changes: Sequence[Change], actor: Actor) -> None:
    key = signing_key()
    context = _context(actor)
    rows = [_row(change, context, key) for change in changes]
    if rows:
        connection.execute(sa.insert(AuditEntry.__table__), rows)


def signing_key() -> bytes:
    """Return the key that new rows are signed with."""
    return derive_key(current_app.config["SECRET_KEY"])


def _context(actor: Actor) -> dict[str, Any]:
    """Return what all rows of one flush share."""
    address = request.remote_addr if has_request_context() else None
    return {
        "at": now(),
        "actor_id": actor[0],
        "actor_name": one_line(actor[1], 150),
        "ip": one_line(address or "", 45),
        "request_id": one_line(request_id(), 64),
    }


def _row(change: Change, context: dict[str, Any], key: bytes) -> dict[str, Any]:
    row = context | {
        "nonce": secrets.token_hex(8),
        "action": one_line(change.action, 40),
        "entity": one_line(change.entity, 80),
        "record_id": None if change.record_id is None else one_line(change.record_id, 100),
        "label": one_line(change.label, 200),
        "client_id": change.client_id,
        "before": change.before,
        "after": change.after,
    }
    return row | {"digest": entry_digest(row, key)}


def _actor() -> Actor:
    """Return who acts; the name is looked up once per request and user."""
    if not has_request_context():
        return None, SYSTEM
    pk = acting_user_id()
    return pk, cached(("audit.actor", pk), lambda: _name_of_current_user(pk))


def _name_of_current_user(pk: int | None) -> str:
    return str(current_user) if pk is not None and current_user.is_authenticated else ""


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _remember(kind: str, mapper: Mapper[Any], target: Any) -> None:
    if not is_audited(mapper):
        return
    session = sa.inspect(target).session
    if (counts := session.info.get(_PAUSED)) is not None:
        counts[f"{mapper.class_.__name__}.{kind}"] += 1
    else:
        session.info.setdefault(_TOUCHED, []).append((kind, target))


@event.listens_for(Mapper, "after_insert")
def _created(mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    _remember("create", mapper, target)


@event.listens_for(Mapper, "after_update")
def _updated(mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    _remember("update", mapper, target)


@event.listens_for(Mapper, "after_delete")
def _deleted(mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    _remember("delete", mapper, target)


@event.listens_for(Session, "before_flush")
def _start(session: Session, *_: Any) -> None:
    """A flush that failed must not leave its changes to the next one."""
    session.info.pop(_TOUCHED, None)


@event.listens_for(Session, "after_flush")
def _write(session: Session, _context: Any) -> None:
    touched = session.info.pop(_TOUCHED, ())
    changes = [change for kind, row in touched if (change := change_of(session, kind, row))]
    if changes:
        _insert(session.connection(), changes, _actor())


@event.listens_for(Session, "do_orm_execute")
def _note_bulk(state: ORMExecuteState) -> None:
    """An ORM UPDATE or DELETE by criterion bypasses the flush; say at least what it set."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    mapper = state.bind_mapper
    if not is_audited(mapper) or state.session.info.get(_PAUSED) is not None:
        return
    action = "bulk_update" if state.is_update else "bulk_delete"
    values = hide_secrets(mapper, _values_of(state.statement) if state.is_update else {})
    change = Change(action, mapper.class_.__name__, None, "", None, None, values or None)
    _insert(state.session.connection(), [change], _actor())


def _values_of(statement: Any) -> dict[str, Any]:
    """Return what an UPDATE sets to plain values; expressions and conditions are left out."""
    return {
        key if isinstance(key, str) else key.key: value.value
        for key, value in (statement._values or {}).items()  # noqa: SLF001 - there is no public way
        if isinstance(value, sa.BindParameter)
    }
