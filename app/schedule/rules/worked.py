"""What an entry says of a day: a shift, bare minutes, or a quantity of a kind of rate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.positions.enums import Unit
from app.schedule.rules.durations import ClockSpan, parse_worked
from app.schedule.rules.importing.cells import quantity_of
from app.schedule.rules.months import check_quantity
from app.schedule.rules.shifts import Shift, place_shift


@dataclass(frozen=True)
class ChosenKind:
    """The kind of rate somebody has chosen for an entry."""

    id: int
    unit: Unit


@dataclass(frozen=True)
class Worked:
    """Either ``minutes``, with the shift if somebody wrote from when to when, or ``quantity``."""

    minutes: int | None = None
    shift: Shift | None = None
    quantity: Decimal | None = None
    kind: ChosenKind | None = None

    @classmethod
    def of_shift(cls, shift: Shift, kind: ChosenKind | None = None) -> "Worked":
        """Return a shift as what was worked."""
        return cls(shift.minutes, shift, kind=kind)


def read_worked(day: date, text: str, kind: ChosenKind | None = None) -> Worked:
    """Return what was typed for a day: 8, 7:15, 6-14 (30); a number where the kind is no hours."""
    if kind is not None and kind.unit is not Unit.hour:
        return Worked(quantity=check_quantity(kind.unit, quantity_of(text)), kind=kind)
    found = parse_worked(text)
    if isinstance(found, ClockSpan):
        return Worked.of_shift(place_shift(day, found), kind)
    return Worked(check_minutes(found), kind=kind)


def check_minutes(minutes: int) -> int:
    """Refuse a duration of nothing: a day without work has no entry."""
    if minutes <= 0:
        raise DomainError(_("Zero hours are no entry; clear the cell instead."))
    return minutes
