"""One search index over every entity: the list's search box and the Ctrl+K palette read it.

The text is stored folded (``app.core.text.search_key``), so „cwik” finds „Ćwik” on any database.
PostgreSQL answers from a trigram index, SQLite from an FTS5 trigram table fed by triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.access import can
from app.core.db import is_sqlite, not_by_index
from app.core.isolation import Attached
from app.core.permissions import READ
from app.core.text import like_pattern, search_key, ungrouped
from app.extensions import Model, db

#: Kind → the entities that guard texts of it.
_guards: dict[str, tuple[str, ...]] = {}
#: Shorter texts have no trigram; they are matched by the beginning of a word.
TRIGRAM = 3


@dataclass(frozen=True)
class SearchText:
    """What the index keeps of one row."""

    title: str
    hint: str = ""
    keys: tuple[str | None, ...] = ()
    client_id: int | None = None
    #: what finds the row only for those who may read the entity it is named by
    restricted: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)


class Searchable:
    """Mixin of entities that can be found; ``search_kind`` is unique among them.

    ``search_restricted`` names the entities that guard some of its texts: each of them has an
    entry of its own in the index, which nobody else's search reads.
    """

    search_kind: str
    search_restricted: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Remember which kinds have guarded texts."""
        super().__init_subclass__(**kwargs)
        if cls.search_restricted:
            _guards[cls.search_kind] = cls.search_restricted

    def search_text(self) -> SearchText:
        """Return what the index keeps of this row."""
        raise NotImplementedError


