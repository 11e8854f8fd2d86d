"""The notes of a record: fragments for its side panel, guarded like the record itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, render_template
from flask_appbuilder.security.sqla.models import Group
from flask_babel import lazy_gettext
from flask_login import current_user
from markupsafe import Markup

from app.accounts.models import Account
from app.annotations.enums import Visibility
from app.annotations.forms import NoteForm
from app.annotations.models import Note
from app.annotations.services import notes
from app.annotations.targets import Target, target_of
from app.core.access import can, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.modules import Module, is_enabled
from app.core.permissions import DELETE, ON_PAGES, READ, WRITE
from app.core.views import AppView
from app.extensions import db

Fragment = str | tuple[str, int]


class NoteView(AppView):
    """List, add, edit, pin and delete, each answering with the whole block."""

    route_base = "/notes"
    default_view = "list"
    class_permission_name = "Notes"
    permission_label = lazy_gettext("Notes")
    permission_section = ON_PAGES
    module = Module.notes

    @page("/<kind>/<int:record_id>", READ)
    def list(self, kind: str, record_id: int) -> str:
        """Show the notes of a record."""
        _record(kind, record_id)
        return notes_block(kind, record_id)

    @page("/<kind>/<int:record_id>", WRITE, methods=("POST",))
    def add(self, kind: str, record_id: int) -> Fragment:
        """Put a note on a record."""
        row = _record(kind, record_id)
        form = NoteForm()
        if not form.validate():
            return notes_block(kind, record_id, form=form), 422
        try:
            with transaction():
                note = notes.add_note(
                    entity=kind,
                    record_id=record_id,
                    client_id=getattr(row, "scope_client_id", None),
                    text=form.text.data or "",
                    readers=_readers(form),
                )
                notes.pin_note(note, is_pinned=form.is_pinned.data)
        except DomainError as error:
            form.text.errors = [*form.text.errors, str(error)]
            return notes_block(kind, record_id, form=form), 422
        return notes_block(kind, record_id)

    @page("/<int:note_id>/edit", WRITE)
    def edit(self, note_id: int) -> str:
        """Open a note for editing."""
        note = _note(note_id)
        form = NoteForm(
            None,
            readers=note.readers,
            data={
                "text": notes.editable_text(note),
                "is_pinned": note.is_pinned,
                "people": [person.id for person in note.readers],
                "groups": [group.id for group in note.reader_groups],
            },
        )
        return notes_block(note.entity, note.record_id, form=form, note=note)

    @page("/<int:note_id>/edit", WRITE, methods=("POST",))
    def save(self, note_id: int) -> Fragment:
        """Save an edited note."""
        note = _note(note_id)
        form = NoteForm(readers=note.readers)
        if not form.validate():
            return notes_block(note.entity, note.record_id, form=form, note=note), 422
        try:
            with transaction():
                notes.edit_note(note, text=form.text.data or "", readers=_readers(form))
                notes.pin_note(note, is_pinned=form.is_pinned.data)
        except DomainError as error:
            form.text.errors = [*form.text.errors, str(error)]
            return notes_block(note.entity, note.record_id, form=form, note=note), 422
        return notes_block(note.entity, note.record_id)

    @page("/<int:note_id>/pin", WRITE, methods=("POST",))
    def pin(self, note_id: int) -> str:
        """Pin a note, or let it go."""
        note = _note(note_id)
        with transaction():
            notes.pin_note(note, is_pinned=not note.is_pinned)
        return notes_block(note.entity, note.record_id)

    @page("/<int:note_id>/delete", DELETE, methods=("POST",))
    def delete(self, note_id: int) -> str:
        """Take a note away."""
        note = _note(note_id)
        kind, record_id = note.entity, note.record_id
        with transaction():
            notes.delete_note(note)
        return notes_block(kind, record_id)


def notes_block(kind: str, record_id: int, *, form: Any = None, note: Note | None = None) -> str:
    """Return the block of notes of a record, for its side panel and after every change."""
    user_id: int = current_user.id
    may_write = can(WRITE, NoteView.class_permission_name)
    return render_template(
        "annotations/_notes.html",
        kind=kind,
        record_id=record_id,
        notes=notes.notes_of(kind, record_id, user_id=user_id),
        form=(form or NoteForm(None)) if may_write else None,
        edited=note,
        is_open=form is not None,
        may_write=may_write,
        may_delete=can(DELETE, NoteView.class_permission_name),
        limited=Visibility.chosen,
        user_id=user_id,
    )


def notes_rail(kind: str, record_id: int) -> Markup | None:
    """Return the block for a profile; ``None`` when the user has nothing to see there."""
    if not is_enabled(Module.notes) or not can(READ, NoteView.class_permission_name):
        return None
    return Markup(notes_block(kind, record_id))  # noqa: S704 - a rendered template


def _target(kind: str) -> Target:
    """Return the registered entity, which the user must be allowed to see."""
    target = target_of(kind)
    if target is None or not can(READ, target.permission):
        abort(404)
    return target


def _record(kind: str, record_id: int) -> Any:
    """Return the record inside the user's scope; a foreign one does not exist."""
    model = _target(kind).model
    row = (
        db.session.scalar(sa.select(model).where(model.id == record_id))
        if record_id < 2**31
        else None
    )
    if row is None:
        abort(404)
    return row


def _note(note_id: int) -> Note:
    """Return a note the user may read, on a record they may see."""
    note = notes.find_note(note_id, user_id=current_user.id) if note_id < 2**31 else None
    if note is None:
        abort(404)
    _record(note.entity, note.record_id)
    return note


def _readers(form: NoteForm) -> notes.Readers:
    people = db.session.scalars(sa.select(Account).where(Account.id.in_(form.people.data or [])))
    groups = db.session.scalars(sa.select(Group).where(Group.id.in_(form.groups.data or [])))
    return notes.Readers([*people], [*groups])
