"""The table of the calendar as the template shows it: rows of people, cells of days, bars."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.assignments.enums import ContractKind
from app.assignments.models import Contract
from app.core.clock import local, today
from app.core.views.cells import format_number
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries.calendar import Span
from app.schedule.rules.durations import DAY, HOUR, as_clock
from app.schedule.rules.holidays import public_holidays
from app.schedule.rules.notation import wall_span

_SATURDAY = 5
#: Without colours a state is told by its mark.
MARKS = {
    EntryState.planned: "",
    EntryState.reported: "?",
    EntryState.accepted: "✓",
    EntryState.rejected: "✕",
    EntryState.settled: "■",
}


@dataclass(frozen=True)
class Head:
    """The head of a day."""

    day: date
    name: str
    number: str
    label: str
    is_free: bool
    is_today: bool
    is_closed: bool


@dataclass(frozen=True)
class Bar:
    """A shift, or what else was entered for a day."""

    entry: ScheduleEntry
    #: What fits a column of a month: a line, or two for from and to.
    short: tuple[str, ...]
    full: str
    label: str
    may_move: bool

    @property
    def mark(self) -> str:
        """Return the sign of its state."""
        return MARKS[self.entry.state]


@dataclass(frozen=True)
class Cell:
    """A day of a contract."""

    head: Head
    bars: list[Bar]
    is_covered: bool
    trip: str


@dataclass(frozen=True)
class Stretch:
    """A shift on the line of one day, in minutes after midnight."""

    begin: int
    length: int
    state: EntryState


@dataclass(frozen=True)
class Row:
    """A contract with its days."""

    contract: Contract
    cells: list[Cell]
    total: str
    #: What the bar of a trip says.
    trip: str
    line: list[Stretch]


@dataclass(frozen=True)
class Group:
    """The rows of one client."""

    client: Any
    rows: list[Row]


Found = Mapping[tuple[int, date], list[ScheduleEntry]]


def heads(span: Span, closed: Collection[date]) -> list[Head]:
    """Return the heads of the days."""
    holidays = public_holidays({day.year for day in span.days})
    return [
        Head(
            day,
            str(format_date(day, "EEEEEE")),
            str(day.day),
            _day_label(day, holidays.get(day)),
            is_free=day.weekday() >= _SATURDAY or day in holidays,
            is_today=day == today(),
            is_closed=day.replace(day=1) in closed,
        )
        for day in span.days
    ]


def _day_label(day: date, holiday: str | None) -> str:
    label = str(format_date(day, "EEEE, d MMMM"))
    return f"{label} – {holiday}" if holiday else label


def grouped(
    contracts: Sequence[Contract], found: Found, shown: list[Head], *, may_write: bool
) -> list[Group]:
    """Return the rows of contracts, in their order, by client."""
    return [
        Group(client, [_row(one, found, shown, may_write=may_write) for one in of_client])
        for client, of_client in groupby(contracts, key=lambda one: one.client)
    ]


def _row(contract: Contract, found: Found, shown: list[Head], *, may_write: bool) -> Row:
    cells = [_cell(contract, found, head, may_write=may_write) for head in shown]
    counted = (
        bar.entry.minutes or 0
        for cell in cells
        for bar in cell.bars
        if bar.entry.state is not EntryState.rejected
    )
    minutes = sum(counted)
    line = _line(contract, found, shown[0].day) if len(shown) == 1 else []
    return Row(contract, cells, as_clock(minutes) if minutes else "", _trip_label(contract), line)


def _cell(contract: Contract, found: Found, head: Head, *, may_write: bool) -> Cell:
    entries = found.get((contract.id, head.day), [])
    may_move = may_write and not head.is_closed
    return Cell(
        head,
        [bar(one, may_move=may_move) for one in entries],
        is_covered=contract.period.holds(head.day),
        trip=_trip_part(contract, head.day),
    )


def bar(entry: ScheduleEntry, *, may_move: bool) -> Bar:
    """Return how an entry is shown."""
    full = said(entry)
    label = ", ".join([f"{entry.day:%d.%m}", full, str(entry.state)])
    movable = may_move and entry.state is not EntryState.settled
    return Bar(entry, _short(entry), full, label, movable)


def said(entry: ScheduleEntry) -> str:
    """Return in words what an entry says."""
    if entry.quantity is not None:
        return f"{format_number(entry.quantity)} {entry.rate_kind}"
    hours = as_clock(entry.minutes or 0)
    if entry.started_at is None or entry.ended_at is None:
        text = hours
    else:
        text = f"{wall_span(entry.started_at, entry.ended_at)} · {hours}"
    return f"{text} · {entry.rate_kind}" if entry.rate_kind else text


def _short(entry: ScheduleEntry) -> tuple[str, ...]:
    """Return what fits a column of a month: 6 and 14, 7:30, ×1."""
    if entry.quantity is not None:
        return (f"×{entry.quantity.normalize():f}".replace(".", ","),)
    if entry.started_at is not None and entry.ended_at is not None:
        begin, end = local(entry.started_at), local(entry.ended_at)
        if not begin.minute and not end.minute:
            return str(begin.hour), str(end.hour or 24)
    return (as_clock(entry.minutes or 0),)


def _trip_label(contract: Contract) -> str:
    if contract.kind is not ContractKind.trip:
        return ""
    end = contract.effective_end
    until = f"{end:%d.%m.%Y}" if end else _("without an end")
    return str(
        _("Trip %(number)s: %(first)s – %(last)s", number=contract.number,
          first=f"{contract.starts_on:%d.%m.%Y}", last=until)
    )  # fmt: skip


def _trip_part(contract: Contract, day: date) -> str:
    """Return which part of the bar of a trip a day holds: first, last, only, inside, or none."""
    if contract.kind is not ContractKind.trip or not contract.period.holds(day):
        return ""
    is_first, is_last = day == contract.starts_on, day == contract.effective_end
    if is_first and is_last:
        return "only"
    return "first" if is_first else "last" if is_last else "inside"


def _line(contract: Contract, found: Found, day: date) -> list[Stretch]:
    """Return the shifts on a day, the end of last night's included."""
    before = found.get((contract.id, day - timedelta(days=1)), [])
    stretches = []
    for entry in [*before, *found.get((contract.id, day), [])]:
        if entry.started_at is None or entry.ended_at is None:
            continue
        begin = max(0, _minute(entry.started_at, day))
        end = min(DAY, _minute(entry.ended_at, day))
        if begin < end:
            stretches.append(Stretch(begin, end - begin, entry.state))
    return stretches


def _minute(moment: datetime, day: date) -> int:
    """Return the minute the clock shows, counted from the midnight of a day."""
    shown = local(moment)
    return (shown.date() - day).days * DAY + shown.hour * HOUR + shown.minute
