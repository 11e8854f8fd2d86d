"""A shift: a day and two times by the Polish clock, made real time.

What was decided: a time that the clock skips in spring does not exist and is refused; a time that
it shows twice in autumn is the first one, for beginnings and ends alike, so that two shifts which
meet at such a time still add up. A break without a place of its own lies in the middle of the
shift, where it takes neither the dearest nor the cheapest minutes on purpose.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from flask_babel import gettext as _

from app.core.clock import WARSAW, local
from app.core.errors import DomainError
from app.schedule.rules.durations import DAY, HOUR, ClockSpan, as_clock, as_time

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Shift:
    """A stretch of work; instants are aware UTC on whole minutes, the break is not paid.

    ``day`` is the day it counts for, even when a part of it lies on the next one.
    """

    day: date
    start: datetime
    end: datetime
    pause_start: datetime | None = None
    pause_end: datetime | None = None

    @classmethod
    def stored(
        cls,
        day: date,
        start: datetime,
        end: datetime,
        pause: int,
        pause_start: datetime | None,
    ) -> "Shift":
        """Return a shift that was checked before it was stored; ``pause`` in minutes."""
        if not pause or pause_start is None:
            return cls(day, start, end)
        return cls(day, start, end, pause_start, pause_start + pause * _MINUTE)

    @property
    def length(self) -> int:
        """Return the real minutes from start to end."""
        return minutes_between(self.start, self.end)

    @property
    def pause(self) -> int:
        """Return the minutes of the break."""
        if self.pause_start is None or self.pause_end is None:
            return 0
        return minutes_between(self.pause_start, self.pause_end)

    @property
    def minutes(self) -> int:
        """Return the worked minutes."""
        return self.length - self.pause

    @property
    def worked(self) -> tuple[tuple[datetime, datetime], ...]:
        """Return the stretches without the break; none of them is empty."""
        if self.pause_start is None or self.pause_end is None:
            return ((self.start, self.end),)
        parts = ((self.start, self.pause_start), (self.pause_end, self.end))
        return tuple(part for part in parts if part[0] < part[1])


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the real minutes between two aware UTC instants."""
    return (end - start) // _MINUTE


@lru_cache(maxsize=4096)
def instant(day: date, minute: int) -> datetime:
    """Return when the Polish clock shows a minute of a day; 1440 is the next midnight.

    Of two such instants the first; a skipped time is counted on from the old offset, which puts
    the edges of nights and holidays where the clocks change.
    """
    days, rest = divmod(minute, DAY)
    wall = datetime(day.year, day.month, day.day, rest // HOUR, rest % HOUR, tzinfo=WARSAW)
    return (wall + timedelta(days=days)).astimezone(UTC)


def exists(day: date, minute: int) -> bool:
    """Tell whether the clock shows this time on that day."""
    shown = local(instant(day, minute))
    return (shown.hour * HOUR + shown.minute) % DAY == minute % DAY


def is_ambiguous(day: date, minute: int) -> bool:
    """Tell whether the clock shows this time twice on that day; the first one is taken."""
    shown = local(instant(day, minute))
    return exists(day, minute) and shown.utcoffset() != shown.replace(fold=1).utcoffset()


def place_shift(day: date, span: ClockSpan, *, pause_at: int | None = None) -> Shift:
    """Return the shift that begins on a day; ``pause_at`` is the minute its break begins at."""
    if span.begin == span.end:
        raise DomainError(
            _("A shift that begins and ends at %(time)s has no length; a whole day is 0-24.",
              time=as_time(span.begin))
        )  # fmt: skip
    end = span.end if span.end > span.begin else span.end + DAY
    for minute in (span.begin, end):
        _check_exists(day, minute)
    if pause_at is not None:
        pause_at += DAY if pause_at < span.begin else 0
        _check_exists(day, pause_at)
    pause_start = None if pause_at is None else instant(day, pause_at)
    start = instant(day, span.begin)
    return shift_between(start, instant(day, end), pause=span.pause, pause_start=pause_start)


def shift_between(
    start: datetime,
    end: datetime,
    *,
    pause: int = 0,
    pause_start: datetime | None = None,
) -> Shift:
    """Return the shift between two aware instants; it counts for the day it begins on."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if start.second or start.microsecond or end.second or end.microsecond:
        raise DomainError(_("A shift begins and ends on a whole minute."))
    if end <= start:
        raise DomainError(_("A shift ends after it has begun."))
    begun = local(start)
    if local(end).replace(tzinfo=None) - begun.replace(tzinfo=None) > timedelta(days=1):
        raise DomainError(_("A shift lasts 24 hours at most; enter one for each day."))
    shift = Shift(begun.date(), start, end)
    return _with_pause(shift, pause, pause_start) if pause else shift


def cut(shift: Shift, at: datetime) -> tuple[Shift, Shift]:
    """Return the two parts of a shift; both count for its day, and each keeps its break."""
    if not shift.start < at < shift.end:
        raise DomainError(_("A shift can be cut between its beginning and its end only."))
    return _part(shift, shift.start, at), _part(shift, at, shift.end)


def _part(shift: Shift, start: datetime, end: datetime) -> Shift:
    bare = replace(shift, start=start, end=end, pause_start=None, pause_end=None)
    if shift.pause_start is None or shift.pause_end is None:
        return bare
    pause = max(start, shift.pause_start), min(end, shift.pause_end)
    return replace(bare, pause_start=pause[0], pause_end=pause[1]) if pause[0] < pause[1] else bare


def _with_pause(shift: Shift, minutes: int, start: datetime | None) -> Shift:
    if not 0 < minutes < shift.length:
        raise DomainError(
            _("A break of %(pause)s is as long as the shift of %(length)s or longer.",
              pause=as_clock(minutes), length=as_clock(shift.length))
            if minutes > 0
            else _("A break cannot be negative.")
        )  # fmt: skip
    if start is None:
        start = shift.start + (shift.length - minutes) // 2 * _MINUTE
    end = start + minutes * _MINUTE
    if start < shift.start or end > shift.end:
        raise DomainError(_("The break lies outside of the shift."))
    return replace(shift, pause_start=start, pause_end=end)


def _check_exists(day: date, minute: int) -> None:
    if not exists(day, minute):
        raise DomainError(
            _("%(time)s does not exist on %(day)s: the clocks go forward.",
              time=as_time(minute % DAY), day=f"{day + timedelta(minute // DAY):%d.%m.%Y}")
        )  # fmt: skip
