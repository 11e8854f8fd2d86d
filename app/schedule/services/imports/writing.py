"""Bringing checked hours into the schedule, some people at a time.

Each chunk is checked once more and written whole in one transaction, in which its rows also leave
the waiting ones. So a run that was killed goes on where it was, and no hours come in twice; should
somebody import the same file at the same moment, the key of the entries decides.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from app.background.registry import Progress
from app.core.clock import now
from app.core.db import UtcDateTime, affected, transaction
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.extensions import db
from app.positions.enums import Unit
from app.schedule.enums import EntrySource, EntryState
from app.schedule.models import HoursImport
from app.schedule.queries import lock_people
from app.schedule.services.imports.checking import MOST_IDS, keep_findings
from app.schedule.services.imports.examining import (
    ENTRY,
    Chunk,
    Findings,
    chunks,
    examine,
    said_by,
    units,
    waiting,
)
from app.schedule.services.imports.staging import ROWS

_COPIED = (
    "client_id", "contract_id", "employee_id", "day", "rate_kind_id", "started_at", "ended_at",
    "pause_started_at", "pause", "minutes", "quantity", "note", "import_id", "import_key",
)  # fmt: skip
_SAID = (
    "started_at", "ended_at", "pause_started_at", "pause", "minutes", "quantity", "rate_kind_id",
    "note",
)  # fmt: skip
#: What a change overwrites, and taking it back restores.
KEPT = (
    *_SAID, "state", "reject_reason", "decided_at", "decided_by_id", "reported_at",
    "reported_by_id", "changed_on", "changed_by_id",
)  # fmt: skip
#: How often a chunk is looked at anew because somebody has changed an entry of it meanwhile.
_ATTEMPTS = 3


class _TouchedMeanwhile(Exception):  # noqa: N818 - not a fault: it is looked at once more
    """An entry is no longer what it was when it was compared."""


def write(import_id: int, progress: Progress) -> None:
    """Write all waiting rows of an import."""
    kinds = units()
    todo = chunks(import_id)
    total, done = sum(chunk.rows for chunk in todo), 0
    for chunk in todo:
        _write_whole(import_id, chunk, kinds, progress)
        done += chunk.rows
        progress(done, max(total, 1), _("Writing the hours."))


def _write_whole(import_id: int, chunk: Chunk, kinds: dict[int, Unit], progress: Progress) -> None:
    for _attempt in range(_ATTEMPTS):
        try:
            with transaction():
                _write_chunk(import_id, chunk, kinds)
                progress.checkpoint({"written": chunk.last})
        except _TouchedMeanwhile:
            continue
        return
    raise DomainError(_("Somebody has just changed it. Look at it again."))


def _write_chunk(import_id: int, chunk: Chunk, kinds: dict[int, Unit]) -> None:
    lock_people(sa.select(ROWS.c.contract_id).where(waiting(import_id, chunk)))
    stamp = now()
    found = examine(import_id, chunk, kinds)
    keep_findings(found, with_same=False)
    created = _insert(found.fresh, stamp)
    updated = _update(found, stamp)
    _leave(found)
    counts = sa.update(HoursImport.__table__).where(HoursImport.__table__.c.id == import_id)
    columns = HoursImport.__table__.c
    db.session.connection().execute(
        counts.values(
            created=columns.created + created,
            updated=columns.updated + updated,
            refused=columns.refused + len(found.refused),
        )
    )


def _insert(ids: Sequence[int], stamp: datetime) -> int:
    """Turn waiting rows into entries; what has come in meanwhile by its key is left alone."""
    created = 0
    for start in range(0, len(ids), MOST_IDS):
        created += _insert_some(ids[start : start + MOST_IDS], stamp)
    return created


def _insert_some(ids: Sequence[int], stamp: datetime) -> int:
    who = sa.literal(acting_user_id(), sa.Integer)
    at = sa.literal(stamp, ENTRY.c.created_on.type)
    given: dict[str, Any] = {
        "state": sa.literal(EntryState.reported, ENTRY.c.state.type),
        "source": sa.literal(EntrySource.imported, ENTRY.c.source.type),
        "reported_by_id": who, "reported_at": at, "created_by_id": who, "changed_by_id": who,
        "created_on": at, "changed_on": at, "revision": sa.literal(1),
    }  # fmt: skip
    rows = sa.select(*(ROWS.c[name] for name in _COPIED), *given.values())
    rows = rows.where(ROWS.c.id.in_(ids)).order_by(ROWS.c.id)
    connection = db.session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    command: Any = insert(ENTRY).from_select([*_COPIED, *given], rows, include_defaults=False)
    command = command.on_conflict_do_nothing(index_elements=["import_key"])
    return affected(connection.execute(command.execution_options(preserve_rowcount=True)))


def _update(found: Findings, stamp: datetime) -> int:
    """Write changes and keep what they overwrite; an entry touched this moment stops the chunk."""
    if not found.changes:
        return 0
    connection = db.session.connection()
    of_entry = {change.known.id: pk for pk, change in found.changes.items()}
    query = sa.select(ENTRY).where(ENTRY.c.id.in_(of_entry)).with_for_update()
    before = {row.id: row for row in connection.execute(query)}
    query = sa.select(ROWS).where(ROWS.c.id.in_(found.changes))
    rows = {row.id: row for row in connection.execute(query)}
    for entry_id, pk in of_entry.items():
        was, known = before.get(entry_id), found.changes[pk].known
        if was is None or was.state is not known.state or said_by(was) != known.said:
            raise _TouchedMeanwhile
    pairs = [(rows[pk], before[entry_id]) for entry_id, pk in of_entry.items()]
    connection.execute(_change_entries(stamp), [_new_values(row, was) for row, was in pairs])
    connection.execute(
        sa.update(ROWS)
        .where(ROWS.c.id == sa.bindparam("row_id"))
        .values(before=sa.bindparam("was"), written_at=stamp, employee_id=None),
        [{"row_id": row.id, "was": pack(was)} for row, was in pairs],
    )
    return len(pairs)


def _change_entries(stamp: datetime) -> Any:
    said: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in _SAID}
    return (
        sa.update(ENTRY)
        .where(ENTRY.c.id == sa.bindparam("entry"))
        .values(
            **said, state=EntryState.reported, reject_reason=None, decided_at=None,
            decided_by_id=None, reported_at=stamp, reported_by_id=acting_user_id(),
            changed_on=stamp, changed_by_id=acting_user_id(), revision=ENTRY.c.revision + 1,
        )
    )  # fmt: skip


def _new_values(row: Any, was: Any) -> dict[str, Any]:
    """Return what a row makes of an entry; what the file does not say stays."""
    values = {f"new_{name}": getattr(row, name) for name in _SAID}
    values["new_note"] = row.note or was.note
    if row.rate_kind_id is None:
        values["new_rate_kind_id"] = was.rate_kind_id
    return values | {"entry": was.id}


def pack(row: Any) -> dict[str, Any]:
    """Return what an entry said as JSON can hold it."""
    return {name: _packed(getattr(row, name)) for name in KEPT}


def unpack(data: dict[str, Any]) -> dict[str, Any]:
    """Return the values of columns again."""
    return {name: _unpacked(ENTRY.c[name].type, data[name]) for name in KEPT}


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, EntryState):
        return value.value
    return value if value is None or isinstance(value, str | int) else str(value)


def _unpacked(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, sa.Enum):
        return EntryState[value]
    if isinstance(kind, sa.Numeric):
        return Decimal(value)
    return datetime.fromisoformat(value) if isinstance(kind, UtcDateTime) else value


def _leave(found: Findings) -> None:
    """Take what is done out of the waiting rows; refusals and changes stay to be read."""
    ids = [*found.fresh, *found.same]
    for start in range(0, len(ids), MOST_IDS):
        chosen = ROWS.c.id.in_(ids[start : start + MOST_IDS])
        db.session.connection().execute(sa.delete(ROWS).where(chosen))
