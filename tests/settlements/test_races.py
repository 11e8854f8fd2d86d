"""Accepting, changing and settling the same hours at once: as if one had come after the other."""

from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.roles import ADMINISTRATOR
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.integrity import invariants
from app.extensions import db as database
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import Worked
from app.schedule.services import deciding, entries, splitting
from app.settlements import queries as of_settlements
from app.settlements.models import EmployeeSettlement
from app.settlements.services import employees
from tests.factories.assignments import ContractFactory
from tests.factories.invoicing import make_buyer, make_company
from tests.factories.positions import PositionFactory, PositionRateFactory
from tests.factories.settlements import MONTH, rate_kinds
from tests.support.together import overtake, post_together

TUESDAY, THURSDAY, FRIDAY = (date(2026, 10, day) for day in (6, 8, 9))
NAMES = ("tuesday", "thursday", "friday")


@pytest.fixture
def hours(db):
    """Eight accepted hours of a person on Tuesday, as many reported ones on Thursday and Friday."""
    company, kinds = make_company(), rate_kinds()
    position = PositionFactory(client=make_buyer())
    for kind in kinds.values():
        PositionRateFactory(position=position, rate_kind=kind, valid_from=date(2026, 9, 1))
    contract = ContractFactory(
        position=position, company=company, starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 31)
    )
    days = (TUESDAY, THURSDAY, FRIDAY)
    made = [entries.report(contract, day, Worked(480)) for day in days]
    deciding.accept(made[:1])
    db.session.commit()
    found = {
        "contract": contract.id,
        **{name: one.id for name, one in zip(NAMES, made, strict=True)},
    }
    db.session.remove()
    return found


def _entry(pk):
    return database.session.get_one(ScheduleEntry, pk)


def settle(hours):
    employees.settle([hours["contract"]], MONTH, despite_waiting=True)


def accept_friday(hours):
    deciding.accept([_entry(hours["friday"])])


def accept_thursday(hours):
    deciding.accept([_entry(hours["thursday"])])


def shorten_tuesday(hours):
    entry = _entry(hours["tuesday"])
    entries.change(entry, entry.day, Worked(60))


def remove_tuesday(hours):
    entries.remove(_entry(hours["tuesday"]))


def take_tuesday_back(hours):
    deciding.take_back([_entry(hours["tuesday"])])


def cancel(_hours):
    found = database.session.scalars(sa.select(EmployeeSettlement)).all()
    employees.cancel(found, "pomyłka")


def attempt(app, act, hours):
    """Do something as a page does; return how it ended."""
    with app.app_context():
        try:
            with transaction():
                act(hours)
        except (DomainError, StaleDataError) as refusal:
            return type(refusal).__name__
        return "done"


def broken():
    """Name what no longer holds; the log and the database itself are asked elsewhere."""
    database.session.rollback()
    asked = [one for one in invariants() if one.code not in ("I7", "I9", "I11")]
    return [f"{one.code} {fault}" for one in asked for fault in one.search()]


def meet(app, monkeypatch, hours, *, paused, first, second):
    """Let ``second`` begin while ``first`` stands before the function ``paused``."""
    acts = (partial(attempt, app, act, hours) for act in (first, second))
    return overtake(monkeypatch, paused, *acts)


STORING = (employees, "store")
SPLITTING = (splitting, "parts_of")
MEETINGS = {
    "settle, accept": (settle, accept_friday, STORING),
    "settle, change": (settle, shorten_tuesday, STORING),
    "settle, remove": (settle, remove_tuesday, STORING),
    "settle, take back": (settle, take_tuesday_back, STORING),
    "accept, settle": (accept_friday, settle, SPLITTING),
    "accept, accept": (accept_friday, accept_thursday, SPLITTING),
    "accept, change": (accept_friday, shorten_tuesday, SPLITTING),
}


@pytest.mark.parametrize("name", MEETINGS)
def test_whoever_meets_whom_all_invariants_hold(app, db, hours, monkeypatch, name):
    first, second, paused = MEETINGS[name]
    done, other = meet(app, monkeypatch, hours, paused=paused, first=first, second=second)
    assert done == "done"
    assert other in ("done", "DomainError", "StaleDataError")
    assert broken() == []


def test_a_settlement_is_cancelled_before_or_after_a_split(app, db, hours, monkeypatch):
    with transaction():
        settle(hours)
    db.session.remove()
    ends = meet(app, monkeypatch, hours, paused=SPLITTING, first=accept_friday, second=cancel)
    assert ends == ("done", "done")
    assert broken() == []


@pytest.mark.parametrize("name", ["settle, change", "settle, take back", "accept, accept"])
def test_without_the_lock_they_do_get_in_each_other_s_way(app, db, hours, monkeypatch, name):
    """The races are real: SQLite has one writer at a time, PostgreSQL needs the lock."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time.")
    for module in (deciding, entries, of_settlements):
        monkeypatch.setattr(module, "lock_people", lambda _ids: None)
    first, second, paused = MEETINGS[name]
    meet(app, monkeypatch, hours, paused=paused, first=first, second=second)
    assert broken()


def test_three_pages_at_once_answer_in_words(app, db, login_as, hours):
    """Somebody accepts Friday, another changes it, a third settles the month."""
    friday = _entry(hours["friday"])
    client, seen = friday.client_id, friday.revision
    day = f"/hours/day/{hours['contract']}/{FRIDAY}"
    change = {"entry": hours["friday"], "revision": seen, "act": "save", "amount": "7"}
    requests = [
        ("/acceptance/decide", {"decision": "accept", "row": f"{hours['friday']}:{seen}"}),
        (day, change),
        (f"/settlements/people/{client}?month=2026-10", {"despite_waiting": "y"}),
    ]
    boss = [login_as(ADMINISTRATOR) for _ in requests]
    answers = post_together(
        app, [(one, url, form) for one, (url, form) in zip(boss, requests, strict=True)]
    )
    accepted, changed, settled = (answer.status_code for answer in answers)
    assert (accepted, settled) == (302, 302)
    assert changed in (200, 422)
    assert changed == 200 or "Ktoś właśnie to zmienił" in answers[1].text
    assert broken() == []
    entry = _entry(hours["friday"])
    # Either the change came first and was refused acceptance, or it overwrote what was accepted.
    assert entry.minutes == (420 if changed == 200 else 480)
    assert entry.state is not EntryState.planned
