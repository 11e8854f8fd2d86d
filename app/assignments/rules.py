"""When contracts hold, and what speaks against one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from dateutil.relativedelta import relativedelta

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


#: Temporary work for one user-employer may last so long in any 36 months (art. 20 of the act).
LIMIT_MONTHS, WINDOW_MONTHS, NEAR_MONTHS = 18, 36, 15
#: A month of days that do not follow one another has thirty of them (Kodeks cywilny, art. 114).
DAYS_IN_MONTH = 30


@dataclass(frozen=True, order=True)
class Months:
    """Whole months and the days left over."""

    months: int
    days: int = 0


@dataclass(frozen=True)
class Used:
    """How long somebody has worked at a client, counted two ways."""

    by_calendar: Months
    by_days: Months

    @property
    def most(self) -> Months:
        """Return the longer of the two counts."""
        return max(self.by_calendar, self.by_days)

    @property
    def is_near(self) -> bool:
        """Tell whether the limit is near, by either count."""
        return Months(NEAR_MONTHS) <= self.most < Months(LIMIT_MONTHS)

    @property
    def is_over(self) -> bool:
        """Tell whether the limit is reached, by either count."""
        return self.most >= Months(LIMIT_MONTHS)


def months_used(periods: Iterable[Period], *, since: date, until: date) -> Used:
    """Return the longest work within any 36 months that end on ``since`` or later.

    What is open is counted until a day. The longest window ends where a period ends, so only
    those are looked at.
    """
    joined = _joined(periods, until)
    ends = [period.end for period in joined if period.end is not None and period.end >= since]
    windows = [_clipped(joined, _window(end)) for end in ends]
    counts = [(_by_calendar(window), _by_days(window)) for window in windows]
    return Used(
        max((calendar for calendar, _days in counts), default=Months(0)),
        max((days for _calendar, days in counts), default=Months(0)),
    )


def _window(end: date) -> Period:
    return Period(end + timedelta(days=1) - relativedelta(months=WINDOW_MONTHS), end)


def _joined(periods: Iterable[Period], until: date) -> list[Period]:
    """Return the days of all periods as periods apart: two contracts at once count once."""
    joined: list[Period] = []
    closed = [Period(one.start, one.end or max(one.start, until)) for one in periods]
    for one in sorted((one for one in closed if not one.is_empty), key=lambda one: one.start):
        last = joined[-1] if joined else None
        if last is None or last.end is None or one.start > last.end + timedelta(days=1):
            joined.append(one)
        else:
            joined[-1] = Period(last.start, max(last.end, one.end or last.end))
    return joined


def _clipped(periods: Iterable[Period], window: Period) -> list[Period]:
    if window.end is None:
        return list(periods)
    clipped = (
        Period(max(one.start, window.start), min(one.end or window.end, window.end))
        for one in periods
    )
    return [one for one in clipped if not one.is_empty]


def _by_days(periods: Iterable[Period]) -> Months:
    return Months(*divmod(sum(map(_length, periods)), DAYS_IN_MONTH))


def _by_calendar(periods: Iterable[Period]) -> Months:
    """Count whole months from day to day, and put the days left over together."""
    months = days = 0
    for period in periods:
        after = (period.end or period.start) + timedelta(days=1)
        whole = relativedelta(after, period.start)
        months += whole.years * 12 + whole.months
        days += whole.days
    more, left = divmod(days, DAYS_IN_MONTH)
    return Months(months + more, left)


def _length(period: Period) -> int:
    return ((period.end or period.start) - period.start).days + 1


def days_to_check(period: Period, changes: Iterable[date]) -> list[date]:
    """Return the days on which rates are compared with the law: the first, and each change."""
    return [period.start, *sorted({day for day in changes if period.holds(day)} - {period.start})]
