"""The same work on another day, by the clock."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import DomainError
from app.positions.enums import Unit
from app.schedule.rules.durations import as_time, parse_span
from app.schedule.rules.moving import on_day
from app.schedule.rules.notation import wall_span
from app.schedule.rules.shifts import instant, place_shift, shift_between
from app.schedule.rules.worked import ChosenKind, Worked, read_worked

MONDAY, FRIDAY = date(2026, 10, 5), date(2026, 10, 9)
CLOCKS_BACK, CLOCKS_FORWARD = date(2026, 10, 24), date(2026, 3, 28)


def shown(worked):
    return wall_span(worked.shift.start, worked.shift.end), worked.minutes, worked.shift.pause


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("6-14", FRIDAY, ("06:00–14:00", 480, 0)),
        ("22-6 (30)", FRIDAY, ("22:00–06:00", 450, 30)),
        ("16-24", FRIDAY, ("16:00–24:00", 480, 0)),
        ("22-6", CLOCKS_BACK, ("22:00–06:00", 540, 0)),  # nine real hours
        ("22-6", CLOCKS_FORWARD, ("22:00–06:00", 420, 0)),  # seven
    ],
)
def test_a_shift_keeps_its_hours_by_the_clock(text, day, expected):
    moved = on_day(read_worked(MONDAY, text), day)
    assert (shown(moved), moved.shift.day) == (expected, day)


def test_a_break_stays_at_its_time():
    span = parse_span("6-14 (30)")
    worked = Worked.of_shift(place_shift(MONDAY, span, pause_at=8 * 60))
    moved = on_day(worked, FRIDAY)
    assert moved.shift.pause_start == instant(FRIDAY, 8 * 60)


def test_a_whole_day_and_night_moves_too():
    start, end = instant(MONDAY, 480), instant(date(2026, 10, 6), 480)
    moved = on_day(Worked.of_shift(shift_between(start, end)), FRIDAY)
    assert (moved.minutes, moved.shift.start) == (1440, instant(FRIDAY, 480))


def test_a_time_the_clock_skips_is_refused():
    worked = read_worked(MONDAY, "2:30-10")
    with pytest.raises(DomainError, match=as_time(150)):
        on_day(worked, date(2026, 3, 29))


def test_hours_and_quantities_are_the_same_on_any_day():
    for worked in (
        Worked(minutes=480),
        Worked(quantity=Decimal("0.5"), kind=ChosenKind(1, Unit.day)),
    ):
        assert on_day(worked, FRIDAY) == worked
