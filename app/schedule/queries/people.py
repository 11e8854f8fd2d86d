"""People whose hours are written or judged: they are a person's, at whatever client."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa

from app.assignments.models import Contract
from app.core.db import is_sqlite
from app.employees.models import Employee
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.shifts import Shift

_ENTRY = ScheduleEntry.__table__
#: Writers of hours take it together; whoever closes or opens a month waits for all of them.
_KEEP_MONTHS = sa.text("LOCK TABLE closed_month IN SHARE MODE")


def lock_people(contract_ids: Collection[int] | sa.SelectBase) -> None:
    """Wait for whoever writes hours of the same people; always in the same order.

    Overlaps, overtime and settlements look at all the hours of somebody. Whoever writes some of
    them takes this lock first of all, and reads the others behind it. Until they have committed
    no month is closed: who has closed one must not find hours in it that come in later.
    """
    contract, person = Contract.__table__.c, Employee.__table__.c
    people = sa.select(contract.employee_id).where(contract.id.in_(contract_ids))
    query = sa.select(person.id).where(person.id.in_(people)).order_by(person.id)
    # Past the session: what it has not sent yet must not be written before the wait.
    connection = db.session.connection()
    connection.execute(query.with_for_update(key_share=True)).all()
    if not is_sqlite():  # which has one writer at a time anyhow
        connection.execute(_KEEP_MONTHS)


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
