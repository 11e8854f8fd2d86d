"""Worked time, minute by minute, given to kinds of rates (LAW §7).

Minutes go in the order in which they were worked. Above the limit of the day, or of the week from
Monday to Sunday, they are overtime; what is overtime of a day does not count for the week again.
Overtime at night, on a Sunday or on a holiday is overtime 100 %, whichever limit it is above. A
break takes no minutes from any kind: it is not worked. A shift counts whole for the day, and the
week, of its ``day``; the settlement periods of the labour code, which average the weeks, are not
counted here.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from app.positions.enums import RateRule
from app.schedule.enums import Cause, SplitVerdict
from app.schedule.rules.kinds import STRENGTH, KindRule, Plan
from app.schedule.rules.shifts import Shift, minutes_between
from app.schedule.rules.slices import slices, special_day

_SPECIAL = frozenset({Cause.night, Cause.sunday, Cause.holiday})
_ABOVE = frozenset({Cause.above_day, Cause.above_week})
_CAUSES = {
    RateRule.night: frozenset({Cause.night}),
    RateRule.holiday: frozenset({Cause.sunday, Cause.holiday}),
}


@dataclass(frozen=True)
class Work:
    """Work to be split: a shift, or ``minutes`` of a ``day`` when nobody wrote from when to when.

    Bare minutes are never at night; on a Sunday or a holiday all of them are. ``kind_id`` is the
    kind somebody has chosen: it gets all minutes, which still count for the limits.
    """

    key: int
    day: date
    minutes: int
    shift: Shift | None = None
    kind_id: int | None = None

    @classmethod
    def of(cls, key: int, shift: Shift, *, kind_id: int | None = None) -> "Work":
        """Return a shift as work."""
        return cls(key, shift.day, shift.minutes, shift, kind_id)


@dataclass(frozen=True)
class Reason:
    """A rule that applied, what made it apply, and whether its kind got the minutes."""

    rule: RateRule
    causes: frozenset[Cause]
    verdict: SplitVerdict


@dataclass(frozen=True)
class Piece:
    """Minutes of one work that all go to one kind, and why.

    ``start`` and ``end`` are aware UTC, ``None`` for bare minutes. The first reason is the rule
    that won; without reasons it is the base kind, or the chosen one.
    """

    key: int
    day: date
    kind_id: int
    minutes: int
    causes: frozenset[Cause]
    reasons: tuple[Reason, ...]
    is_chosen: bool = False
    start: datetime | None = None
    end: datetime | None = None


def split(
    work: Iterable[Work], plan: Plan, *, holidays: Collection[date] = ()
) -> tuple[Piece, ...]:
    """Return the pieces of one person's work, in the order in which it was done.

    Weeks must be whole: give the days before the first of a month from Monday on, then drop their
    pieces. The order of ``work`` does not matter.
    """
    pieces: list[Piece] = []
    for _week, of_week in groupby(sorted(work, key=_in_time), key=lambda one: _monday(one.day)):
        week = _Week(plan)
        for _day, of_day in groupby(of_week, key=lambda one: one.day):
            week.begin_day()
            for one in of_day:
                pieces.extend(_pieces(one, week, holidays))
    return tuple(pieces)


def minutes_per_kind(pieces: Iterable[Piece]) -> dict[int, int]:
    """Return the minutes of each kind."""
    totals: dict[int, int] = {}
    for piece in pieces:
        totals[piece.kind_id] = totals.get(piece.kind_id, 0) + piece.minutes
    return totals


def _in_time(one: Work) -> tuple[date, bool, tuple[datetime, ...], int]:
    """Sort by time, bare minutes behind the shifts of their day."""
    times = (one.shift.start, one.shift.end) if one.shift else ()
    return one.day, one.shift is None, times, one.key


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class _Week:
    """Counts a week's minutes and says which of the next ones are above a limit."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        rules = (plan.kind(RateRule.overtime_50), plan.kind(RateRule.overtime_100))
        self._overtime = tuple(kind for kind in rules if kind)
        self._daily = sorted(kind.daily for kind in self._overtime if kind.daily is not None)
        self._weekly = sorted(kind.weekly for kind in self._overtime if kind.weekly is not None)
        self.of_day = 0
        #: Without the overtime of days.
        self.of_week = 0

    def begin_day(self) -> None:
        self.of_day = 0

    def runs(self, minutes: int) -> Iterator[tuple[int, dict[RateRule, frozenset[Cause]]]]:
        """Yield minutes up to the next limit, and which overtime applies to them."""
        while minutes:
            is_ordinary = not self._daily or self.of_day < self._daily[0]
            left = [limit - self.of_day for limit in self._daily if limit > self.of_day]
            if is_ordinary:
                left += [limit - self.of_week for limit in self._weekly if limit > self.of_week]
            run = min([minutes, *left])
            yield run, self._rules(is_ordinary=is_ordinary)
            self.of_day += run
            self.of_week += run if is_ordinary else 0
            minutes -= run

    def _rules(self, *, is_ordinary: bool) -> dict[RateRule, frozenset[Cause]]:
        found = {kind.rule: self._above(kind, is_ordinary=is_ordinary) for kind in self._overtime}
        return {rule: causes for rule, causes in found.items() if causes}

    def _above(self, kind: KindRule, *, is_ordinary: bool) -> frozenset[Cause]:
        above = set()
        if kind.daily is not None and self.of_day >= kind.daily:
            above.add(Cause.above_day)
        if is_ordinary and kind.weekly is not None and self.of_week >= kind.weekly:
            above.add(Cause.above_week)
        return frozenset(above)


