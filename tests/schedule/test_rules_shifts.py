"""Shifts as real time: midnight, the clocks of spring and autumn, breaks; no application."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import WARSAW
from app.core.errors import DomainError
from app.schedule.rules.durations import DAY, ClockSpan, parse_span
from app.schedule.rules.shifts import (
    cut,
    exists,
    is_ambiguous,
    place_shift,
    shift_between,
)

TUESDAY = date(2026, 11, 10)
#: Here the clocks go back at three, and forward at two.
AUTUMN, SPRING = date(2026, 10, 25), date(2026, 3, 29)
EVE_OF_AUTUMN, EVE_OF_SPRING = date(2026, 10, 24), date(2026, 3, 28)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
spans = st.builds(ClockSpan, st.integers(0, DAY - 1), st.integers(0, DAY)).filter(
    lambda span: span.begin != span.end
)


def shift(day, text):
    return place_shift(day, parse_span(text))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def wall(*parts):
    return datetime(*parts, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("day", "text", "start", "end", "minutes"),
    [
        # winter is one hour ahead of UTC
        (TUESDAY, "6-14", utc(2026, 11, 10, 5), utc(2026, 11, 10, 13), 480),
        (TUESDAY, "22-6", utc(2026, 11, 10, 21), utc(2026, 11, 11, 5), 480),
        (TUESDAY, "22-6 (30)", utc(2026, 11, 10, 21), utc(2026, 11, 11, 5), 450),  # 480 - 30
        (TUESDAY, "16-24", utc(2026, 11, 10, 15), utc(2026, 11, 10, 23), 480),
        (TUESDAY, "0-24", utc(2026, 11, 9, 23), utc(2026, 11, 10, 23), 1440),
        # 22-24 is 2 h, 0-6 by the clock is 6 h and one hour comes twice: 9 h
        (EVE_OF_AUTUMN, "22-6", utc(2026, 10, 24, 20), utc(2026, 10, 25, 5), 540),
        # one of the six hours is skipped: 7 h
        (EVE_OF_SPRING, "22-6", utc(2026, 3, 28, 21), utc(2026, 3, 29, 4), 420),
        (AUTUMN, "0-24", utc(2026, 10, 24, 22), utc(2026, 10, 25, 23), 1500),  # 25 h
        (SPRING, "0-24", utc(2026, 3, 28, 23), utc(2026, 3, 29, 22), 1380),  # 23 h
        # 02:30 comes twice, the first one counts: from 00:30 to 02:00 UTC, and back from 01:00
        (AUTUMN, "2:30-3", utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 2), 90),
        (AUTUMN, "1-2:30", utc(2026, 10, 24, 23), utc(2026, 10, 25, 0, 30), 90),
        (SPRING, "1-3", utc(2026, 3, 29, 0), utc(2026, 3, 29, 1), 60),
    ],
)
def test_shift_is_real_time(day, text, start, end, minutes):
    found = shift(day, text)
    assert (found.day, found.start, found.end, found.minutes) == (day, start, end, minutes)


@pytest.mark.parametrize(
    ("day", "text"), [(SPRING, "2-6"), (SPRING, "1-2:30"), (EVE_OF_SPRING, "22-2:59")]
)
def test_time_that_the_clock_skips_is_refused(day, text):
    with pytest.raises(DomainError, match=r"does not exist on 29\.03\.2026"):
        shift(day, text)
    assert shift(day + timedelta(days=7), text).minutes > 0


def test_time_that_comes_twice_is_known():
    assert [hour for hour in range(24) if is_ambiguous(AUTUMN, hour * 60)] == [2]
    assert not any(is_ambiguous(SPRING, hour * 60) for hour in range(24))
    assert [hour for hour in range(24) if not exists(SPRING, hour * 60)] == [2]
    assert all(exists(AUTUMN, hour * 60) for hour in range(25))


def test_shift_without_length_is_refused_and_a_whole_day_is_not():
    with pytest.raises(DomainError, match="06:00 has no length"):
        shift(TUESDAY, "6-6")
    assert shift(TUESDAY, "0-24").minutes == 1440


@pytest.mark.parametrize(
    ("text", "pause"),
    [("6-14 (480)", "8:00"), ("6-14 (481)", "8:01"), ("6-6:30 (45)", "0:45")],
)
def test_break_as_long_as_the_shift_is_refused(text, pause):
    with pytest.raises(DomainError, match=f"break of {pause}"):
        shift(TUESDAY, text)


def test_break_just_shorter_than_the_shift_leaves_a_minute():
    assert shift(TUESDAY, "6-14 (479)").minutes == 1
    with pytest.raises(DomainError, match="negative"):
        place_shift(TUESDAY, ClockSpan(360, 840, -1))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # (480 - 30) / 2 = 225 minutes after 06:00
        ("6-14 (30)", wall(2026, 11, 10, 9, 45), wall(2026, 11, 10, 10, 15)),
        # (480 - 15) / 2 = 232.5, whole minutes: 232 after 22:00
        ("22-6 (15)", wall(2026, 11, 11, 1, 52), wall(2026, 11, 11, 2, 7)),
    ],
)
def test_break_lies_in_the_middle(text, start, end):
    found = shift(TUESDAY, text)
    assert (found.pause_start, found.pause_end) == (start, end)
    assert found.worked == ((found.start, start), (end, found.end))


def test_break_has_the_place_it_is_given():
    found = place_shift(TUESDAY, parse_span("18-6 (30)"), pause_at=60)
    assert found.pause_start == wall(2026, 11, 11, 1)
    at_start = place_shift(TUESDAY, parse_span("18-6 (30)"), pause_at=18 * 60)
    assert at_start.worked == ((wall(2026, 11, 10, 18, 30), wall(2026, 11, 11, 6)),)


def test_break_outside_of_the_shift_is_refused():
    with pytest.raises(DomainError, match="outside"):
        place_shift(TUESDAY, parse_span("18-6 (30)"), pause_at=5 * 60 + 31)
    assert place_shift(TUESDAY, parse_span("18-6 (30)"), pause_at=5 * 60 + 30).minutes == 690


def test_longest_shift_between_instants_is_a_day_by_the_clock():
    start = wall(2026, 11, 10, 8)
    assert shift_between(start, start + timedelta(days=1)).minutes == 1440
    with pytest.raises(DomainError, match="24 hours"):
        shift_between(start, start + timedelta(days=1, minutes=1))
    assert shift_between(wall(2026, 10, 24, 8), wall(2026, 10, 25, 8)).minutes == 1500


def test_shift_between_instants_ends_later_on_a_whole_minute():
    start = wall(2026, 11, 10, 8)
    for end, word in ((start, "after"), (start - timedelta(hours=1), "after")):
        with pytest.raises(DomainError, match=word):
            shift_between(start, end)
    with pytest.raises(DomainError, match="whole minute"):
        shift_between(start, start + timedelta(seconds=90))
    assert shift_between(start, start + timedelta(minutes=1)).minutes == 1


def test_cut_parts_count_for_the_same_day_and_share_the_break():
    whole = shift(TUESDAY, "22-6 (30)")  # the break is from 01:45 to 02:15
    first, second = cut(whole, wall(2026, 11, 11, 2))
    assert first.day == second.day == TUESDAY
    assert (first.minutes, second.minutes) == (225, 225)  # 240 - 15 each
    with pytest.raises(DomainError, match="between"):
        cut(whole, whole.end)


@given(days, spans)
def test_real_minutes_differ_from_the_clock_by_the_change_of_the_offset(day, span):
    by_clock = (span.end - span.begin) % DAY or DAY
    if not (exists(day, span.begin) and exists(day, span.begin + by_clock)):
        return
    found = place_shift(day, span)
    offsets = [moment.astimezone(WARSAW).utcoffset() for moment in (found.start, found.end)]
    change = (offsets[0] - offsets[1]) // timedelta(minutes=1)
    assert found.minutes == by_clock + change
    assert abs(change) in {0, 60}


@given(
    days | st.sampled_from([AUTUMN, SPRING]),
    st.lists(st.integers(0, 24).map(lambda hour: hour * 60), min_size=3, max_size=3, unique=True)
    | st.lists(st.integers(0, DAY), min_size=3, max_size=3, unique=True),
)
def test_shifts_that_meet_add_up_whatever_the_clocks_do(day, minutes):
    first, middle, last = sorted(minutes)
    if all(exists(day, minute) for minute in minutes):
        parts = [ClockSpan(first, middle), ClockSpan(middle, last)]
        whole = place_shift(day, ClockSpan(first, last))
        assert sum(place_shift(day, part).minutes for part in parts) == whole.minutes
