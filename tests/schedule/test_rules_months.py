"""Trips by month and shares of lump sums, worked out by hand; no application, no database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.positions.enums import Unit
from app.schedule.rules.months import (
    MonthPart,
    check_quantity,
    lump_share,
    month_parts,
    trip_quantity,
)

D = Decimal


def part(first, last, month=11, year=2026):
    return MonthPart(date(year, month, first), date(year, month, last))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        # 10.–30. is 21 days, then whole months, then 1.–14.
        (date(2026, 9, 10), date(2026, 12, 14), [21, 31, 30, 14]),
        (date(2026, 11, 10), date(2026, 11, 10), [1]),
        (date(2026, 10, 31), date(2026, 11, 1), [1, 1]),
        (date(2026, 12, 20), date(2027, 1, 31), [12, 31]),
        (date(2028, 2, 1), date(2028, 3, 1), [29, 1]),  # a leap year
    ],
)
def test_trip_is_cut_by_month(first, last, days):
    assert [one.days for one in month_parts(first, last)] == days


def test_trip_that_ends_before_it_begins_is_refused():
    with pytest.raises(DomainError, match="first day or later"):
        list(month_parts(date(2026, 11, 10), date(2026, 11, 9)))


def test_part_knows_its_month():
    whole, some = month_parts(date(2026, 11, 1), date(2026, 12, 5))
    assert (whole.is_whole, some.is_whole) == (True, False)
    assert (some.month, some.days_of_month) == (date(2026, 12, 1), 31)


@pytest.mark.parametrize(
    ("lump", "days", "expected"),
    [
        # 1 550.00 / 31 = 50.00 a day
        ("1550.00", part(1, 10, 10), "500.00"),
        ("1550.00", part(11, 31, 10), "1050.00"),
        ("1550.00", part(1, 31, 10), "1550.00"),
        # 2 000 × 10 / 30 = 666.666… → 666.67
        ("2000.00", part(1, 10), "666.67"),
        # 2 000 × 20 / 30 = 1 333.333… → 1 333.33, less 666.67
        ("2000.00", part(11, 20), "666.66"),
        # 2 000 less 1 333.33
        ("2000.00", part(21, 30), "666.67"),
        # 100.01 × 15 / 30 = 50.005 → 50.01, the other half gets the rest
        ("100.01", part(1, 15), "50.01"),
        ("100.01", part(16, 30), "50.00"),
        # 2 000 × 28 / 28, × 14 / 28
        ("2000.00", part(1, 28, 2), "2000.00"),
        ("2000.00", part(15, 28, 2), "1000.00"),
        # a grosz for a month: 0.01 × 14 / 30 = 0.0047 → 0, × 15 / 30 = 0.005 → 0.01
        ("0.01", part(1, 14), "0.00"),
        ("0.01", part(15, 15), "0.01"),
    ],
)
def test_share_of_a_lump_sum(lump, days, expected):
    assert lump_share(D(lump), days) == D(expected)


@given(
    st.decimals(D("0.01"), D(99_999), places=2),
    st.dates(date(2024, 1, 1), date(2030, 12, 1)),
    st.sets(st.integers(2, 28)),
)
def test_shares_of_those_who_follow_each_other_are_the_whole_lump_sum(lump, day, changes):
    month = day.replace(day=1)
    last = next(month_parts(month, month + timedelta(days=40))).last
    begins = [1, *sorted(changes)]
    ends = [begin - 1 for begin in begins[1:]] + [last.day]
    parts = [
        MonthPart(month.replace(day=begin), month.replace(day=end))
        for begin, end in zip(begins, ends, strict=True)
    ]
    shares = [lump_share(lump, one) for one in parts]
    assert sum(shares) == lump
    for one, share in zip(parts, shares, strict=True):
        assert abs(share - lump * one.days / last.day) <= D("0.01")


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_parts_follow_each_other_and_cover_the_trip(first, length):
    last = first + timedelta(days=length)
    parts = list(month_parts(first, last))
    assert sum(one.days for one in parts) == length + 1
    assert (parts[0].first, parts[-1].last) == (first, last)
    for one, following in pairwise(parts):
        assert following.first == one.last + timedelta(days=1)
        assert following.first.day == 1


@pytest.mark.parametrize(
    ("unit", "expected"), [(Unit.day, "21"), (Unit.month, "1"), (Unit.lump, "1")]
)
def test_quantity_of_a_part_of_a_trip(unit, expected):
    assert trip_quantity(unit, part(10, 30)) == D(expected)


@pytest.mark.parametrize("unit", [Unit.hour, Unit.piece])
def test_hours_and_pieces_must_be_counted(unit):
    with pytest.raises(DomainError, match="do not follow"):
        trip_quantity(unit, part(10, 30))


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [
        (Unit.day, "1"),
        (Unit.day, "0.5"),
        (Unit.month, "1"),
        (Unit.lump, "1"),
        (Unit.piece, "0.01"),
        (Unit.piece, "100000"),
    ],
)
def test_possible_quantity_of_a_day_is_taken(unit, quantity):
    assert check_quantity(unit, D(quantity)) == D(quantity)


@pytest.mark.parametrize(
    ("unit", "quantity", "words"),
    [
        (Unit.day, "2", "counts as 1"),
        (Unit.day, "0.25", "counts as 1"),
        (Unit.day, "0", "greater than zero"),
        (Unit.month, "2", "entered once"),
        (Unit.lump, "0.5", "entered once"),
        (Unit.piece, "-1", "greater than zero"),
        (Unit.piece, "1.001", "two decimal places"),
        (Unit.piece, "100000.01", "two decimal places"),
        (Unit.piece, "NaN", "greater than zero"),
        (Unit.hour, "8", "duration"),
    ],
)
def test_impossible_quantity_of_a_day_is_refused(unit, quantity, words):
    with pytest.raises(DomainError, match=words):
        check_quantity(unit, D(quantity))
