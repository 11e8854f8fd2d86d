"""Filters of the list of employees that are no columns."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.clock import today
from app.core.views.column_filter import BadFilterValue
from app.core.views.extras import ExtraFilter
from app.core.views.range_filters import read_day
from app.employees.enums import Gap
from app.employees.forms import ANY, NONE, day_field, gap_field
from app.employees.queries import ends_by, lacks


def _has_gap(value: str) -> sa.ColumnElement[bool]:
    every = [lacks(gap, today()) for gap in Gap]
    if value in (ANY, NONE):
        return sa.or_(*every) if value == ANY else sa.not_(sa.or_(*every))
    found = next((gap for gap in Gap if gap.value == value), None)
    if found is None:
        raise BadFilterValue(value)
    return lacks(found, today())


GAPS = ExtraFilter("gaps", _("Gaps"), gap_field, _has_gap)
EXPIRES = ExtraFilter(
    "expires", _("A document expires"), day_field, lambda text: ends_by(read_day(text)), _("by")
)