def _pieces(one: Work, week: _Week, holidays: Collection[date]) -> Iterator[Piece]:
    """Yield the pieces of one work, moving the counters of the week on."""
    if one.shift is None:
        causes = special_day(one.day, holidays) if week.plan.holiday else frozenset()
        for minutes, overtime in week.runs(one.minutes):
            yield _piece(one, minutes, causes, overtime, week.plan)
        return
    for part in slices(one.shift, week.plan, holidays):
        start = part.start
        for minutes, overtime in week.runs(minutes_between(part.start, part.end)):
            end = start + timedelta(minutes=minutes)
            yield _piece(one, minutes, part.causes, overtime, week.plan, (start, end))
            start = end


def _piece(
    one: Work,
    minutes: int,
    causes: frozenset[Cause],
    overtime: dict[RateRule, frozenset[Cause]],
    plan: Plan,
    times: tuple[datetime | None, datetime | None] = (None, None),
) -> Piece:
    all_causes = causes.union(*overtime.values())
    chosen = one.kind_id is not None
    reasons = () if chosen else _reasons(causes, overtime, plan)
    kind_id = one.kind_id if one.kind_id is not None else _winner(reasons, plan)
    return Piece(one.key, one.day, kind_id, minutes, all_causes, reasons, chosen, *times)


def _winner(reasons: tuple[Reason, ...], plan: Plan) -> int:
    won = next((one for one in reasons if one.verdict is SplitVerdict.won), None)
    kind = plan.kind(won.rule) if won else None
    return (kind or plan.base).id


def _reasons(
    causes: frozenset[Cause], overtime: dict[RateRule, frozenset[Cause]], plan: Plan
) -> tuple[Reason, ...]:
    """Return the rules that apply: the winner first, then the others by strength."""
    applying = {rule: causes & of_rule for rule, of_rule in _CAUSES.items() if causes & of_rule}
    applying |= overtime
    special = causes & _SPECIAL
    if overtime and special:
        above = frozenset[Cause]().union(*overtime.values())
        applying[RateRule.overtime_100] = above | special
    reasons = []
    verdict = SplitVerdict.won
    for rule in STRENGTH:
        kind = plan.kind(rule)
        if kind is None or rule not in applying:
            continue
        has_rate = kind.id in plan.with_rate
        reasons.append(Reason(rule, applying[rule], verdict if has_rate else SplitVerdict.no_rate))
        verdict = SplitVerdict.outranked if has_rate else verdict
    return tuple(sorted(reasons, key=lambda reason: reason.verdict is not SplitVerdict.won))
