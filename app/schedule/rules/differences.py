"""What was worked against what had been planned."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.schedule.enums import Difference


@dataclass(frozen=True)
class Said:
    """One side: a stretch of time, bare minutes, a quantity, or nothing at all."""

    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    quantity: Decimal | None = None

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing was said."""
        return self.minutes is None and self.quantity is None


@dataclass(frozen=True)
class Compared:
    """The difference, and by how many minutes where it is one of time."""

    difference: Difference
    minutes: int = 0


def compare(planned: Said, worked: Said) -> Compared:
    """Return the one difference that matters most: the amount of work before its place."""
    if planned.is_nothing:
        return Compared(Difference.unplanned)
    if planned == worked:
        return Compared(Difference.same)
    if planned.minutes is None or worked.minutes is None:
        return Compared(Difference.other_quantity)
    more = worked.minutes - planned.minutes
    if more:
        return Compared(Difference.longer if more > 0 else Difference.shorter, abs(more))
    return Compared(Difference.other_times)
