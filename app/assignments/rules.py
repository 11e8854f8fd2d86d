"""When contracts hold, and what speaks against one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from app.assignments.enums import ContractState

Value = TypeVar("Value")


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both inside; without a last one it is open."""

    start: date
    end: date | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether it was cancelled before its first day."""
        return self.end is not None and self.end < self.start

    def holds(self, day: date) -> bool:
        """Tell whether a day is inside."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two have a day in common."""
        if self.is_empty or other.is_empty:
            return False
        begins_in_time = self.end is None or other.start <= self.end
        return begins_in_time and (other.end is None or self.start <= other.end)


def state(period: Period, day: date) -> ContractState:
    """Return what a contract is on a day: active from its first to its last day."""
    if period.is_empty:
        return ContractState.void
    if day < period.start:
        return ContractState.future
    return ContractState.active if period.holds(day) else ContractState.past


def following_start(period: Period) -> date | None:
    """Return the first day of the next contract: the one after the last; none if that is open."""
    return None if period.end is None else max(period.start, period.end + timedelta(days=1))


def value_on(
    current: Value | None, changes: Iterable[tuple[date, Value | None]], day: date
) -> Value | None:
    """Return what held on a day; each change says from when, and what had held before.

    Of changes from one day the first one agreed knows what held before that day.
    """
    later = [change for change in changes if change[0] > day]
    return min(later, key=lambda change: change[0])[1] if later else current
