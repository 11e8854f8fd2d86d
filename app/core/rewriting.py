"""Changing very many rows that were read as plain values: what a flush does, by two statements.

The session compares every attribute of every row and sends an UPDATE for each. Here all of them go
out by one ``executemany``; their revisions are compared and raised, who changed them and when is
kept, and each has its own row in the event log, as if it had been changed alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from app.core import audit
from app.core.audit.changes import Change, update_of
from app.core.clock import now
from app.core.db import affected
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


def rewrite(entity: Any, rows: Sequence[Rewritten]) -> list[Rewritten]:
    """Write rows whose ``after`` name the same columns; return those that have changed.

    A row that somebody else has written since it was read stops all of them.
    """
    if not issubclass(entity, Revisioned) or issubclass(entity, _TOO_MUCH):
        raise TypeError(entity)
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
    audit.record_updates(entity, [_change(entity, row) for row in changed])
    _forget(entity, {row.id for row in changed})
    return changed


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


def _forget(entity: Any, ids: set[int]) -> None:
    """Let the session read again what it had read before."""
    session = db.session()
    for row in list(session.identity_map.values()):
        if isinstance(row, entity) and sa.inspect(row).identity[0] in ids:
            session.expire(row)
