"""One person's shifts against each other and against the law of working time (LAW §7).

These are warnings for people to judge. A day here is the working day of the labour code: the 24
hours from the beginning of the first shift that counts for the day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from app.schedule.enums import Concern
from app.schedule.rules.durations import DAY, HOUR
from app.schedule.rules.shifts import Shift, minutes_between

LEAST_REST = 11 * HOUR
LONGEST_DAY = 12 * HOUR
LONGEST_WEEK = 48 * HOUR


@dataclass(frozen=True, order=True)
class Overlap:
    """Two shifts, by their keys, and the time they share (aware UTC)."""

    start: datetime
    end: datetime
    first: int
    second: int

    @property
    def minutes(self) -> int:
        """Return how long both last at once."""
        return minutes_between(self.start, self.end)


@dataclass(frozen=True)
class Warned:
    """What is wrong, on which days, and the minutes: of rest, or worked."""

    concern: Concern
    days: tuple[date, ...]
    minutes: int


def overlaps(shifts: Iterable[tuple[int, Shift]]) -> list[Overlap]:
    """Return every pair of shifts that share time; shifts that only meet do not."""
    found: list[Overlap] = []
    open_ones: list[tuple[int, Shift]] = []
    for key, shift in sorted(shifts, key=lambda pair: (pair[1].start, pair[1].end, pair[0])):
        open_ones = [other for other in open_ones if other[1].end > shift.start]
        found.extend(
            Overlap(shift.start, min(shift.end, other.end), other_key, key)
            for other_key, other in open_ones
        )
        open_ones.append((key, shift))
    return sorted(found)


def working_time_warnings(shifts: Iterable[Shift]) -> list[Warned]:
    """Return what a person's shifts break; give whole weeks and the day after the last one."""
    known = sorted(shifts)
    days = {day: list(of_day) for day, of_day in groupby(known, key=lambda shift: shift.day)}
    return [*_short_rests(days), *_long_days(days), *_long_weeks(days)]


def _short_rests(days: dict[date, list[Shift]]) -> Iterator[Warned]:
    """Yield the days in whose 24 hours there is no rest of eleven hours in one piece."""
    for day, of_day in days.items():
        begin = of_day[0].start
        end = begin + timedelta(minutes=DAY)
        near = [days.get(day + timedelta(days=step), []) for step in (-1, 0, 1)]
        busy = sorted((max(one.start, begin), min(one.end, end)) for ones in near for one in ones)
        rest = _longest_gap([part for part in busy if part[0] < part[1]], end)
        if rest < LEAST_REST:
            next_day = any(one.start < end for one in near[2])
            named = (day, day + timedelta(days=1)) if next_day else (day,)
            yield Warned(Concern.short_rest, named, rest)


def _longest_gap(busy: list[tuple[datetime, datetime]], end: datetime) -> int:
    """Return the longest time without work up to an end."""
    longest = 0
    until = busy[0][0]
    for (_start, stop), (following, _stop) in pairwise([*busy, (end, end)]):
        until = max(until, stop)
        longest = max(longest, minutes_between(until, following))
    return longest


def _long_days(days: dict[date, list[Shift]]) -> Iterator[Warned]:
    for day, of_day in days.items():
        minutes = sum(shift.minutes for shift in of_day)
        if minutes > LONGEST_DAY:
            yield Warned(Concern.long_day, (day,), minutes)


def _long_weeks(days: dict[date, list[Shift]]) -> Iterator[Warned]:
    for _week, in_week in groupby(days, key=lambda day: day.isocalendar()[:2]):
        worked = tuple(in_week)
        minutes = sum(shift.minutes for day in worked for shift in days[day])
        if minutes > LONGEST_WEEK:
            yield Warned(Concern.long_week, worked, minutes)
