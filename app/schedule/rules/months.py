"""A trip cut by months, and the part of a month's lump sum that falls to some of its days.

A lump sum is shared by calendar days. A share is the rounded sum up to its last day minus the
rounded sum up to the day before its first one. So it depends on nobody else's days, is at most a
grosz away from the exact part, and the shares of caregivers who follow each other through a whole
month are the whole lump sum, whatever it is.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.money import round_money
from app.positions.enums import Unit

_HALF = Decimal("0.5")
_CENT = Decimal("0.01")
#: Nobody counts more pieces in a day than this.
MOST_PIECES = Decimal(100_000)


@dataclass(frozen=True)
class MonthPart:
    """The days of a trip in one month; both ends are part of it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    @property
    def month(self) -> date:
        """Return the first day of the month."""
        return self.first.replace(day=1)

    @property
    def days_of_month(self) -> int:
        """Return how many days the whole month has."""
        return calendar.monthrange(self.first.year, self.first.month)[1]

    @property
    def is_whole(self) -> bool:
        """Tell whether it is the whole month."""
        return self.days == self.days_of_month


def whole_month(day: date) -> MonthPart:
    """Return the whole month of a day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return MonthPart(day.replace(day=1), day.replace(day=last))


def month_parts(first: date, last: date) -> Iterator[MonthPart]:
    """Yield the parts of a trip month by month; both its days are part of it."""
    if last < first:
        raise DomainError(_("A trip ends on its first day or later."))
    while first <= last:
        month_end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield MonthPart(first, min(last, month_end))
        if month_end >= last:
            return
        first = month_end + timedelta(days=1)


def lump_share(lump: Decimal, part: MonthPart) -> Decimal:
    """Return the part of a month's lump sum for the days of one month, in whole groszy."""
    return _up_to(lump, part, part.last.day) - _up_to(lump, part, part.first.day - 1)


def _up_to(lump: Decimal, part: MonthPart, day: int) -> Decimal:
    return round_money(lump * day / part.days_of_month)


def trip_quantity(unit: Unit, part: MonthPart) -> Decimal:
    """Return the quantity a part of a trip has by itself: days, one month or one lump sum.

    A part of a month is one month as well: its price is ``lump_share``, never a rounded fraction
    times the lump sum. Hours and pieces must be counted by somebody.
    """
    if unit is Unit.day:
        return Decimal(part.days)
    if unit in {Unit.month, Unit.lump}:
        return Decimal(1)
    raise DomainError(_("Hours and pieces do not follow from the days of a trip."))


def check_quantity(unit: Unit, quantity: Decimal) -> Decimal:
    """Return the quantity of an entry of one day, refuse what nobody can mean.

    A day and night is one, or half of one on arrival and departure; a month and a lump sum come
    once; pieces have up to two decimal places. Hours are minutes of a shift, not a quantity.
    """
    if unit is Unit.hour:
        raise DomainError(_("Hours are entered as from when to when, or as a duration."))
    if not quantity.is_finite() or quantity <= 0:
        raise DomainError(_("A quantity is greater than zero."))
    if unit is Unit.day and quantity not in {_HALF, Decimal(1)}:
        raise DomainError(_("A day and night counts as 1, or as 0.5 on arrival and departure."))
    if unit in {Unit.month, Unit.lump} and quantity != 1:
        raise DomainError(_("A month and a lump sum are entered once: the quantity is 1."))
    if quantity > MOST_PIECES or quantity % _CENT:
        raise DomainError(_("A number of pieces has at most two decimal places, up to 100,000."))
    return quantity