class SearchEntry(Attached, Model):
    """The index entry of one row."""

    __tablename__ = "search_entry"
    __audited__ = False
    attached_kind = "kind"
    __table_args__ = (
        sa.Index("uq_search_entry_kind_record_id", "kind", "record_id", unique=True),
        sa.Index("ix_search_entry_client_id", "client_id"),
        sa.Index(
            "ix_search_entry_text_trgm",
            "text",
            postgresql_using="gin",
            postgresql_ops={"text": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    record_id: Mapped[int]
    client_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(sa.String(200))
    hint: Mapped[str] = mapped_column(sa.String(200), default="")
    text: Mapped[str] = mapped_column(sa.String(600))

    @classmethod
    def kinds_of(cls, reached: str) -> list[str]:
        """Return the kinds of the entries of an entity, guarded ones included."""
        return [reached, *(_guarded(reached, entity) for entity in _guards.get(reached, ()))]


FTS_DDL = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_entry_fts USING fts5(
    text, content='search_entry', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER IF NOT EXISTS search_entry_fts_insert AFTER INSERT ON search_entry BEGIN
    INSERT INTO search_entry_fts(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER IF NOT EXISTS search_entry_fts_delete AFTER DELETE ON search_entry BEGIN
    INSERT INTO search_entry_fts(search_entry_fts, rowid, text)
    VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER IF NOT EXISTS search_entry_fts_update AFTER UPDATE ON search_entry BEGIN
    INSERT INTO search_entry_fts(search_entry_fts, rowid, text)
    VALUES ('delete', old.id, old.text);
    INSERT INTO search_entry_fts(rowid, text) VALUES (new.id, new.text); END""",
)
_fts = sa.table("search_entry_fts", sa.column("rowid", sa.Integer), sa.column("text", sa.String))


def entry_of(row: Searchable) -> dict[str, Any]:
    """Return the index entry of a row, for everybody who sees it, as column values."""
    return entries_of(row)[0]


def entries_of(row: Searchable) -> list[dict[str, Any]]:
    """Return the index entries of a row: everybody's, and those of guarded texts."""
    found = row.search_text()
    common = {
        "record_id": row.id,  # type: ignore[attr-defined]
        "client_id": found.client_id,
        "title": found.title[:200],
        "hint": found.hint[:200],
    }
    texts = {row.search_kind: (found.title, found.hint, *found.keys)}
    texts |= {_guarded(row.search_kind, name): keys for name, keys in found.restricted.items()}
    return [
        common | {"kind": kind, "text": search_key(*keys)[:600]} for kind, keys in texts.items()
    ]


def _guarded(kind: str, entity: str) -> str:
    return f"{kind}:{entity}"


def _readable(kinds: Iterable[str]) -> list[str]:
    """Add the guarded texts the user may search in; on the command line, all of them."""
    plain = list(kinds)
    guarded = [
        _guarded(kind, entity)
        for kind in plain
        for entity in _guards.get(kind, ())
        if not has_request_context() or can(READ, entity)
    ]
    return [*plain, *guarded]


def _found(entries: sa.Select[Any], kinds: list[str], text: str) -> sa.Select[Any]:
    """Narrow a SELECT of entries to those in which every word of ``text`` is found.

    FTS5 is joined: a list of what it finds would have to be complete before the first is read.
    """
    entries = entries.where(_is_of(kinds, text))
    spellings = _words_of(text)
    full = [words for words in spellings if min(map(len, words)) >= TRIGRAM]
    if not full or not is_sqlite():
        return entries.where(*map(_is_in_text, spellings))
    rest = [words for words in spellings if words not in full]
    return entries.join(_fts, _fts.c.rowid == SearchEntry.id).where(
        _in_fts(full), *map(_is_in_text, rest)
    )


def _words_of(text: str) -> list[list[str]]:
    """Return the spellings of each word."""
    return [_spellings(word) for word in search_key(text).split()[:8]]


def _is_in_text(words: list[str]) -> Any:
    """Return the condition that a text holds one of the spellings of a word."""
    return sa.or_(*map(_word, words))


def _spellings(word: str) -> list[str]:
    """Find a number also the way it is stored: without dashes, dots and the plus."""
    plain = ungrouped(word)
    return [word, plain] if plain and plain != word else [word]


def _word(word: str) -> Any:
    if len(word) < TRIGRAM:
        start = like_pattern(word)[1:]
        return sa.or_(
            SearchEntry.text.like(start, escape="\\"),
            SearchEntry.text.like(f"% {start}", escape="\\"),
        )
    return SearchEntry.text.like(like_pattern(word), escape="\\")


def _in_fts(spellings: list[list[str]]) -> Any:
    """Ask FTS5 for all words at once: it intersects them faster than rows can be read."""
    quoted = [['"' + word.replace('"', '""') + '"' for word in words] for words in spellings]
    wanted = " AND ".join(f"({' OR '.join(words)})" for words in quoted)
    return _fts.c.text.op("MATCH")(wanted)


def matching_ids(kind: str, text: str) -> sa.Select[Any]:
    """Return the SELECT of ids of entities of one kind that ``text`` finds."""
    return _found(sa.select(SearchEntry.record_id), _readable([kind]), text)


def _is_of(kinds: list[str], text: str) -> Any:
    """Short words have no index of their own, so that of the kinds is welcome."""
    is_indexed = any(len(word) >= TRIGRAM for word in search_key(text).split())
    column = not_by_index(SearchEntry.kind) if is_indexed else SearchEntry.kind
    return column == kinds[0] if len(kinds) == 1 else column.in_(kinds)


def find(text: str, kinds: Iterable[str], *, limit: int) -> list[SearchEntry]:
    """Return entries of several kinds, those that begin with the text first."""
    key = search_key(text)
    candidates = _found(sa.select(SearchEntry), _readable(kinds), text).limit(200).subquery()
    entry = sa.orm.aliased(SearchEntry, candidates)
    begins = sa.case((entry.text.like(like_pattern(key)[1:], escape="\\"), 0), else_=1)
    rows = db.session.scalars(sa.select(entry).order_by(begins, entry.text).limit(limit))
    return list({(kind_of(row), row.record_id): row for row in rows}.values())


def kind_of(entry: SearchEntry) -> str:
    """Return the kind of the entity an entry leads to."""
    return entry.kind.partition(":")[0]


@event.listens_for(Session, "after_flush")
def _keep_index(session: Session, _context: Any) -> None:
    new = [row for row in session.new if isinstance(row, Searchable)]
    dirty = [
        row
        for row in session.dirty
        if isinstance(row, Searchable) and session.is_modified(row, include_collections=False)
    ]
    gone = [row for row in session.deleted if isinstance(row, Searchable)]
    _forget(session, [*dirty, *gone])
    _remember(session, [*new, *dirty])


def refresh(row: Any) -> None:
    """Index a row anew after something its text is made of has changed elsewhere."""
    session = db.session()
    _forget(session, [row])
    _remember(session, [row])


def add_new(rows: Iterable[Any]) -> None:
    """Index new rows that were inserted past the session."""
    _remember(db.session(), list(rows))


def _forget(session: Session, rows: list[Any]) -> None:
    ids: dict[str, list[int]] = {}
    for row in rows:
        ids.setdefault(row.search_kind, []).append(row.id)
    table = SearchEntry.__table__
    for kind, known in ids.items():
        kinds = SearchEntry.kinds_of(kind)
        session.execute(
            sa.delete(table).where(table.c.kind.in_(kinds), table.c.record_id.in_(known))
        )


def _remember(session: Session, rows: list[Any]) -> None:
    if rows:
        entries = [entry for row in rows for entry in entries_of(row)]
        session.execute(sa.insert(SearchEntry.__table__), entries)


def reindex(model: type[Any], *, batch: int = 2000) -> int:
    """Build the index of one entity anew, after a load that bypassed the session."""
    table = SearchEntry.__table__
    session = db.session
    kinds = SearchEntry.kinds_of(model.search_kind)
    session.execute(sa.delete(table).where(table.c.kind.in_(kinds)))
    count = 0
    rows = session.scalars(sa.select(model).execution_options(yield_per=batch))
    for part in rows.partitions():
        session.execute(sa.insert(table), [entry for row in part for entry in entries_of(row)])
        count += len(part)
    return count


@event.listens_for(SearchEntry.__table__, "after_create")
def _create_fts(_target: Any, connection: sa.Connection, **_kwargs: Any) -> None:
    if connection.dialect.name == "sqlite":
        for statement in FTS_DDL:
            connection.exec_driver_sql(statement)


@event.listens_for(SearchEntry.__table__, "before_create")
def _create_trigram(_target: Any, connection: sa.Connection, **_kwargs: Any) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
