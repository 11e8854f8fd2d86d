"""When somebody worked, from the cells of a row, checked as a shift."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.text import search_key
from app.schedule.enums import HoursField
from app.schedule.rules.durations import DAY, ClockSpan, as_clock
from app.schedule.rules.importing.cells import (
    day_of,
    pause_of,
    quantity_of,
    stamp_of,
    worked_of,
)
from app.schedule.rules.importing.layouts import Column
from app.schedule.rules.importing.picking import Picked
from app.schedule.rules.importing.raw import Cell, Value
from app.schedule.rules.shifts import place_shift

#: A time of the day in minutes, and its day where a cell names that as well.
Stamp = tuple[date | None, int]
#: A break nobody wrote down, but that the hours of the row show, is at most this long.
LONGEST_GUESS = 120

#: What planners write into days on which somebody does not work, as search keys. Letters that
#: elsewhere mean presence or a night shift („x”, „n”) are not among them: those are asked about.
_ABSENT = (
    "-|--|–|—|w|wn|ws|wolne|dw|off|free|u|uw|uz|ub|uo|um|urlop|l4|ch|choroba|chorobowe|zw"
    "|zwolnienie|nn|nb|nieob|opieka|swieto|niedziela|krank|urlaub|frei"
)
ABSENCES = frozenset(_ABSENT.split("|"))


#: What ``long_times`` reads.
TIMES = (
    HoursField.day, HoursField.begin, HoursField.end, HoursField.pause, HoursField.hours,
    HoursField.quantity,
)  # fmt: skip


@dataclass(frozen=True)
class Times:
    """When, or how much; see ``HoursRow`` for the units."""

    day: date
    begin: int | None = None
    end: int | None = None
    pause: int = 0
    minutes: int | None = None
    quantity: Decimal | None = None


def long_times(picked: Picked) -> Iterator[tuple[str, Times]]:
    """Yield no letter and the times of a row, nothing if it has none; faults are noted."""
    stamp = partial(stamp_of, month_first=picked.layout.month_first)
    begin, end = picked.get(HoursField.begin, stamp), picked.get(HoursField.end, stamp)
    hours = picked.get(HoursField.hours, _worked_or_none)
    quantity = picked.get(HoursField.quantity, _quantity_or_none)
    has_clock = begin is not None or end is not None
    if not (picked.errors or has_clock or hours is not None or quantity is not None):
        return
    pause = picked.get(HoursField.pause, pause_of)
    day = _day(picked, begin[0] if begin else None)
    if day is None or picked.errors:
        return
    if quantity is not None and (has_clock or hours is not None):
        reason = _("The row has both hours and a quantity; leave one of them empty.")
        picked.refuse(picked.column(HoursField.quantity), reason)
        return
    if has_clock:
        times = _by_clock(picked, day, (begin, end), pause or 0, hours)
    elif isinstance(hours, ClockSpan):
        span = ClockSpan(hours.begin, hours.end, hours.pause or pause or 0)
        times = _checked(picked, picked.column(HoursField.hours), day, span)
    else:
        # Hours beside a break are those that were worked: the break is not taken off again.
        times = Times(day, minutes=hours, quantity=quantity)
    if times:
        yield "", times


def wide_times(picked: Picked) -> Iterator[tuple[str, Times]]:
    """Yield the letter of each cell with hours in a wide row, and its times."""
    for column in picked.layout.days:
        found = picked.read(column, _worked_or_absent)
        if found is None:
            continue
        day = _day_of_column(picked, column)
        times = _times_of_cell(picked, column, day, found) if day else None
        if times:
            yield column.letter, times


def _times_of_cell(
    picked: Picked, column: Column, day: date, found: int | ClockSpan
) -> Times | None:
    if isinstance(found, int):
        return Times(day, minutes=found)
    return _checked(picked, column, day, found)


def _day_of_column(picked: Picked, column: Column) -> date | None:
    month = picked.layout.month
    try:
        return month.replace(day=column.day or 0) if month else None
    except ValueError:
        picked.refuse(column, _("The month has no such day."))
        return None


def _day(picked: Picked, of_begin: date | None) -> date | None:
    """Return the day of a row: its own column's, else that of the beginning."""
    day = picked.get(HoursField.day, partial(day_of, month_first=picked.layout.month_first))
    if day is None and not picked.has(HoursField.day):
        day = of_begin
    if day is None and not picked.errors:
        picked.refuse(picked.column(HoursField.day), _("The day is missing."))
    return day


def _by_clock(
    picked: Picked,
    day: date,
    stamps: tuple[Stamp | None, Stamp | None],
    pause: int,
    hours: int | ClockSpan | None,
) -> Times | None:
    """Return times by the clock; hours beside them must agree, or show the break."""
    begin, end = stamps
    if begin is None or end is None:
        missing = HoursField.begin if begin is None else HoursField.end
        picked.refuse(picked.column(missing), _("The time is missing."))
        return None
    if end[0] is not None and not day <= end[0] <= day + timedelta(days=1):
        picked.refuse(picked.column(HoursField.end), _("The end is on another day than the shift."))
        return None
    span = ClockSpan(begin[1], end[1], pause)
    times = _checked(picked, picked.column(HoursField.begin), day, span)
    return times if times is None or hours is None else _agreed(picked, day, span, hours)


def _agreed(picked: Picked, day: date, span: ClockSpan, hours: int | ClockSpan) -> Times | None:
    """Return the times if the hours beside them say the same, or show a break nobody wrote."""
    column = picked.column(HoursField.hours)
    if isinstance(hours, ClockSpan):
        picked.refuse(column, _("The times stand in the row twice."))
        return None
    by_clock = (span.end - span.begin) % DAY or DAY
    # In the nights of the clock change people count by the clock, programs the real hours.
    lengths = {_length(day, span), by_clock}
    if hours in {length - span.pause for length in lengths}:
        return Times(day, span.begin, span.end, span.pause)
    guess = min(lengths) - hours
    if not picked.has(HoursField.pause) and 0 < guess <= LONGEST_GUESS:
        return _checked(picked, column, day, ClockSpan(span.begin, span.end, guess))
    reason = _(
        "From and to are %(clock)s without the break, the row says %(hours)s.",
        clock=as_clock(by_clock - span.pause), hours=as_clock(hours),
    )  # fmt: skip
    picked.refuse(column, reason)
    return None


def _checked(picked: Picked, column: Column | None, day: date, span: ClockSpan) -> Times | None:
    """Return the times if a shift can have them."""
    try:
        _length(day, span)
    except DomainError as refusal:
        picked.refuse(column, str(refusal))
        return None
    return Times(day, span.begin, span.end, span.pause)


@lru_cache(maxsize=8192)
def _length(day: date, span: ClockSpan) -> int:
    """Return the real minutes of a shift with its break; the same shifts come again and again."""
    return place_shift(day, span).length


def _worked_or_none(cell: Value) -> int | ClockSpan | None:
    """Return hours; none at all is no work."""
    return worked_of(cell) or None


def _quantity_or_none(cell: Value) -> Decimal | None:
    return None if _is_zero(cell) else quantity_of(cell)


def _is_zero(cell: Cell) -> bool:
    return cell == 0 or (isinstance(cell, str) and cell.strip() == "0")


def _worked_or_absent(cell: Value) -> int | ClockSpan | None:
    """Return hours, ``None`` for a mark of absence."""
    if isinstance(cell, str) and search_key(cell) in ABSENCES:
        return None
    return _worked_or_none(cell)
