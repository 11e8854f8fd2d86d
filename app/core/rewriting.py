"""Adding, changing and deleting very many rows as plain values: what a flush does, at once.

The session makes an object of every row, compares its attributes and sends an UPDATE for each. Here
two statements serve all of them; revisions are compared and raised, who wrote them and when is
kept, and each has its own row in the event log, as if it had been written alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from app.core import audit
from app.core.audit.changes import Change, creation_of, removal_of, update_of
from app.core.clock import now
from app.core.db import affected, is_sqlite
from app.core.models import Revisioned, acting_user_id
from app.core.search import Searchable
from app.core.versioning import Versioned
from app.extensions import db

#: What such an entity would need beside: a version, an entry in the index.
_TOO_MUCH = (Versioned, Searchable)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A row as it was read, and what its columns are to hold."""

    id: int
    revision: int
    label: str
    client_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Removed:
    """A row as it was read, which is to go."""

    id: int
    revision: int
    label: str
    client_id: int | None


@dataclass(frozen=True, slots=True)
class Added:
    """A row that is to be, and how it is called."""

    label: str
    client_id: int | None
    values: Mapping[str, Any]


def add(entity: Any, rows: Sequence[Added]) -> list[int]:
    """Insert rows that name the same columns, and return their ids in the same order."""
    _check(entity)
    if not rows:
        return []
    db.session.flush()
    at, who = now(), acting_user_id()
    stamps = {
        "created_on": at, "changed_on": at, "created_by_id": who, "changed_by_id": who,
        "revision": 1,
    }  # fmt: skip
    ids = _next_ids(entity.__table__, len(rows))
    written = [{"id": pk, **row.values, **stamps} for pk, row in zip(ids, rows, strict=True)]
    db.session.connection().execute(sa.insert(entity.__table__), written)
    audit.record_past(
        [
            creation_of(entity, pk, label=row.label, client_id=row.client_id, values=values)
            for pk, row, values in zip(ids, rows, written, strict=True)
        ],
    )
    return ids


def rewrite(entity: Any, rows: Sequence[Rewritten]) -> list[Rewritten]:
    """Write rows whose ``after`` name the same columns; return those that have changed.

    A row that somebody else has written since it was read stops all of them.
    """
    _check(entity)
    changed = [row for row in rows if row.before != row.after]
    if not changed:
        return []
    names = _differing(changed)
    db.session.flush()
    result = db.session.connection().execute(
        _statement(entity.__table__, names),
        [
            {"_id": row.id, "_seen": row.revision, **{f"_{key}": row.after[key] for key in names}}
            for row in changed
        ],
        execution_options={"preserve_rowcount": True},
    )
    if affected(result) != len(changed):
        raise StaleDataError
    audit.record_past([_change(entity, row) for row in changed])
    for row in _loaded(entity, {row.id for row in changed}):
        db.session.expire(row)
    return changed


def remove(entity: Any, rows: Sequence[Removed]) -> None:
    """Delete rows; one that somebody else has written since it was read stops all of them."""
    _check(entity)
    if not rows:
        return
    db.session.flush()
    connection, table = db.session.connection(), entity.__table__
    chosen = table.c.id.in_([row.id for row in rows])
    found = connection.execute(sa.select(table).where(chosen).with_for_update()).mappings()
    held = {row["id"]: dict(row) for row in found}
    if {pk: values["revision"] for pk, values in held.items()} != {r.id: r.revision for r in rows}:
        raise StaleDataError
    connection.execute(sa.delete(table).where(chosen))
    audit.record_past(
        [
            removal_of(
                entity, row.id, label=row.label, client_id=row.client_id, values=held[row.id]
            )
            for row in rows
        ],
    )
    for row in _loaded(entity, set(held)):
        db.session.expunge(row)


def _check(entity: Any) -> None:
    if not issubclass(entity, Revisioned) or issubclass(entity, _TOO_MUCH):
        raise TypeError(entity)


def _next_ids(table: Any, count: int) -> list[int]:
    """Return ids that nobody has had: SQLite, which has one writer, gives them in a row."""
    connection = db.session.connection()
    if is_sqlite():
        query = sa.text("SELECT max(seq) FROM sqlite_sequence WHERE name = :table")
        last = connection.scalar(query, {"table": table.name}) or 0
        return list(range(last + 1, last + 1 + count))
    query = sa.text(
        "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"
    )
    return list(connection.scalars(query, {"table": table.name, "count": count}))


def _differing(rows: Sequence[Rewritten]) -> list[str]:
    """Return the columns that change in any of some rows."""
    names = rows[0].after
    return [key for key in names if any(row.before[key] != row.after[key] for row in rows)]


def _statement(table: Any, names: Iterable[str]) -> Any:
    columns = table.c
    stamps = {"changed_on": now(), "changed_by_id": acting_user_id()}
    return (
        sa.update(table)
        .where(columns.id == sa.bindparam("_id"), columns.revision == sa.bindparam("_seen"))
        .values(
            revision=columns.revision + 1,
            **{name: sa.bindparam(f"_{name}") for name in names},
            **{name: value for name, value in stamps.items() if name in columns},
        )
    )


def _change(entity: Any, row: Rewritten) -> Change:
    return update_of(
        entity, row.id, label=row.label, client_id=row.client_id, before=row.before, after=row.after
    )


def _loaded(entity: Any, ids: set[int]) -> list[Any]:
    """Return which of some rows the session has read as objects before."""
    rows = list(db.session().identity_map.values())
    return [row for row in rows if isinstance(row, entity) and sa.inspect(row).identity[0] in ids]
