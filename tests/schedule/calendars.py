"""What the tests of the calendar have in common."""

from datetime import date

from app.extensions import db
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries

OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, ze stawkami"
MONDAY = date(2026, 10, 5)
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 30)


def planned(contract, text, day=MONDAY):
    """Return a planned shift."""
    return entries.plan(contract, day, read_worked(day, text))


def again(entry):
    """Return an entry as it is stored now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(ScheduleEntry, entry.id)
