"""Filters on what has an order: numbers, days and instants."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.arguments import read_decimal
from app.core.clock import WARSAW
from app.core.views.column_filter import BadFilterValue, ColumnFilter

#: Outside, a day has no instant at which it begins in UTC, or none at which it ends.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000


class _Number:
    def parse(self, value: str) -> Decimal:
        """Accept the decimal comma and spaces between thousands."""
        number = read_decimal(value)
        if number is None or abs(number) > 2 * 10**9:
            raise BadFilterValue(value)
        return number


def read_day(value: str) -> date:
    """Accept 2026-11-23 and 23.11.2026."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(value.strip(), pattern).replace(tzinfo=WARSAW).date()
        except ValueError:
            continue
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return day
    raise BadFilterValue(value)


class _Day:
    def parse(self, value: str) -> date:
        """Read the day."""
        return read_day(value)


class NumberEquals(_Number, ColumnFilter):
    """Exactly this number."""

    name = _("is")

    def condition(self, column: Any, value: Decimal) -> Any:
        """Return the SQL condition."""
        return column == value


class NumberAtLeast(_Number, ColumnFilter):
    """This number or more."""

    name = _("at least")

    def condition(self, column: Any, value: Decimal) -> Any:
        """Return the SQL condition."""
        return column >= value


class NumberAtMost(_Number, ColumnFilter):
    """This number or less."""

    name = _("at most")

    def condition(self, column: Any, value: Decimal) -> Any:
        """Return the SQL condition."""
        return column <= value


class DateIs(_Day, ColumnFilter):
    """On this day."""

    name = _("on")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column == value


class DateFrom(_Day, ColumnFilter):
    """On this day or later."""

    name = _("from")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column >= value


class DateTo(_Day, ColumnFilter):
    """On this day or earlier."""

    name = _("to")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column <= value


def _midnight(day: date) -> datetime:
    """Return the instant at which a Polish day begins."""
    return datetime.combine(day, time.min, WARSAW)


class InstantOn(_Day, ColumnFilter):
    """An instant within a Polish day."""

    name = _("on")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return sa.and_(column >= _midnight(value), column < _midnight(value + timedelta(days=1)))


class InstantFrom(_Day, ColumnFilter):
    """From the beginning of a Polish day."""

    name = _("from")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column >= _midnight(value)


class InstantTo(_Day, ColumnFilter):
    """Up to the end of a Polish day."""

    name = _("to")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column < _midnight(value + timedelta(days=1))
