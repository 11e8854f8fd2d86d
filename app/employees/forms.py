"""The fields in which filters of employees are edited."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField

from app.core.forms import widgets
from app.employees.enums import Gap

#: Any gap at all, and none: the other choices of the filter.
ANY, NONE = "any", "none"


def gap_field() -> Any:
    """Return the choice of a gap."""
    choices = [(ANY, _("any")), (NONE, _("none"))]
    return SelectField(
        choices=lambda: [*choices, *((gap.value, str(gap)) for gap in Gap)],
        widget=widgets.Select(),
    )


def day_field() -> Any:
    """Return a field for a day."""
    return DateField(format=["%Y-%m-%d", "%d.%m.%Y"], widget=widgets.Date())
