"""Overlaps and the law of working time, worked out by hand; no application, no database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import WARSAW
from app.schedule.rules.coverage import overlaps, working_time_warnings
from app.schedule.rules.durations import ClockSpan, parse_span
from app.schedule.rules.shifts import place_shift

#: A Monday.
FIRST = date(2026, 11, 16)


def shifts(*texts):
    """Return shifts from (days after the first one, from when to when)."""
    return [place_shift(FIRST + timedelta(days=step), parse_span(text)) for step, text in texts]


def warned(*texts):
    """Return concern, days after the first one and hours."""
    return [
        (one.concern.name, [(day - FIRST).days for day in one.days], one.minutes / 60)
        for one in working_time_warnings(shifts(*texts))
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([(0, "6-14"), (0, "14-22")], []),  # they only meet
        ([(0, "6-14"), (0, "13-22")], [(0, 1, 60)]),
        ([(0, "6-14"), (0, "6-14")], [(0, 1, 480)]),
        ([(0, "22-6"), (1, "5-13")], [(0, 1, 60)]),  # across midnight
        ([(0, "6-22"), (0, "8-10"), (0, "9-12")], [(0, 1, 120), (1, 2, 60), (0, 2, 180)]),
        ([(0, "6-14"), (1, "6-14")], []),
    ],
)
def test_shifts_that_share_time_are_found(texts, expected):
    found = overlaps(enumerate(shifts(*texts)))
    assert [(one.first, one.second, one.minutes) for one in found] == expected


def test_overlap_says_from_when_to_when():
    found = overlaps(enumerate(shifts((0, "6-14"), (0, "13-22"))))[0]
    assert found.start == datetime(2026, 11, 16, 13, tzinfo=WARSAW)
    assert found.end == datetime(2026, 11, 16, 14, tzinfo=WARSAW)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1439), st.integers(0, 1440))))
def test_overlaps_are_those_a_comparison_of_all_pairs_finds(drawn):
    known = [
        place_shift(FIRST + timedelta(days=step), ClockSpan(begin, end))
        for step, begin, end in drawn
        if begin != end
    ]
    pairs = {
        (a, b)
        for a, one in enumerate(known)
        for b, other in enumerate(known)
        if a < b and one.start < other.end and other.start < one.end
    }
    found = overlaps(enumerate(known))
    assert {tuple(sorted((one.first, one.second))) for one in found} == pairs
    assert len(found) == len(pairs)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # 22 to 9 of the next day is 11 h
        ([(0, "14-22"), (1, "9-17")], []),
        # 22 to 8:59
        ([(0, "14-22"), (1, "8:59-17")], [("short_rest", [0, 1], 659 / 60)]),
        # 14 to 22 of the next day is 32 h
        ([(0, "6-14"), (1, "22-6")], []),
        # within 24 h from 6: 14 to 20 is 6 h of rest, to six the next morning 4 more
        ([(0, "6-14"), (0, "20-2")], [("short_rest", [0], 6.0), ("long_day", [0], 14.0)]),
        # the next day's shift begins after those 24 h and is not named
        (
            [(0, "6-14"), (0, "20-2"), (1, "10-12")],
            [("short_rest", [0], 6.0), ("long_day", [0], 14.0)],
        ),
        # a shift inside of another one ends nothing: 19:30 to 6
        (
            [(0, "6-19:30"), (0, "8-9")],
            [("short_rest", [0], 10.5), ("long_day", [0], 14.5)],
        ),
        # nor does one begin a rest when the day before is still being worked, until 19:30
        (
            [(0, "20-19:30"), (1, "6-7")],
            [
                ("short_rest", [0, 1], 0.5),
                ("short_rest", [1], 10.5),
                ("long_day", [0], 23.5),
            ],
        ),
        # a long pause by day, but 20 to 8 is 12 h in one piece
        ([(0, "8-12"), (0, "16-20"), (1, "8-12")], []),
        # 24 h of work leave no rest
        ([(0, "0-24")], [("short_rest", [0], 0.0), ("long_day", [0], 24.0)]),
        # the night of 25 October has an hour more: 22 to 8 by the clock is 11 h
        ([(-23, "14-22"), (-22, "8-16")], []),
        # a week later it is 10 h
        ([(-16, "14-22"), (-15, "8-16")], [("short_rest", [-16, -15], 10.0)]),
    ],
)
def test_rest_of_eleven_hours(texts, expected):
    assert warned(*texts) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([(0, "8-20")], []),
        ([(0, "8-20:30 (30)")], []),  # 12.5 - 0.5
        ([(0, "8-20:01")], [("long_day", [0], 721 / 60)]),
        ([(0, "8-14"), (0, "14-20:30")], [("long_day", [0], 12.5)]),  # 6 + 6.5
    ],
)
def test_twelve_hours_a_day(texts, expected):
    assert warned(*texts) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # 6 × 8 = 48
        ([(day, "8-16") for day in range(6)], []),
        # 5 × 8 + 8.5
        (
            [*[(day, "8-16") for day in range(5)], (5, "8-16:30")],
            [("long_week", [0, 1, 2, 3, 4, 5], 48.5)],
        ),
        # 5 × 10 from Wednesday on: 40 in this week, 10 in the next
        ([(day, "8-18") for day in (2, 3, 5, 6, 7)], []),
        # 5 × 10 = 50
        ([(day, "8-18") for day in range(5)], [("long_week", [0, 1, 2, 3, 4], 50.0)]),
    ],
)
def test_forty_eight_hours_a_week(texts, expected):
    assert warned(*texts) == expected


def test_nobody_working_breaks_nothing():
    assert working_time_warnings([]) == []
