"""The shifts of people that the law of working time is asked about."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa

from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.shifts import Shift

_ENTRY = ScheduleEntry.__table__


def shifts_of(people: Collection[int], first: date, last: date) -> dict[int, list[Shift]]:
    """Return the shifts of people in the whole weeks around some days, and the day after.

    Read past the isolation of clients: rest and the hours of a week are a person's, wherever
    they work. Only what the rules say of them is shown.
    """
    monday = first - timedelta(days=first.weekday())
    after = last + timedelta(days=7 - last.weekday())
    entry = _ENTRY.c
    found: dict[int, list[Shift]] = defaultdict(list)
    ids = sorted(people)
    for start in range(0, len(ids), 500):
        query = sa.select(
            entry.employee_id, entry.day, entry.started_at, entry.ended_at, entry.pause,
            entry.pause_started_at,
        ).where(
            entry.employee_id.in_(ids[start : start + 500]),
            entry.day.between(monday, after),
            entry.started_at.is_not(None),
            entry.state != EntryState.rejected,
        )  # fmt: skip
        for employee_id, *stored in db.session.connection().execute(query):
            found[employee_id].append(Shift.stored(*stored))
    return found
