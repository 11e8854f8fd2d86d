"""When contracts hold, what follows them, and how eighteen months are counted."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.assignments.enums import ContractState
from app.assignments.rules import (
    Months,
    Period,
    days_to_check,
    following_start,
    months_used,
    state,
    value_on,
)

ACTIVE, FUTURE, PAST, VOID = (
    ContractState.active,
    ContractState.future,
    ContractState.past,
    ContractState.void,
)
START, END = date(2026, 10, 5), date(2026, 12, 20)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        (Period(START, END), START - DAY, FUTURE),
        (Period(START, END), START, ACTIVE),
        (Period(START, END), END, ACTIVE),
        (Period(START, END), END + DAY, PAST),
        (Period(START), START - DAY, FUTURE),
        (Period(START), date(2099, 1, 1), ACTIVE),
        (Period(START, START), START, ACTIVE),
        (Period(START, START - DAY), START - DAY, VOID),
        (Period(START, START - DAY), START, VOID),
        (Period(START, START - DAY), START + DAY, VOID),
    ],
)
def test_contract_is_active_from_its_first_to_its_last_day(period, day, expected):
    assert state(period, day) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Period(START, END), Period(END, None), True),
        (Period(START, END), Period(END + DAY, None), False),
        (Period(START), Period(date(2020, 1, 1), START - DAY), False),
        (Period(START), Period(date(2020, 1, 1), START), True),
        (Period(START), Period(END), True),
        (Period(START, END), Period(START + DAY, END - DAY), True),
        (Period(START, START - DAY), Period(date(2020, 1, 1)), False),
    ],
)
def test_periods_overlap_when_they_share_a_day(one, other, expected):
    assert one.overlaps(other) is expected
    assert other.overlaps(one) is expected


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
lengths = st.integers(0, 800)
periods = st.builds(lambda start, length: Period(start, start + length * DAY), days, lengths)


def days_of(period):
    return {period.start + number * DAY for number in range((period.end - period.start).days + 1)}


@given(periods, periods)
def test_overlap_is_what_the_days_say(one, other):
    assert one.overlaps(other) is bool(days_of(one) & days_of(other))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(START, END), date(2026, 12, 21)),
        (Period(START, date(2026, 12, 31)), date(2027, 1, 1)),
        (Period(START), None),
        (Period(START, START - DAY), START),
    ],
)
def test_next_contract_starts_the_day_after(period, expected):
    assert following_start(period) == expected


def test_a_day_has_what_the_annexes_had_changed_by_then():
    changes = [(date(2026, 11, 1), "Gdynia"), (date(2026, 12, 1), "Sopot")]
    assert value_on("Gdańsk", changes, date(2026, 10, 31)) == "Gdynia"
    assert value_on("Gdańsk", changes, date(2026, 11, 1)) == "Sopot"
    assert value_on("Gdańsk", changes, date(2026, 12, 1)) == "Gdańsk"
    assert value_on("Gdańsk", [], date(2026, 12, 1)) == "Gdańsk"


# -- eighteen months within thirty-six ------------------------------------------------------------

NINE, NINE_MORE = (
    Period(date(2024, 12, 1), date(2025, 8, 31)),
    Period(date(2025, 11, 1), date(2026, 7, 31)),
)
UNTIL = date(2030, 1, 1)


def used(*found, since=date(2020, 1, 1), until=UNTIL):
    return months_used(found, since=since, until=until)


def test_two_times_nine_months_are_eighteen_by_both_counts():
    """Nine and nine calendar months; 274 + 273 = 547 days are 18 months of thirty and 7 days."""
    found = used(NINE, NINE_MORE)
    assert found.by_calendar == Months(18)
    assert found.by_days == Months(18, 7)
    assert found.is_over
    assert not found.is_near


@pytest.mark.parametrize(
    ("found", "calendar", "by_days"),
    [
        ([], (0, 0), (0, 0)),
        ([Period(date(2026, 2, 1), date(2026, 2, 28))], (1, 0), (0, 28)),
        ([Period(date(2026, 1, 1), date(2026, 1, 31))], (1, 0), (1, 1)),
        ([Period(date(2026, 1, 15), date(2026, 2, 14))], (1, 0), (1, 1)),
        ([Period(date(2026, 1, 15), date(2026, 2, 15))], (1, 1), (1, 2)),
        # twice the same days count once, and neighbours are one stretch
        ([NINE, NINE], (9, 0), (9, 4)),
        ([Period(date(2026, 1, 1), date(2026, 1, 20)),
          Period(date(2026, 1, 21), date(2026, 1, 31))], (1, 0), (1, 1)),
        # leftover days make months of thirty
        ([Period(date(2026, 1, 1), date(2026, 1, 20)),
          Period(date(2026, 3, 1), date(2026, 3, 15))], (1, 5), (1, 5)),
        # what was cancelled before it began is nothing
        ([Period(date(2026, 5, 1), date(2026, 4, 30))], (0, 0), (0, 0)),
        # only 36 months: the first of three long stretches has left the window
        ([Period(date(2020, 1, 1), date(2020, 12, 31)),
          Period(date(2023, 1, 1), date(2023, 12, 31))], (12, 0), (12, 6)),
        ([Period(date(2020, 1, 1), date(2025, 12, 31))], (36, 0), (36, 16)),
    ],
)  # fmt: skip
def test_months_are_counted(found, calendar, by_days):
    answer = used(*found)
    assert (answer.by_calendar, answer.by_days) == (Months(*calendar), Months(*by_days))


def test_open_contract_is_counted_until_the_day_asked():
    open_ = Period(date(2026, 1, 1))
    assert used(open_, until=date(2026, 6, 30)).by_calendar == Months(6)
    assert used(open_, until=date(2027, 6, 30)).is_over


@pytest.mark.parametrize(
    ("last", "is_near", "is_over"),
    [
        (date(2026, 3, 25), False, False),
        (date(2026, 3, 31), True, False),
        (date(2027, 6, 20), True, False),
        (date(2027, 6, 30), False, True),
    ],
)
def test_warned_at_fifteen_and_red_at_eighteen(last, is_near, is_over):
    found = used(Period(date(2025, 1, 1) if last.year == 2026 else date(2026, 1, 1), last))
    assert (found.is_near, found.is_over) == (is_near, is_over)


def test_windows_that_ended_before_are_of_no_interest():
    assert used(NINE, NINE_MORE, since=date(2026, 7, 31)).is_over
    assert used(NINE, NINE_MORE, since=date(2026, 8, 1)).by_days == Months(0)


@given(st.lists(periods, max_size=4))
def test_order_and_cuts_change_nothing(found):
    assert used(*found) == used(*reversed(found))
    cut = [
        part
        for one in found
        for part in (
            Period(one.start, one.start + (one.end - one.start) // 2),
            Period(one.start + (one.end - one.start) // 2 + DAY, one.end),
        )
    ]
    assert used(*cut) == used(*found)


@given(st.lists(periods, min_size=1, max_size=3))
def test_days_are_those_of_the_fullest_window(found):
    """Against plain counting: windows of 36 months that end on the last day of a stretch."""
    every = set().union(*map(days_of, found))
    ends = [day for day in every if day + DAY not in every]

    def in_window(end):
        after = end + DAY
        assume(after.day <= 28)  # the same day three years before exists
        return sum(after.replace(year=after.year - 3) <= day <= end for day in every)

    longest = max(map(in_window, ends))
    assert used(*found).by_days == Months(*divmod(longest, 30))


def test_rates_are_checked_on_the_first_day_and_on_each_change_inside():
    changes = [date(2026, 1, 1), START, date(2026, 11, 1), END, END + DAY, date(2026, 11, 1)]
    assert days_to_check(Period(START, END), changes) == [START, date(2026, 11, 1), END]
