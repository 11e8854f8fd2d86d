"""Fields and forms of tags, statuses and notes."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, validators

from app.accounts.models import Account
from app.accounts.scopes import staff
from app.annotations.enums import Color
from app.annotations.services.notes import MAX_LENGTH
from app.core.forms import widgets
from app.core.forms.fields import TextBlockField
from app.extensions import db


def color_field() -> SelectField:
    """Return the choice of a colour."""
    return SelectField(
        _("Colour"),
        choices=lambda: [(color.value, str(color)) for color in Color],
        default=Color.blue.value,
        widget=widgets.Select(),
    )


def kind_field(label: Any, choices: Callable[[], list[tuple[str, str]]]) -> SelectField:
    """Return the choice of one kind of record."""
    return SelectField(label, choices=choices, widget=widgets.Select())


class CodesSelectMultipleField(SelectMultipleField):
    """Several codes, kept as a JSON list; nothing chosen is an empty list."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Assign a new list, so that the change is noticed."""
        setattr(obj, name, sorted(self.data or []))


def _people(chosen: Iterable[Account]) -> list[tuple[int, str]]:
    """Offer those who can read, and those chosen before: a note must not lose its lock."""
    query = sa.select(Account).where(Account.id.in_(staff())).order_by(Account.sort_key, Account.id)
    found = dict.fromkeys([*db.session.scalars(query.limit(500)), *chosen])
    return [(account.id, str(account)) for account in found]


def _groups() -> list[tuple[int, str]]:
    query = sa.select(Group.id, Group.name).order_by(Group.name)
    return [(pk, name) for pk, name in db.session.execute(query.limit(200))]


class NoteForm(FlaskForm):
    """What a note says and who reads it."""

    text = TextBlockField(
        _("Note"),
        [
            validators.InputRequired(_("This field is required.")),
            validators.Length(max=MAX_LENGTH),
        ],
        widget=widgets.Area(),
    )
    is_pinned = BooleanField(_("Pinned"))
    people = SelectMultipleField(_("Only for these people"), coerce=int, validate_choice=True)
    groups = SelectMultipleField(
        _("Only for these groups"), choices=_groups, coerce=int, validate_choice=True
    )

    def __init__(self, *args: Any, readers: Iterable[Account] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people.choices = _people(readers)
