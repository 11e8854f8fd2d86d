"""A shift cut where a night, a Sunday or a holiday begins or ends, and where the break lies."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.core.clock import local
from app.positions.enums import HolidayWindow
from app.schedule.enums import Cause
from app.schedule.rules.durations import DAY, HOUR
from app.schedule.rules.kinds import KindRule, Plan
from app.schedule.rules.shifts import Shift, instant

_ONE_DAY = timedelta(days=1)
_SUNDAY = 7
_SIX = 6 * HOUR


@dataclass(frozen=True)
class Window:
    """A stretch of time in which something is special."""

    start: datetime
    end: datetime
    cause: Cause


@dataclass(frozen=True)
class Slice:
    """Worked time in which nothing changes."""

    start: datetime
    end: datetime
    causes: frozenset[Cause]


def slices(shift: Shift, plan: Plan, holidays: Collection[date]) -> Iterator[Slice]:
    """Yield the worked time of a shift in order; together exactly its worked minutes."""
    windows = tuple(_windows(shift, plan, holidays))
    for start, end in shift.worked:
        edges = {edge for one in windows for edge in (one.start, one.end) if start < edge < end}
        points = [start, *sorted(edges), end]
        for left, right in pairwise(points):
            causes = frozenset(one.cause for one in windows if one.start <= left < one.end)
            yield Slice(left, right, causes)


def special_day(day: date, holidays: Collection[date]) -> frozenset[Cause]:
    """Return whether a day is a Sunday, a holiday, both or neither."""
    found = set()
    if day.isoweekday() == _SUNDAY:
        found.add(Cause.sunday)
    if day in holidays:
        found.add(Cause.holiday)
    return frozenset(found)


def _windows(shift: Shift, plan: Plan, holidays: Collection[date]) -> Iterator[Window]:
    # What began the day before may last into the shift.
    day = local(shift.start).date() - _ONE_DAY
    last = local(shift.end).date()
    while day <= last:
        if plan.night:
            yield _night(day, plan.night)
        if plan.holiday:
            yield from _special(day, plan.holiday, holidays)
        day += _ONE_DAY


def _night(day: date, kind: KindRule) -> Window:
    end = kind.night_to if kind.night_to > kind.night_from else kind.night_to + DAY
    return Window(instant(day, kind.night_from), instant(day, end), Cause.night)


def _special(day: date, kind: KindRule, holidays: Collection[date]) -> Iterator[Window]:
    begin = _SIX if kind.holiday_window is HolidayWindow.six_to_six else 0
    for cause in special_day(day, holidays):
        yield Window(instant(day, begin), instant(day, begin + DAY), cause)
