"""Minutes given to kinds of rates, worked out by hand; no application, no database."""

from datetime import date, datetime, timedelta

import pytest

from app.core.clock import WARSAW
from app.core.errors import DomainError
from app.positions.enums import HolidayWindow, RateRule
from app.schedule.enums import Cause, SplitVerdict
from app.schedule.rules.durations import parse_span
from app.schedule.rules.kinds import KindRule, make_plan
from app.schedule.rules.shifts import place_shift
from app.schedule.rules.splitting import Work, minutes_per_kind, split

DAY, NIGHT, HOLIDAY, HALF, FULL = 1, 2, 3, 4, 5
NAMES = {"day": DAY, "night": NIGHT, "holiday": HOLIDAY, "half": HALF, "full": FULL}

BASE = KindRule(DAY, RateRule.base)
AT_NIGHT = KindRule(NIGHT, RateRule.night)
ON_HOLIDAYS = KindRule(HOLIDAY, RateRule.holiday)
CALENDAR = KindRule(HOLIDAY, RateRule.holiday, holiday_window=HolidayWindow.calendar_day)
OVER_HALF = KindRule(HALF, RateRule.overtime_50, daily=480)
OVER_FULL = KindRule(FULL, RateRule.overtime_100, weekly=2400)
PLAIN = (BASE, AT_NIGHT, ON_HOLIDAYS)
#: As the product ships them: 50 % above eight hours a day, 100 % above forty a week.
SHIPPED = (*PLAIN, OVER_HALF, OVER_FULL)

INDEPENDENCE = date(2026, 11, 11)
HOLIDAYS = {INDEPENDENCE, date(2026, 11, 1), date(2026, 12, 25), date(2026, 12, 26)}
MONDAY, TUESDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (9, 10, 14, 15))


def worked(*shifts, first=MONDAY):
    """Return work from (days after the first one, from when to when or minutes)."""
    found = []
    for key, (step, what) in enumerate(shifts):
        day = first + timedelta(days=step)
        if isinstance(what, int):
            found.append(Work(key, day, what))
        else:
            found.append(Work.of(key, place_shift(day, parse_span(what))))
    return found


def hours(work, kinds, with_rate=None):
    """Return the hours of each kind as a text: „day 4, night 8”."""
    pieces = split(work, make_plan(kinds, with_rate=with_rate), holidays=HOLIDAYS)
    totals = minutes_per_kind(pieces)
    return ", ".join(
        f"{name} {totals[NAMES[name]] / 60:g}" for name in NAMES if NAMES[name] in totals
    )


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        # 8 h by day
        (TUESDAY, "6-14", "day 8"),
        # 18-22 is 4 h, 22-6 is 8 h; the holiday begins at six, when the shift ends (LAW §7)
        (TUESDAY, "18-6", "day 4, night 8"),
        # 14-22
        (TUESDAY, "14-22", "day 8"),
        # 22-6
        (TUESDAY, "22-6", "night 8"),
        # 20-22 is 2 h, 22-4 is 6 h
        (TUESDAY, "20-4", "day 2, night 6"),
        # 4-6 belongs to the night that began the day before, 6-12 is day
        (TUESDAY, "4-12", "day 6, night 2"),
        # 0-6 and 22-24 are 8 h of night, 16 h remain
        (TUESDAY, "0-24", "day 16, night 8"),
        # Wednesday is a holiday from six on: 4-6 night, 6-12 holiday
        (INDEPENDENCE, "4-12", "night 2, holiday 6"),
        # 22-6 of the holiday lies in its 06:00-06:00; holiday is stronger than night
        (INDEPENDENCE, "22-6", "holiday 8"),
        # 6-6 would be it, 22-24 of Thursday no longer is
        (date(2026, 11, 12), "22-6", "night 8"),
        # Saturday 22 to Sunday 6: Sunday has not begun yet
        (SATURDAY, "22-6", "night 8"),
        # Sunday 6-14
        (SUNDAY, "6-14", "holiday 8"),
        # Sunday 22 to Monday 6
        (SUNDAY, "22-6", "holiday 8"),
        # Monday 4-8: Sunday lasts until six (2 h), then 2 h by day
        (MONDAY, "4-8", "day 2, holiday 2"),
        # Christmas: 25 and 26 December are holidays in one piece, the 27th is a Sunday
        (date(2026, 12, 26), "22-6", "holiday 8"),
        # the night of nine hours, and the Sunday begins after it
        (date(2026, 10, 24), "22-6", "night 9"),
        (date(2026, 3, 28), "22-6", "night 7"),
        # 0-6 on the night of autumn: 7 h of night, of Saturday's kind
        (date(2026, 10, 25), "0-8", "night 7, holiday 2"),
    ],
)
def test_day_night_and_holiday(day, text, expected):
    assert hours([Work.of(1, place_shift(day, parse_span(text)))], PLAIN) == expected


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        # LAW §7: 18-22 day, 22-24 night, from midnight on the night of a holiday
        (TUESDAY, "18-6", "day 4, night 2, holiday 6"),
        # 22-24 holiday, from midnight on an ordinary night
        (INDEPENDENCE, "22-6", "night 6, holiday 2"),
        # Saturday 22-24 night, Sunday 0-6
        (SATURDAY, "22-6", "night 2, holiday 6"),
        # Sunday 22-24, Monday 0-6
        (SUNDAY, "22-6", "night 6, holiday 2"),
        # Sunday of 25 hours
        (date(2026, 10, 25), "0-24", "holiday 25"),
    ],
)
def test_holiday_by_the_calendar_day(day, text, expected):
    kinds = (BASE, AT_NIGHT, CALENDAR)
    assert hours([Work.of(1, place_shift(day, parse_span(text)))], kinds) == expected


