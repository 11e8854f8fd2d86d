"""What one cell of somebody's sheet says, and what is refused."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.schedule.rules.durations import ClockSpan
from app.schedule.rules.importing.cells import (
    day_of,
    duration_of,
    known,
    month_number,
    pause_of,
    quantity_of,
    stamp_of,
    tells_month_first,
    text_of,
    time_of,
    worked_of,
)
from app.schedule.rules.importing.raw import Flawed

D = Decimal
FIRST = date(2026, 10, 1)


def naive(*parts):
    return datetime(*parts)  # noqa: DTZ001 - a spreadsheet knows no time zones


cells = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@pytest.mark.parametrize(
    "cell",
    [
        *(FIRST, naive(2026, 10, 1), naive(2026, 10, 1, 22, 0)),
        *("2026-10-01", "2026.10.1", "2026/10/01", "2026-10-01 00:00:00", "2026-10-01T06:00:00"),
        *("1.10.2026", "01.10.2026", "01.10.2026 r.", "01/10/26", "1-10-2026", "01 10 2026"),
        *("1 paź 2026", "1 października 2026", "1 października 2026 r.", "1 PAŹ. 26", "1-paź-2026"),
        *("1 Oct 2026", "Oct 1, 2026", "October 1 2026", "1. Oktober 2026", "czw. 1.10.2026"),
        *("czwartek 01.10.2026", " 2026-10-01 ", 46296, D(46296), "46296"),
    ],
    ids=repr,
)
def test_day_is_read(cell):
    # 46 296 days after 30 December 1899: 126 years × 365 + 31 leap days + 274 + 1
    assert day_of(cell) == FIRST


@pytest.mark.parametrize(
    "cell",
    [
        *("", "x", "31.11.2026", "10/13/2026", "2026-13-01", "1 foo 2026", "1.10", "32", 5, True),
        *(D("46296.5"), "462960", time(6), timedelta(hours=6), "0.10.2026", "1,10,2026", 73415),
    ],
    ids=repr,
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(DomainError, match="no date"):
        day_of(cell)


@pytest.mark.parametrize("cell", ["1.10.1926", "2206-10-01", date(1899, 12, 31)], ids=repr)
def test_day_in_an_impossible_year_is_refused(cell):
    with pytest.raises(DomainError, match="year"):
        day_of(cell)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_way_to_write_a_day_is_read_back(day):
    assert day_of(day.isoformat()) == day
    assert day_of(f"{day:%d.%m.%Y}") == day
    assert day_of((day - date(1899, 12, 30)).days) == day
    assert day_of(f"{day.day} {day:%B} {day.year}") == day


@pytest.mark.parametrize(
    ("name", "number"),
    [("paź", 10), ("Października", 10), ("październik", 10), ("PAZ.", 10), ("März", 3), ("May", 5)],
)
def test_month_is_known_by_its_names(name, number):
    assert month_number(name) == number
    assert month_number(f"{name}x") is None


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        *[(time(6, 30), 390), ("6:30", 390), ("06:30:00", 390), ("6.30", 390), (6, 360)],
        # clocks with seconds: they are dropped
        *[(time(6, 30, 59), 390), ("06:30:59", 390)],
        # the spreadsheet's 6:30 is not quite a fraction: 0.2708333 × 1 440 = 389.99995
        *[(time(6, 29, 59, 999_600), 390), (D("0.2708333333"), 390), (D("0.25"), 360)],
        *[(D(22), 1320), (24, 1440), (timedelta(days=1), 1440), (naive(1900, 1, 1), 1440)],
        *[(timedelta(hours=6, minutes=30), 390), ("24:00", 1440), (0, 0), (time(0), 0)],
        *[("6:30 AM", 390), ("6:30:15 pm", 1110), ("12 a.m.", 0), ("12:05 PM", 725), ("1pm", 780)],
    ],
)
def test_time_is_read(cell, minutes):
    assert time_of(cell) == minutes


@pytest.mark.parametrize(
    "cell",
    [
        "x",
        "25:00",
        "13:00 PM",
        "0 am",
        25,
        -1,
        timedelta(hours=25),
        date(2026, 10, 1),
        True,
        "6,5",
        "",
    ],
    ids=repr,
)
def test_what_is_no_time_is_refused(cell):
    with pytest.raises(DomainError):
        time_of(cell)


def test_number_that_may_be_two_times_is_asked_about():
    with pytest.raises(DomainError, match=r"6\.3 may mean two different times"):
        time_of(D("6.3"))


def test_american_dates_are_read_when_one_tells_them():
    assert tells_month_first(["10/01/2026", None, 8, "10/13/2026 8:00 AM"])
    assert not tells_month_first(["10/01/2026", "13/10/2026"])
    assert not tells_month_first(["10/13/2026", "13/10/2026"])
    assert not tells_month_first(["10.13.2026", "x", FIRST])
    assert day_of("10/01/2026", month_first=True) == FIRST
    assert day_of("10/01/2026") == date(2026, 1, 10)
    assert day_of("01.10.2026", month_first=True) == FIRST
    assert stamp_of("10/01/2026 8:00 PM", month_first=True) == (FIRST, 1200)


def test_time_may_carry_its_day():
    assert stamp_of(naive(2026, 10, 1, 22)) == (FIRST, 1320)
    assert stamp_of("2026-10-01 22:00") == (FIRST, 1320)
    assert stamp_of("1.10.2026 22:00:15") == (FIRST, 1320)
    assert stamp_of("22:00") == (None, 1320)
    assert stamp_of(time(22)) == (None, 1320)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        *[(8, 480), (D("7.25"), 435), (D("7.333333"), 440), ("7,25", 435), ("7 h 15 min", 435)],
        *[(time(7, 15), 435), (timedelta(hours=7, minutes=15), 435), ("7:15:30", 436), (0, 0)],
        *[(naive(1900, 1, 1), 1440), (24, 1440)],
    ],
)
def test_duration_is_read(cell, minutes):
    assert duration_of(cell) == minutes
    assert worked_of(cell) == minutes


def test_hours_may_say_from_when_to_when():
    assert worked_of("6-14 (30)") == ClockSpan(360, 840, 30)
    with pytest.raises(DomainError, match="a duration is expected"):
        duration_of("6-14")


@pytest.mark.parametrize(
    "cell",
    [25, -1, D("1e300"), True, date(2026, 10, 1), "x", timedelta(hours=25), "25"],
    ids=repr,
)
def test_what_is_no_duration_is_refused(cell):
    with pytest.raises(DomainError):
        duration_of(cell)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [(30, 30), ("30", 30), (D(30), 30), ("0:30", 30), ("0,5", 30), (D("0.5"), 30), ("30 min", 30),
     (time(0, 30), 30), (0, 0), ("1 h", 60), (60, 60)],
    ids=repr,
)  # fmt: skip
def test_break_is_read(cell, minutes):
    assert pause_of(cell) == minutes


def test_break_of_one_may_be_minutes_or_hours():
    with pytest.raises(DomainError, match="minutes or hours"):
        pause_of(1)
    for cell in (-5, 1440, "9999999999"):
        with pytest.raises(DomainError, match="shorter than a day"):
            pause_of(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [(1, "1"), (D("0.5"), "0.5"), ("0,5", "0.5"), ("1 200", "1200"), ("12.50", "12.5")],
)
def test_quantity_is_read(cell, number):
    assert quantity_of(cell) == D(number)


@pytest.mark.parametrize(
    "cell", ["x", "", 0, -1, True, D("1e300"), "1.2.3", time(6), "100001"], ids=repr
)
def test_what_is_no_quantity_is_refused(cell):
    with pytest.raises(DomainError):
        quantity_of(cell)


def test_text_is_one_line_and_numbers_have_no_point():
    assert text_of("  Anna\n Kowalska ") == "Anna Kowalska"
    assert text_of(D("12345.0")) == "12345"
    assert text_of("x" * 500)
    with pytest.raises(DomainError, match="500"):
        text_of("x" * 501)


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#DIV/0!", " #VALUE! "], ids=repr)
def test_error_of_a_formula_is_no_value(cell):
    with pytest.raises(DomainError, match="ends in an error"):
        known(cell.strip())
    assert known("#1 hotel") == "#1 hotel"


def test_flaw_is_refused_with_its_reason():
    with pytest.raises(DomainError, match="merged"):
        known(Flawed("merged"))


@given(cells)
def test_any_cell_is_read_or_refused(cell):
    for parse in (day_of, stamp_of, time_of, worked_of, pause_of, quantity_of, text_of):
        try:
            parse(cell)
        except DomainError:
            continue
