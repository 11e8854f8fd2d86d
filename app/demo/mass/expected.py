"""What the hours of a large agency must add up to, counted without the product.

Whole minutes, one after the other, by a calendar and a clock of its own: it shares neither the
split of shifts nor their real time with the product, so both would have to be wrong alike.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.demo import occupations
from app.demo.mass.hours import done
from app.demo.mass.world import World
from app.demo.shifts import Work
from app.schedule.enums import COUNTED

_WARSAW = ZoneInfo("Europe/Warsaw")
_MINUTE = timedelta(minutes=1)
_DAY_LIMIT, _WEEK_LIMIT = 480, 2400
_SIX, _TEN_PM = 360, 1320


def totals(world: World, contracts: Iterable[int]) -> dict[int, Counter[str]]:
    """Return for each contract the minutes of each kind, and the days under „doba”."""
    return {world.first + contract: _of_contract(world, contract) for contract in contracts}


def _of_contract(world: World, contract: int) -> Counter[str]:
    found: Counter[str] = Counter()
    accepted = [
        (day, one.worked)
        for _pk, _posting, day, one in done(world, contract)
        if one.state in COUNTED
    ]
    week, of_week, of_day = 0, 0, 0
    last: date | None = None
    for day, work in sorted(accepted, key=lambda pair: (pair[0], _begin(pair[1]))):
        if work.kind:
            found[work.kind] += 1
            continue
        if (monday := day.toordinal() - day.weekday()) != week:
            week, of_week = monday, 0
        of_day = 0 if day != last else of_day
        last = day
        kinds, of_day, of_week = _count(_minutes(day, work), of_day, of_week)
        found.update(kinds)
    return found


def _begin(work: Work) -> int:
    return work.span.begin if work.span else 24 * 60


def _count(minutes: tuple[str, ...], of_day: int, of_week: int) -> tuple[Counter[str], int, int]:
    """Give each minute to its kind; what is overtime of the day does not count for the week."""
    found: Counter[str] = Counter()
    for kind in minutes:
        is_special = kind != occupations.DAY
        if of_day >= _DAY_LIMIT:
            found[occupations.OVERTIME_100 if is_special else occupations.OVERTIME_50] += 1
        elif of_week >= _WEEK_LIMIT:
            found[occupations.OVERTIME_100] += 1
            of_week += 1
        else:
            found[kind] += 1
            of_week += 1
        of_day += 1
    return found, of_day, of_week


@lru_cache(maxsize=8192)
def _minutes(day: date, work: Work) -> tuple[str, ...]:
    """Return for each worked minute what it would be without any overtime."""
    span = work.span
    if span is None:
        kind = occupations.HOLIDAY if _is_free(day) else occupations.DAY
        return (kind,) * work.minutes
    midnight = datetime(day.year, day.month, day.day, tzinfo=_WARSAW)
    end = span.end if span.end > span.begin else span.end + 1440
    start, stop = ((midnight + timedelta(minutes=one)).astimezone(UTC) for one in (span.begin, end))
    length = (stop - start) // _MINUTE
    pause = (length - span.pause) // 2
    left_out = range(pause, pause + span.pause)
    return tuple(
        _kind_at((start + number * _MINUTE).astimezone(_WARSAW))
        for number in range(length)
        if number not in left_out
    )


def _kind_at(moment: datetime) -> str:
    """Return the kind of a minute by the wall clock: a free day lasts from six to six."""
    minute = moment.hour * 60 + moment.minute
    day = moment.date() if minute >= _SIX else moment.date() - timedelta(days=1)
    if _is_free(day):
        return occupations.HOLIDAY
    return occupations.NIGHT if minute >= _TEN_PM or minute < _SIX else occupations.DAY


@lru_cache(maxsize=4096)
def _is_free(day: date) -> bool:
    """Tell whether a day is a Sunday or a public holiday of Poland (act of 18 January 1951)."""
    fixed = {(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)}
    if day.year >= 2025:
        fixed.add((12, 24))
    easter = _easter(day.year)
    moving = {easter + timedelta(days=days) for days in (0, 1, 49, 60)}
    return day.weekday() == 6 or (day.month, day.day) in fixed or day in moving


def _easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
