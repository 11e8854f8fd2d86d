"""Forms and fields of contracts beside the generated ones."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, validators

from app.assignments.enums import ContractState
from app.core.forms import widgets
from app.core.forms.fields import TrimmedStringField

_REQUIRED = validators.InputRequired(_("This field is required."))


class CancelForm(FlaskForm):
    """From when a contract is no longer wanted, and why."""

    day = DateField(
        _("Last day"),
        [_REQUIRED],
        format=["%Y-%m-%d", "%d.%m.%Y"],
        widget=widgets.Date(),
        description=_("A day before the start: the contract never takes effect."),
    )
    reason = TrimmedStringField(
        _("Reason"), [_REQUIRED, validators.Length(max=300)], widget=widgets.Text()
    )


def state_field() -> Any:
    """Return the choice of a state."""
    return SelectField(
        choices=lambda: [(state.value, str(state)) for state in ContractState],
        widget=widgets.Select(),
    )


def placement_field() -> Any:
    """Return the choice of what contracts an employee has."""
    return SelectField(
        choices=[
            ("active", _("has an active one")),
            ("future", _("has a future one")),
            ("free", _("has neither")),
        ],
        widget=widgets.Select(),
    )


def day_field() -> Any:
    """Return a field for a day."""
    return DateField(format=["%Y-%m-%d", "%d.%m.%Y"], widget=widgets.Date())
