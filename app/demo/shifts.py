"""When people work, as plain values: the pattern of a contract, what was planned, what came of it.

Each value follows from (seed, contract, day), so any day can be made alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.values import Row
from app.schedule.enums import EntrySource, EntryState
from app.schedule.rules.durations import DAY, HOUR, ClockSpan

_EARLY, _LATE = ClockSpan(6 * HOUR, 14 * HOUR, 15), ClockSpan(14 * HOUR, 22 * HOUR, 15)
_NIGHT = ClockSpan(22 * HOUR, 6 * HOUR, 15)
_OFFICE = ClockSpan(8 * HOUR, 16 * HOUR, 30)
_LONG = ClockSpan(7 * HOUR, 19 * HOUR, 30)
#: What a contract's weeks take in turns.
_ROTAS = (
    (_EARLY,),
    (_EARLY,),
    (_OFFICE,),
    (_EARLY, _LATE),
    (_EARLY, _LATE),
    (_EARLY, _LATE, _NIGHT),
    (_LATE,),
    (_NIGHT,),
    (_LONG,),
)
_SATURDAY = 5
_WEEK = 7
#: Hours of the last days are reported later; after a week most of them are decided.
_UNREPORTED, _FRESH = 1, 7


@dataclass(frozen=True)
class Posting:
    """A contract as the schedule knows it; the last day is none while no end is agreed."""

    contract_id: int
    client_id: int
    employee_id: int
    first: date
    last: date | None
    is_care: bool = False
    works_on_holidays: bool = False


@dataclass(frozen=True)
class Work:
    """What is said of one day: a shift, bare minutes, or a quantity of ``kind``."""

    span: ClockSpan | None = None
    minutes: int = 0
    kind: str = ""


@dataclass(frozen=True)
class Outcome:
    """How far an entry has come: what was planned, what was worked, who has decided."""

    state: EntryState
    source: EntrySource
    planned: Work | None
    worked: Work


def day_row(seed: int, posting: Posting, day: date) -> Row:
    """Return what the values of one day of one contract follow from."""
    return Row(seed, "schedule_entry", posting.contract_id * 1_000_000 + day.toordinal())


def shifts(
    seed: int, posting: Posting, first: date, last: date, *, holidays: Collection[date]
) -> Iterator[tuple[date, Work]]:
    """Yield the days between two days on which somebody is to work, and when."""
    own = Row(seed, "posting", posting.contract_id)
    rota, has_times = own.one_of("rota", _ROTAS), not own.happens("bare hours", 6)
    day = max(first, posting.first)
    last = min(last, posting.last or last)
    while day <= last:
        week = day.toordinal() // _WEEK
        if _is_working_day(own, posting, day, week, holidays):
            span = rota[(week + own.whole("turn", 3)) % len(rota)]
            if span is not _LONG or day.toordinal() % 2:  # twelve hours every other day
                yield day, Work(span) if has_times else Work(minutes=8 * HOUR)
        day += timedelta(days=1)


def _is_working_day(
    own: Row, posting: Posting, day: date, week: int, holidays: Collection[date]
) -> bool:
    """Hotels work every day, each with other days off; the others from Monday to Friday."""
    if not posting.works_on_holidays:
        return day.weekday() < _SATURDAY and day not in holidays
    off = (own.whole("day off", _WEEK) + week) % _WEEK
    return day.weekday() not in (off, (off + 1) % _WEEK)


def outcome(
    row: Row, planned: Work, day: date, *, today: date, source: EntrySource, is_slow: bool
) -> Outcome | None:
    """Return what has become of a planned day by today; ``None`` when nobody came to work.

    Slow clients have not decided on all hours of the last month yet.
    """
    if day >= today - timedelta(days=_UNREPORTED):
        return Outcome(EntryState.planned, EntrySource.office, planned, planned)
    if row.happens("absent", 4):
        return None
    worked = _worked(row, planned)
    waits = (
        12 if is_slow and day >= (today.replace(day=1) - timedelta(days=1)).replace(day=1) else 0
    )
    state = _state(row, (today - day).days, waits, is_this_month=day >= today.replace(day=1))
    if state is EntryState.planned:
        return Outcome(state, EntrySource.office, planned, planned)
    is_planned = source is EntrySource.office or row.happens("planned", 70)
    return Outcome(state, source, planned if is_planned else None, worked)


def _worked(row: Row, planned: Work) -> Work:
    """Return what was worked: mostly the plan, now and then longer or shorter."""
    chance = row.whole("worked", 100)
    if planned.kind or chance >= 12:
        return planned
    change = row.one_of("change", (60, 60, 90, 120, -30, -60, -120))
    if planned.span is None:
        return Work(minutes=planned.minutes + change)
    span = planned.span
    if span.end + change > DAY or (span.end <= span.begin and change > 0):
        return planned  # nobody stays into the next shift
    return Work(ClockSpan(span.begin, span.end + change, span.pause))


def _state(row: Row, age: int, waits: int, *, is_this_month: bool) -> EntryState:
    chance = row.whole("state", 100)
    if not is_this_month:
        return _by_share(chance, rejected=1, reported=waits, planned=0)
    if age > _FRESH:
        return _by_share(chance, rejected=3, reported=17, planned=2)
    return _by_share(chance, rejected=2, reported=55, planned=15)


def _by_share(chance: int, *, rejected: int, reported: int, planned: int) -> EntryState:
    for state, share in (
        (EntryState.rejected, rejected),
        (EntryState.reported, reported),
        (EntryState.planned, planned),
    ):
        if chance < share:
            return state
        chance -= share
    return EntryState.accepted


def trip_days(
    posting: Posting, first: date, last: date, *, by_day: str, by_month: str, is_daily: bool
) -> Iterator[tuple[date, Work]]:
    """Yield what is entered for a trip: each day, or once for its part of each month."""
    first, last = max(first, posting.first), min(last, posting.last or last)
    if first > last:
        return
    if not is_daily:
        yield first, Work(kind=by_month)
        return
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number), Work(kind=by_day)


def worked_month(first: date, last: date) -> list[tuple[int, date, ClockSpan]]:
    """Return the shifts of the month that the documentation counts through, for two people.

    The first one: 152 h 30 min by day, 37 h 15 min at night and 12 h 45 min above eight hours;
    the second one: 16 h by day. They fit into any month.
    """
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    second_monday = next(day for day in days[7:] if not day.weekday())
    nights = [second_monday + timedelta(days=number) for number in range(5)]
    free = [day for day in days if day not in nights]
    free.sort(key=lambda day: (day.isoweekday() == _WEEK, day))
    found = [(0, day, ClockSpan(22 * HOUR, 6 * HOUR)) for day in nights[:4]]
    found.append((0, nights[4], ClockSpan(22 * HOUR, 3 * HOUR + 15)))
    weekdays = [day for day in free if day.weekday() < _SATURDAY]
    longer = dict(zip(weekdays, (120, 120, 120, 120, 120, 120, 45), strict=False))
    whole = [*longer, *(day for day in free if day not in longer)]
    begin, end = 7 * HOUR, 15 * HOUR
    found += [(0, day, ClockSpan(begin, end + longer.get(day, 0))) for day in whole[:18]]
    found += [(0, day, ClockSpan(begin, begin + 4 * HOUR + 15)) for day in whole[18:20]]
    found += [(1, day, ClockSpan(begin, end)) for day in weekdays[:2]]
    return sorted(found, key=lambda one: (one[0], one[1]))
