"""Notes: rich text kept harmless, read only by those it is meant for."""

import html
from typing import Any

import nh3
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import assoc_user_group
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.annotations.enums import Visibility
from app.annotations.models import Note, note_group, note_user
from app.core.errors import DomainError
from app.extensions import db

MAX_LENGTH = 20_000
_TAGS = {"p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "a"}
_LINKS = {"http", "https", "mailto", "tel"}


def clean_text(typed: str) -> str:
    """Return the text with the tags and links of a note, and nothing else."""
    if len(typed) > MAX_LENGTH:
        raise DomainError(_("A note may have at most %(n)s characters.", n=MAX_LENGTH))
    typed = typed.replace("\x00", "").strip()
    if "<" not in typed:
        typed = "<br>".join(html.escape(line, quote=False) for line in typed.splitlines())
    clean = nh3.clean(
        typed,
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes=_LINKS,
        link_rel="noopener noreferrer nofollow",
    ).strip()
    if not nh3.clean(clean, tags=set()).strip():
        raise DomainError(_("A note cannot be empty."))
    return clean


def editable_text(note: Note) -> str:
    """Return what the form shows: plain lines when there is no other markup."""
    plain = note.text.replace("<br>", "\n")
    return note.text if "<" in plain else html.unescape(plain)


def add_note(
    *, entity: str, record_id: int, client_id: int | None, text: str, readers: "Readers"
) -> Note:
    """Put a note on a record."""
    note = Note(entity=entity, record_id=record_id, client_id=client_id, text=clean_text(text))
    readers.give_to(note)
    db.session.add(note)
    db.session.flush()
    return note


def edit_note(note: Note, *, text: str, readers: "Readers") -> None:
    """Change what a note says and who reads it."""
    note.text = clean_text(text)
    readers.give_to(note)


def delete_note(note: Note) -> None:
    """Take a note away; the event log keeps what it said."""
    db.session.delete(note)


def pin_note(note: Note, *, is_pinned: bool) -> None:
    """Keep a note on top, or let it go down with time."""
    note.is_pinned = is_pinned


class Readers:
    """Who a note is meant for: everybody, or the chosen people and groups."""

    def __init__(self, people: list[Any] | None = None, groups: list[Any] | None = None) -> None:
        self.people = people or []
        self.groups = groups or []

    def give_to(self, note: Note) -> None:
        """Set the readers of a note."""
        is_limited = bool(self.people or self.groups)
        note.visibility = Visibility.chosen if is_limited else Visibility.everyone
        note.readers = list(self.people)
        note.reader_groups = list(self.groups)


def readable(user_id: int) -> sa.ColumnElement[bool]:
    """Return the condition under which a person reads a note."""
    mine = sa.select(assoc_user_group.c.group_id).where(assoc_user_group.c.user_id == user_id)
    return sa.or_(
        Note.visibility == Visibility.everyone,
        Note.created_by_id == user_id,
        sa.exists().where(note_user.c.note_id == Note.id, note_user.c.user_id == user_id),
        sa.exists().where(note_group.c.note_id == Note.id, note_group.c.group_id.in_(mine)),
    )


def notes_of(entity: str, record_id: int, *, user_id: int, limit: int = 50) -> list[Note]:
    """Return the notes on a record that a person may read: pinned ones, then the newest."""
    query = (
        sa.select(Note)
        .where(Note.entity == entity, Note.record_id == record_id, readable(user_id))
        .order_by(Note.is_pinned.desc(), Note.id.desc())
        .options(joinedload(Note.created_by))
        .limit(limit)
    )
    return list(db.session.scalars(query))


def find_note(note_id: int, *, user_id: int) -> Note | None:
    """Return a note the person may read, inside their scope."""
    return db.session.scalar(sa.select(Note).where(Note.id == note_id, readable(user_id)))