@pytest.mark.parametrize(
    ("night_from", "night_to", "text", "expected"),
    [
        # 21-5: of 20-6 are 20-21 and 5-6 by day
        (21 * 60, 5 * 60, "20-6", "day 2, night 8"),
        # 23-7
        (23 * 60, 7 * 60, "20-6", "day 3, night 7"),
        # 0-6 does not cross midnight
        (0, 6 * 60, "20-6", "day 4, night 6"),
        # 22:30-06:00: 22-22:30 is half an hour
        (22 * 60 + 30, 6 * 60, "22-6", "day 0.5, night 7.5"),
    ],
)
def test_night_is_when_the_kind_says(night_from, night_to, text, expected):
    night = KindRule(NIGHT, RateRule.night, night_from=night_from, night_to=night_to)
    assert hours(worked((0, text)), (BASE, night)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 12 h - 1 h; the middle is midnight, so the break is 23:30-00:30: all of it at night
        ("18-6 (60)", "day 4, night 7"),
        # middle of 14-24 is 19:00, break 18:45-19:15 by day: 8 - 0.5, 2
        ("14-24 (30)", "day 7.5, night 2"),
        # middle of 19-1 is 22:00, break 21:30-22:30 takes half an hour of both: 2.5 and 2.5
        ("19-1 (60)", "day 2.5, night 2.5"),
        # eight hours of night less a break of one
        ("22-6 (60)", "night 7"),
    ],
)
def test_break_takes_the_minutes_in_the_middle(text, expected):
    assert hours(worked((0, text)), (BASE, AT_NIGHT)) == expected


