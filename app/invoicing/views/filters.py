"""Filters by what depends on a day: the state of payment, and whether a document was sent."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.clock import today
from app.core.views.filters import EnumIs, EnumIsNot
from app.core.views.range_filters import InstantTo
from app.invoicing.enums import PayState
from app.invoicing.models import Invoice

_OPEN = (PayState.unpaid, PayState.partial)


class PayStateIs(EnumIs):
    """In this state today."""

    def condition(self, column: Any, value: PayState) -> Any:
        """Tell the overdue from those that still have time."""
        if value is PayState.overdue:
            return sa.and_(column.in_(_OPEN), Invoice.due_date < today())
        if value in _OPEN:
            return sa.and_(column == value, Invoice.due_date >= today())
        return column == value


class PayStateIsNot(PayStateIs):
    """In any other state."""

    name = EnumIsNot.name

    def condition(self, column: Any, value: PayState) -> Any:
        """Documents without a state are in none."""
        return sa.or_(column.is_(None), sa.not_(super().condition(column, value)))


class NotYet(InstantTo):
    """Not until the end of a Polish day, or never."""

    name = _("not yet on")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return sa.or_(column.is_(None), sa.not_(super().condition(column, value)))
