"""Reading the whole chain again and naming the first row that is not what was written."""

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.core.audit.content import (
    GENESIS,
    SIGNED,
    anchor_mac,
    derive_key,
    entry_digest,
    seal_hash,
)
from app.core.audit.sealing import anchor_file, entries, seals
from app.extensions import db

_PAGE = 2000


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong: its kind, and the row or place it concerns."""

    kind: str
    number: int

    def __str__(self) -> str:
        sentences: dict[str, str] = {
            "altered": _("Row %(n)s was altered.", n=self.number),
            "deleted": _("Row %(n)s was deleted.", n=self.number),
            "inserted": _("Row %(n)s was not written by this system.", n=self.number),
            "copied": _("Row %(n)s is a copy of another row.", n=self.number),
            "replaced": _("Row %(n)s was exchanged with another one.", n=self.number),
            "broken": _("The chain is broken at place %(n)s.", n=self.number),
            "truncated": _("The end of the chain is cut off from place %(n)s on.", n=self.number),
            "anchor": _("Line %(n)s of the anchor file was altered.", n=self.number),
            "unanchored": _(
                "The anchor file is missing; the chain has %(n)s places.", n=self.number
            ),
        }
        return sentences[self.kind]


@dataclass(frozen=True)
class Verdict:
    """How many rows were read, and the first fault among them."""

    checked: int
    finding: Finding | None


def verify() -> Verdict:
    """Check every sealed and unsealed row against its digest, the chain and the anchors."""
    reader = _Reader()
    with closing(reader.findings()) as findings:
        return Verdict(finding=next(findings, None), checked=reader.checked)


class _Reader:
    """One pass over the log; findings come in the order of the chain."""

    def __init__(self) -> None:
        config = current_app.config
        secrets = [config["SECRET_KEY"], *(config.get("SECRET_KEY_FALLBACKS") or ())]
        self.keys = [derive_key(secret) for secret in secrets]
        self.checked = 0
        self.anchors: dict[int, str] = {}
        self.last = (0, GENESIS)

    def findings(self) -> Generator[Finding]:
        yield from self._read_anchors()
        with db.engine.execution_options(writes=False, yield_per=_PAGE).connect() as connection:
            yield from self._sealed(connection)
            yield from self._end_of_chain()
            yield from self._unsealed(connection)
            yield from _copies(connection)
            if connection.dialect.name == "sqlite":
                yield from _gaps(connection)

    def _read_anchors(self) -> Generator[Finding]:
        path = anchor_file()
        if not path.exists():
            return
        with path.open(encoding="ascii", errors="replace") as file:
            for number, line in enumerate(file, 1):
                anchor = _anchor(line)
                if anchor is None or not self._is_genuine(anchor):
                    yield Finding("anchor", number)
                    continue
                self.anchors[anchor["seq"]] = anchor["hash"]

    def _is_genuine(self, anchor: dict[str, Any]) -> bool:
        said = anchor["seq"], anchor["hash"], anchor["at"]
        return any(anchor_mac(*said, key) == anchor["mac"] for key in self.keys)

    def _sealed(self, connection: sa.Connection) -> Generator[Finding]:
        query = (
            sa.select(seals, entries)
            .outerjoin(entries, entries.c.id == seals.c.entry_id)
            .order_by(seals.c.seq)
        )
        with connection.execute(query) as rows:
            for row in rows.mappings():
                self.checked += 1
                finding = self._fault_of_entry(row) or self._fault_of_link(row)
                if finding:
                    yield finding

    def _fault_of_entry(self, row: Any) -> Finding | None:
        number = row["entry_id"]
        if row["id"] is None:
            return Finding("deleted", number)
        is_signed = self._is_signed(row)
        if row["entry_digest"] != row["digest"]:
            return Finding("replaced" if is_signed else "altered", number)
        return None if is_signed else Finding("altered", number)

    def _fault_of_link(self, row: Any) -> Finding | None:
        seq, head = self.last
        place = row["seq"]
        expected = seal_hash(head, seq + 1, row["entry_id"], row["entry_digest"])
        self.last = (place, row["hash"])
        anchored = self.anchors.pop(place, row["hash"])
        if place == seq + 1 and row["hash"] == expected == anchored:
            return None
        return Finding("broken", seq + 1)

    def _end_of_chain(self) -> Generator[Finding]:
        """Anchors that no seal has answered name places that are gone."""
        seq, _head = self.last
        if self.anchors:
            yield Finding("truncated", min(*self.anchors, seq + 1))
        elif seq and not anchor_file().exists():
            yield Finding("unanchored", seq)

    def _unsealed(self, connection: sa.Connection) -> Generator[Finding]:
        query = (
            sa.select(entries)
            .outerjoin(seals, seals.c.entry_id == entries.c.id)
            .where(seals.c.entry_id.is_(None))
            .order_by(entries.c.id)
        )
        with connection.execute(query) as rows:
            for row in rows.mappings():
                self.checked += 1
                if not self._is_signed(row):
                    yield Finding("inserted", row["id"])

    def _is_signed(self, row: Any) -> bool:
        said = {name: row[name] for name in SIGNED}
        return any(entry_digest(said, key) == row["digest"] for key in self.keys)


def _copies(connection: sa.Connection) -> Generator[Finding]:
    query = (
        sa.select(sa.func.max(entries.c.id))
        .group_by(entries.c.digest)
        .having(sa.func.count() > 1)
        .limit(1)
    )
    with connection.execute(query) as rows:
        for number in rows.scalars():
            yield Finding("copied", number)


def _gaps(connection: sa.Connection) -> Generator[Finding]:
    """SQLite numbers without gaps, a rollback takes numbers back: a missing one was deleted.

    PostgreSQL's sequences leave gaps of their own; there only the seal notices.
    """
    sequence = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    given = sa.select(sequence.c.seq).where(sequence.c.name == entries.name)
    last = connection.scalar(given) or 0
    following = sa.alias(entries)
    before = sa.union_all(sa.select(sa.literal(0).label("id")), sa.select(entries.c.id)).subquery()
    missing = (
        sa.select(before.c.id + 1)
        .where(before.c.id < last, ~sa.exists().where(following.c.id == before.c.id + 1))
        .order_by(before.c.id)
        .limit(1)
    )
    number = connection.scalar(missing)
    if number is not None:
        yield Finding("deleted", number)


def _anchor(line: str) -> dict[str, Any] | None:
    try:
        anchor = json.loads(line)
        return {"seq": int(anchor["seq"])} | {
            name: str(anchor[name]) for name in ("hash", "at", "mac")
        }
    except (KeyError, TypeError, ValueError):
        return None