def test_break_with_a_place_takes_the_minutes_there():
    shift = place_shift(MONDAY, parse_span("18-6 (60)"), pause_at=19 * 60)
    assert hours([Work.of(1, shift)], (BASE, AT_NIGHT)) == "day 3, night 8"


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        # 10 h: 8 and 2 above
        ([(0, "8-18")], "day 8, half 2"),
        # just eight
        ([(0, "8-16")], "day 8"),
        # the break is not worked: 8.5 - 0.5
        ([(0, "8-16:30 (30)")], "day 8"),
        # 14-22 are the first eight, 22-24 is overtime at night: 100 %
        ([(0, "14-24")], "day 8, full 2"),
        # 13-21 are eight, 21-22 overtime by day, 22-23 at night
        ([(0, "13-23")], "day 8, half 1, full 1"),
        # 20-22 day 2, 22-4 night 6, 4-6 overtime at night
        ([(0, "20-6")], "day 2, night 6, full 2"),
        # 20-22 day 2, 22-4 night 6, 4-6 night overtime, 6-8 overtime by day
        ([(0, "20-8")], "day 2, night 6, half 2, full 2"),
        # two shifts of one day: 5 + 5 = 8 + 2
        ([(0, "6-11"), (0, "14-19")], "day 8, half 2"),
        # the evening one is at night: 6-12 six, 20-22 two, 22-24 two above
        ([(0, "6-12"), (0, "20-24")], "day 8, full 2"),
        # a night shift counts for the day it began on, so Tuesday has its own eight
        ([(0, "22-6"), (1, "14-22")], "day 8, night 8"),
        # Sunday 6-16: eight as on any Sunday, two above
        ([(6, "6-16")], "holiday 8, full 2"),
        # Wednesday is the holiday: 4-6 night, 6-12 holiday, 12-14 above
        ([(2, "4-14")], "night 2, holiday 6, full 2"),
    ],
)
def test_overtime_by_the_day(shifts, expected):
    assert hours(worked(*shifts), SHIPPED) == expected


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        # 22-24 is overtime at night
        ([(0, "14-24")], "day 8, full 2"),
        # the Sunday's first eight are like any others, two are above
        ([(6, "6-16")], "day 8, full 2"),
        ([(0, "8-18")], "day 8, half 2"),
    ],
)
def test_overtime_knows_nights_and_holidays_without_kinds_for_them(shifts, expected):
    assert hours(worked(*shifts), (BASE, OVER_HALF, OVER_FULL)) == expected


#: A week without a holiday.
CALM = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        # 5 × 8 = 40
        ([(day, "8-16") for day in range(5)], "day 40"),
        # 6 × 8 = 48: the Saturday is above forty
        ([(day, "8-16") for day in range(6)], "day 40, full 8"),
        # 5 × 9: an hour a day is overtime of the day, forty remain
        ([(day, "8-17") for day in range(5)], "day 40, half 5"),
        # and the Saturday of nine: eight above the week, the ninth above the day
        ([(day, "8-17") for day in range(6)], "day 40, half 6, full 8"),
        # 4 × 8 + 6 = 38, Saturday 6: 2 ordinary, 4 above
        ([*[(day, "8-16") for day in range(4)], (4, "8-14"), (5, "8-14")], "day 40, full 4"),
        # Monday to Saturday 7 h = 42: the last two of Saturday
        ([(day, "8-15") for day in range(6)], "day 40, full 2"),
        # the week ends with Sunday: 6 × 8 from Wednesday on are 5 days and one of the next week
        ([(day, "8-16") for day in (2, 3, 4, 5, 7, 8)], "day 48"),
    ],
)
def test_overtime_by_the_week(shifts, expected):
    assert hours(worked(*shifts, first=CALM), SHIPPED) == expected


@pytest.mark.parametrize(
    ("half", "full", "shifts", "expected"),
    [
        # 50 % above 8 h, 100 % above 10 h: 13 = 8 + 2 + 3
        ({"daily": 480}, {"daily": 600}, [(0, "8-21")], "day 8, half 2, full 3"),
        # 50 % above forty a week: 6 × 8
        ({"weekly": 2400}, {}, [(day, "8-16") for day in range(6)], "day 40, half 8"),
        # no limit at all
        ({}, {}, [(0, "6-22")], "day 16"),
        # 7 h 30 min: 8 = 7.5 + 0.5
        ({"daily": 450}, {}, [(0, "8-16")], "day 7.5, half 0.5"),
        # 50 % above 40 and 100 % above 48: 7 × 8 = 40 + 8 + the Sunday
        (
            {"weekly": 2400},
            {"weekly": 2880},
            [(day, "8-16") for day in range(7)],
            "day 40, half 8, full 8",
        ),
    ],
)
def test_limits_are_those_of_the_kinds(half, full, shifts, expected):
    kinds = (
        *PLAIN,
        KindRule(HALF, RateRule.overtime_50, **half),
        KindRule(FULL, RateRule.overtime_100, **full),
    )
    assert hours(worked(*shifts, first=CALM), kinds) == expected


