"""The same work on another day: the clock decides, so a night of nine hours has eight elsewhere."""

from datetime import date, datetime, timedelta

from app.core.clock import local
from app.schedule.rules.durations import DAY, HOUR, ClockSpan
from app.schedule.rules.shifts import Shift, instant, place_shift, shift_between
from app.schedule.rules.worked import Worked


def on_day(worked: Worked, day: date) -> Worked:
    """Return what was said, for another day: from the same to the same time by the clock."""
    if worked.shift is None:
        return worked
    shift = _placed(worked.shift, day)
    return Worked(shift.minutes, shift, kind=worked.kind)


def _placed(shift: Shift, day: date) -> Shift:
    begin, end = _minute(shift.start), _minute(shift.end)
    if begin == end:  # twenty-four hours, which nobody can write as from when to when
        start, stop = instant(day, begin), instant(day + timedelta(days=1), end)
        return shift_between(start, stop, pause=shift.pause)
    pause_at = _minute(shift.pause_start) if shift.pause_start else None
    return place_shift(day, ClockSpan(begin, end or DAY, shift.pause), pause_at=pause_at)


def _minute(moment: datetime) -> int:
    shown = local(moment)
    return shown.hour * HOUR + shown.minute
