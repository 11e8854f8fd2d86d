"""What holds for every split: nothing is lost, order and cuts change nothing."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.positions.enums import HolidayWindow, RateRule
from app.schedule.rules.durations import DAY, ClockSpan
from app.schedule.rules.kinds import KindRule, make_plan
from app.schedule.rules.shifts import cut, place_shift
from app.schedule.rules.splitting import Work, minutes_per_kind, split

#: Two weeks with the night in which the clocks go back, or forward.
FIRST_DAYS = [date(2026, 10, 19), date(2026, 3, 23), date(2026, 11, 9)]
HOLIDAYS = {date(2026, 11, 11), date(2026, 3, 25), date(2026, 10, 20)}

limits = st.none() | st.integers(1, 12 * 60)
weekly_limits = st.none() | st.integers(60, 60 * 60)


@st.composite
def plans(draw):
    rules = draw(st.lists(st.sampled_from(list(RateRule)), unique=True, max_size=5))
    kinds = [KindRule(1, RateRule.base)]
    for number, rule in enumerate(rules, 2):
        night_from = draw(st.integers(0, DAY - 1))
        kind = KindRule(
            number,
            rule,
            night_from=night_from,
            night_to=(night_from + draw(st.integers(1, DAY - 1))) % DAY,
            holiday_window=draw(st.sampled_from(list(HolidayWindow))),
            daily=draw(limits),
            weekly=draw(weekly_limits),
        )
        kinds.append(kind)
    with_rate = draw(st.none() | st.sets(st.integers(1, 6)))
    return make_plan(kinds, with_rate=with_rate)


@st.composite
def shifts(draw):
    day = draw(st.sampled_from(FIRST_DAYS)) + timedelta(days=draw(st.integers(0, 13)))
    begin, end = draw(st.integers(0, DAY - 1)), draw(st.integers(0, DAY))
    pause = draw(st.sampled_from([0, 0, 15, 30, 61]))
    try:
        return place_shift(day, ClockSpan(begin, end, pause))
    except DomainError:
        assume(False)


@st.composite
def works(draw):
    found = []
    for key, shift in enumerate(draw(st.lists(shifts(), max_size=6))):
        if draw(st.integers(0, 4)):
            found.append(Work.of(key, shift, kind_id=draw(st.sampled_from([None, None, 9]))))
        else:
            found.append(Work(key, shift.day, draw(st.integers(0, DAY))))
    return found


def told(pieces):
    """Return the minutes for each combination of day, kind and reasons."""
    totals = Counter()
    for piece in pieces:
        totals[piece.day, piece.kind_id, piece.causes, piece.reasons] += piece.minutes
    return totals


@given(works(), plans())
def test_every_minute_of_each_work_goes_to_one_kind(work, plan):
    pieces = split(work, plan, holidays=HOLIDAYS)
    for one in work:
        own = [piece for piece in pieces if piece.key == one.key]
        assert sum(piece.minutes for piece in own) == one.minutes
        assert all(piece.minutes > 0 for piece in own)
        if one.shift:
            times = [(piece.start, piece.end) for piece in own]
            assert times == sorted(times)
            assert times[0][0] >= one.shift.start
            assert times[-1][1] <= one.shift.end


@given(works(), plans(), st.randoms())
def test_order_in_which_work_is_given_does_not_matter(work, plan, random):
    pieces = split(work, plan, holidays=HOLIDAYS)
    shuffled = list(work)
    random.shuffle(shuffled)
    assert split(shuffled, plan, holidays=HOLIDAYS) == pieces


@given(st.lists(shifts(), min_size=1, max_size=5), plans(), st.data())
def test_shift_cut_anywhere_adds_up_overtime_included(all_shifts, plan, data):
    """A shift may be cut at any minute, inside its break too, as long as both parts count for its
    day and it shares no time with another one: every reason keeps its minutes."""
    ordered = sorted(all_shifts, key=lambda shift: shift.start)
    assume(all(a.end <= b.start for a, b in pairwise(ordered)))
    work = [Work.of(key, shift) for key, shift in enumerate(ordered)]
    whole = data.draw(st.sampled_from(ordered))
    assume(whole.length > 1)
    at = whole.start + timedelta(minutes=data.draw(st.integers(1, whole.length - 1)))
    parts = [Work.of(10 + n, part) for n, part in enumerate(cut(whole, at)) if part.minutes]
    others = [one for one in work if one.shift != whole]
    assert told(split([*others, *parts], plan, holidays=HOLIDAYS)) == told(
        split(work, plan, holidays=HOLIDAYS)
    )


@given(works(), plans())
def test_weeks_do_not_know_of_each_other(work, plan):
    def monday(one):
        return one.day - timedelta(days=one.day.weekday())

    apart = [
        piece
        for week in sorted({monday(one) for one in work})
        for piece in split([one for one in work if monday(one) == week], plan, holidays=HOLIDAYS)
    ]
    assert tuple(apart) == split(work, plan, holidays=HOLIDAYS)


@given(works(), plans())
def test_minutes_go_only_to_kinds_with_a_rate_or_to_the_base(work, plan):
    allowed = {plan.base.id, 9} | {kind.id for kind in plan.kinds if kind.id in plan.with_rate}
    assert minutes_per_kind(split(work, plan, holidays=HOLIDAYS)).keys() <= allowed