@pytest.mark.parametrize(
    ("with_rate", "expected"),
    [
        # 14-22 are the first eight; 22-24 overtime at night
        ((DAY, NIGHT, HOLIDAY, HALF, FULL), "day 8, full 2"),
        ((DAY, NIGHT, HOLIDAY, HALF), "day 8, half 2"),
        ((DAY, NIGHT, HOLIDAY), "day 8, night 2"),
        ((DAY,), "day 10"),
        # nothing has a rate: the base kind shows what is missing
        ((), "day 10"),
    ],
)
def test_kind_without_a_rate_leaves_its_minutes_to_a_weaker_one(with_rate, expected):
    assert hours(worked((0, "14-24")), SHIPPED, with_rate) == expected


def test_of_two_kinds_with_one_rule_the_one_with_a_rate_is_taken():
    early = KindRule(7, RateRule.night, night_from=21 * 60, night_to=5 * 60)
    work = worked((0, "20-6"))
    for with_rate, night in (({DAY, 7}, {DAY: 120, 7: 480}), ({DAY, NIGHT}, {DAY: 120, 2: 480})):
        plan = make_plan((BASE, AT_NIGHT, early), with_rate=with_rate)
        assert minutes_per_kind(split(work, plan)) == night


def test_without_a_base_kind_nothing_is_split():
    with pytest.raises(DomainError, match="base"):
        make_plan((AT_NIGHT, ON_HOLIDAYS))


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        # nobody wrote when: never at night
        ([(0, 480)], "day 8"),
        ([(0, 600)], "day 8, half 2"),
        ([(6, 600)], "holiday 8, full 2"),
        ([(2, 300)], "holiday 5"),
        # behind the shift of the day: 18-22 day, 22-24 night, of the four more two are above
        ([(0, 240), (0, "18-24")], "day 6, night 2, half 2"),
    ],
)
def test_bare_minutes(shifts, expected):
    assert hours(worked(*shifts), SHIPPED) == expected


def test_chosen_kind_keeps_its_minutes_and_they_count_for_the_limits():
    shift = place_shift(MONDAY, parse_span("6-12"))
    later = place_shift(MONDAY, parse_span("12-18"))
    work = [Work.of(1, shift, kind_id=9), Work.of(2, later)]
    pieces = split(work, make_plan(SHIPPED))
    # six chosen, then two up to eight, then four above
    assert minutes_per_kind(pieces) == {9: 360, DAY: 120, HALF: 240}
    assert [piece.is_chosen for piece in pieces] == [True, False, False]
    assert not pieces[0].reasons
    bare = split([Work(1, MONDAY, 600, kind_id=9)], make_plan(SHIPPED))
    assert minutes_per_kind(bare) == {9: 600}


def test_piece_says_why():
    work = worked((1, "18-7"))  # Tuesday to the holiday's Wednesday
    pieces = split(work, make_plan(SHIPPED, with_rate={DAY, NIGHT, FULL}), holidays=HOLIDAYS)
    won, outranked, missing = SplitVerdict.won, SplitVerdict.outranked, SplitVerdict.no_rate
    told = [
        (piece.kind_id, piece.minutes, [(one.rule.name, one.verdict) for one in piece.reasons])
        for piece in pieces
    ]
    assert told == [
        (DAY, 240, []),
        (NIGHT, 240, [("night", won)]),
        (FULL, 240, [("overtime_100", won), ("overtime_50", missing), ("night", outranked)]),
        (FULL, 60, [("overtime_100", won), ("overtime_50", missing), ("holiday", missing)]),
    ]
    assert pieces[2].causes == {Cause.night, Cause.above_day}
    assert pieces[2].reasons[0].causes == {Cause.night, Cause.above_day}
    assert pieces[3].causes == {Cause.holiday, Cause.above_day}
    assert pieces[1].start == datetime(2026, 11, 10, 22, tzinfo=WARSAW)
    assert pieces[1].end == pieces[2].start


def test_holiday_night_names_both_rules():
    """LAW §7 calls these six hours „holiday-night”: the holiday won, the night is named."""
    plan = make_plan((BASE, AT_NIGHT, CALENDAR))
    pieces = split(worked((1, "18-6")), plan, holidays=HOLIDAYS)
    assert [(one.rule, one.verdict) for one in pieces[-1].reasons] == [
        (RateRule.holiday, SplitVerdict.won),
        (RateRule.night, SplitVerdict.outranked),
    ]
    assert pieces[-1].minutes == 360
