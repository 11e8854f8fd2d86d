"""A page of reported hours as the template shows it: by client and person, with what to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.core.views.cells import format_number
from app.schedule.enums import Difference
from app.schedule.models import ScheduleEntry
from app.schedule.queries import shifts_of
from app.schedule.rules.coverage import Warned, working_time_warnings
from app.schedule.rules.differences import Compared, Said, compare
from app.schedule.rules.durations import as_clock
from app.schedule.rules.notation import wall_span
from app.schedule.services.decisions import why_not_accepted


@dataclass(frozen=True)
class Row:
    """One entry: what was planned, what was worked, and what speaks against accepting it."""

    entry: ScheduleEntry
    planned: str
    worked: str
    compared: Compared
    difference: str
    hints: tuple[str, ...]
    refusal: str

    @property
    def is_ticked(self) -> bool:
        """Tell whether it is ticked from the start: as planned, and nothing stands against it."""
        return self.compared.difference is Difference.same and not self.refusal

    @property
    def weekday(self) -> str:
        """Return the day of the week in short."""
        return str(format_date(self.entry.day, "EEEEEE"))

    @property
    def value(self) -> str:
        """Return what a tick posts: the entry, and the revision that was looked at."""
        return f"{self.entry.id}:{self.entry.revision}"


@dataclass(frozen=True)
class Person:
    """The rows of one person at one client."""

    employee: Any
    rows: list[Row]

    @property
    def total(self) -> str:
        """Return the hours of all rows together."""
        return as_clock(sum(row.entry.minutes or 0 for row in self.rows))


@dataclass(frozen=True)
class Group:
    """The people of one client."""

    client: Any
    people: list[Person]


def grouped(entries: Sequence[ScheduleEntry]) -> list[Group]:
    """Return entries, in the order of the page, by client and person."""
    hints, refusals = _hints(entries), why_not_accepted(entries)
    return [
        Group(
            client,
            [
                Person(person, [_row(one, hints, refusals) for one in of_one])
                for person, of_one in groupby(of_client, key=lambda one: one.employee)
            ],
        )
        for client, of_client in groupby(entries, key=lambda one: one.client)
    ]


def _row(
    entry: ScheduleEntry,
    hints: dict[tuple[int, date], list[str]],
    refusals: dict[int, str],
) -> Row:
    planned = Said(
        entry.planned_started_at,
        entry.planned_ended_at,
        entry.planned_minutes,
        entry.planned_quantity,
    )
    worked = Said(entry.started_at, entry.ended_at, entry.minutes, entry.quantity)
    compared = compare(planned, worked)
    return Row(
        entry,
        _said(planned),
        _said(worked),
        compared,
        _in_words(compared),
        tuple(hints.get((entry.employee_id, entry.day), ())),
        refusals.get(entry.id, ""),
    )


def _said(said: Said) -> str:
    if said.quantity is not None:
        return format_number(said.quantity)
    if said.minutes is None:
        return ""
    hours = as_clock(said.minutes)
    if said.start is None or said.end is None:
        return hours
    return f"{wall_span(said.start, said.end)} · {hours}"


def _in_words(compared: Compared) -> str:
    match compared.difference:
        case Difference.longer:
            return str(_("Longer by %(time)s", time=as_clock(compared.minutes)))
        case Difference.shorter:
            return str(_("Shorter by %(time)s", time=as_clock(compared.minutes)))
    return str(compared.difference)


def _hints(entries: Sequence[ScheduleEntry]) -> dict[tuple[int, date], list[str]]:
    """Return what the law of working time says of the days of people on a page."""
    if not entries:
        return {}
    days = [entry.day for entry in entries]
    people = {entry.employee_id for entry in entries}
    found: dict[tuple[int, date], list[str]] = defaultdict(list)
    for employee_id, shifts in shifts_of(people, min(days), max(days)).items():
        for warned in working_time_warnings(shifts):
            for day in warned.days:
                found[employee_id, day].append(_warning(warned))
    return found


def _warning(warned: Warned) -> str:
    return f"{warned.concern} ({as_clock(warned.minutes)})"
