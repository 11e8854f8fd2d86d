"""Chaining audit rows after the fact, so that writers never wait for each other.

A writer only inserts a row with its own HMAC. One sealer at a time then links every row it
can see to the one sealed before it; a row that was committed late gets a later place. The
head of the chain is noted in a file outside the database, so that cutting off its end shows.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.core.audit.content import GENESIS, anchor_mac, seal_hash
from app.core.audit.models import AuditEntry, AuditSeal
from app.core.audit.recording import signing_key
from app.core.clock import now
from app.core.db import separate_transaction
from app.core.folders import make_private

_BATCH = 5000
#: How far below the newest sealed row the worker looks for late ones; ``verify`` looks at all.
_LATE_WINDOW = 100_000
_LOCK = 7_402_611

entries: Any = AuditEntry.__table__
seals: Any = AuditSeal.__table__


def seal(*, is_thorough: bool = False) -> int:
    """Chain every row that is not chained yet; return how many that were."""
    total = 0
    while count := _seal_batch(is_thorough=is_thorough):
        total += count
        if count < _BATCH:
            break
    return total


def _seal_batch(*, is_thorough: bool) -> int:
    with separate_transaction() as session:
        if not _only_sealer(session):
            return 0
        seq, head = _head(session)
        links = list(_links(_unsealed(session, is_thorough=is_thorough), seq, head))
        if links:
            session.connection().execute(sa.insert(seals), links)
    if links:
        seq, head = links[-1]["seq"], links[-1]["hash"]
    if seq > _anchored_seq():
        _append_anchor(seq, head)
    return len(links)


def _only_sealer(session: Session) -> bool:
    """SQLite's BEGIN IMMEDIATE lets one writer in; PostgreSQL needs a lock of its own."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))))


def _head(session: Session) -> tuple[int, str]:
    row = session.connection().execute(
        sa.select(seals.c.seq, seals.c.hash).order_by(seals.c.seq.desc()).limit(1)
    )
    return next(((seq, head) for seq, head in row), (0, GENESIS))


def _unsealed(session: Session, *, is_thorough: bool) -> Sequence[Any]:
    query = (
        sa.select(entries.c.id, entries.c.digest)
        .outerjoin(seals, seals.c.entry_id == entries.c.id)
        .where(seals.c.entry_id.is_(None))
        .order_by(entries.c.id)
        .limit(_BATCH)
    )
    if not is_thorough:
        newest = sa.select(sa.func.max(seals.c.entry_id)).scalar_subquery()
        query = query.where(entries.c.id > sa.func.coalesce(newest, 0) - _LATE_WINDOW)
    return session.connection().execute(query).all()


def _links(unsealed: Sequence[Any], seq: int, head: str) -> Iterator[dict[str, Any]]:
    for seq, (entry_id, digest) in enumerate(unsealed, seq + 1):  # noqa: B020, PLR1704 - it counts on
        head = seal_hash(head, seq, entry_id, digest)
        yield {"seq": seq, "entry_id": entry_id, "entry_digest": digest, "hash": head}


def anchor_file() -> Path:
    """Return the file in which the heads of the chain are noted."""
    return Path(current_app.config["INSTANCE_DIR"]) / "audit-anchors.jsonl"


def _append_anchor(seq: int, head: str) -> None:
    at = now().isoformat()
    anchor = {"seq": seq, "hash": head, "at": at, "mac": anchor_mac(seq, head, at, signing_key())}
    path = anchor_file()
    make_private(path.parent)
    with path.open("a", encoding="ascii") as file:
        file.write(json.dumps(anchor) + "\n")


def _anchored_seq() -> int:
    """Return the place the newest anchor names, reading only the end of the file."""
    path = anchor_file()
    if not path.exists():
        return 0
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1000))
        lines = file.read().splitlines()
    try:
        return int(json.loads(lines[-1])["seq"])
    except (IndexError, KeyError, TypeError, ValueError):
        return 0
