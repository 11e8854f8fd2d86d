"""Deciding on many hours at once: what cannot be decided on is named, the rest goes through."""

from datetime import date, timedelta

import pytest

from app.core.clock import now
from app.core.isolation import EVERYTHING, set_scope
from app.core.models import acting_user_id
from app.extensions import db as database
from app.positions.services import seed_rate_kinds
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import RULES
from app.schedule.queries.waiting import Waiting, count, differs_from_plan, ids_after, page_after
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries, months
from app.schedule.services.decisions import decide, why_not_accepted
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory
from tests.factories.schedule import ScheduleEntryFactory

MONDAY = date(2026, 10, 5)


@pytest.fixture
def contract(db):
    seed_rate_kinds()
    return ContractFactory(starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 30))


@pytest.fixture
def acting(app, login_as):
    """Somebody acts, with every row in reach."""
    account_id = login_as("Administrator").account_id
    with app.test_request_context(
        "/", method="POST", environ_overrides={"crm.user_id": account_id}
    ):
        set_scope(EVERYTHING)
        yield account_id


def report(contract, day=MONDAY, text="6-14"):
    entry = entries.report(contract, day, read_worked(day, text))
    database.session.flush()
    return entry


def seen(*found):
    return {one.id: one.revision for one in found}


def test_all_that_is_sound_is_accepted(db, contract):
    found = [report(contract, MONDAY + timedelta(days=step)) for step in range(3)]
    outcome = decide(seen(*found))
    assert (outcome.done, outcome.refused) == (3, [])
    assert {one.state for one in found} == {EntryState.accepted}


def test_a_closed_month_stops_its_own_hours_alone(db, contract):
    september, october = report(contract, date(2026, 9, 30)), report(contract)
    months.close_month(date(2026, 9, 1))
    outcome = decide(seen(september, october))
    assert (outcome.done, len(outcome.refused)) == (1, 1)
    assert "09.2026" in outcome.refused[0].why
    assert (september.state, october.state) == (EntryState.reported, EntryState.accepted)


def test_four_eyes_stop_ones_own_hours_alone(db, contract, acting):
    mine, of_another = report(contract), report(contract, date(2026, 10, 6))
    assert (mine.reported_by_id, acting_user_id()) == (acting, acting)
    of_another.reported_by_id = None
    db.session.flush()
    RULES.set(four_eyes=True)
    assert list(why_not_accepted([mine, of_another])) == [mine.id]
    outcome = decide(seen(mine, of_another))
    assert outcome.done == 1
    assert [one.entry for one in outcome.refused] == [str(mine)]
    assert (mine.state, of_another.state) == (EntryState.reported, EntryState.accepted)


def test_one_may_reject_what_one_has_reported(db, contract, acting):
    mine = report(contract)
    RULES.set(four_eyes=True)
    assert decide(seen(mine), reason="Pomyłka").done == 1
    assert (mine.state, mine.reject_reason) == (EntryState.rejected, "Pomyłka")


def test_what_was_changed_meanwhile_is_not_accepted_unseen(db, contract):
    entry, other = report(contract), report(contract, date(2026, 10, 6))
    shown = seen(entry, other)
    entries.change(entry, MONDAY, read_worked(MONDAY, "6-18"))
    outcome = decide(shown)
    assert (outcome.done, len(outcome.refused)) == (1, 1)
    assert entry.state is EntryState.reported
    assert decide(seen(entry)).done == 1


def test_what_was_decided_already_is_named(db, contract):
    entry = report(contract)
    decide(seen(entry))
    again = decide({entry.id: None, 999_999: None})
    assert again.done == 0
    assert str(EntryState.accepted) in again.refused[0].why
    assert len(again.refused) == 2


def test_everything_is_what_was_there_when_it_was_looked_at(db, contract):
    before = report(contract)
    db.session.flush()
    until = now()
    later = report(contract, date(2026, 10, 6))
    assert ids_after(Waiting(until=until), 0, 10) == [before.id]
    assert decide({later.id: None}, until=until).done == 0
    assert decide({before.id: None}, until=until).done == 1


def test_only_differences_are_those_the_row_itself_tells(db, contract):
    plain = entries.plan(contract, MONDAY, read_worked(MONDAY, "6-14"))
    entries.confirm(plain)
    longer = entries.plan(contract, date(2026, 10, 6), read_worked(date(2026, 10, 6), "6-14"))
    entries.confirm(longer, read_worked(date(2026, 10, 6), "6-15"))
    unplanned = report(contract, date(2026, 10, 7))
    found = set(db.session.scalars(db.select(ScheduleEntry).where(differs_from_plan())))
    assert found == {longer, unplanned}
    assert [one.is_as_planned for one in (plain, longer, unplanned)] == [True, False, False]
    assert count(Waiting()) == (3, 2)
    assert count(Waiting(only_differences=True)) == (2, 2)


def test_the_order_is_by_client_person_and_day(db, contract, monkeypatch):
    monkeypatch.setattr("app.schedule.queries.waiting.PAGE", 2)
    hotel, office = ClientFactory(name="Łazienki"), ClientFactory(name="Zakład")
    places = [PositionFactory(client=one) for one in (office, hotel)]
    anna, zofia = EmployeeFactory(last_name="Ćwik"), EmployeeFactory(last_name="Dąb")
    for place in places:
        for person in (zofia, anna):
            one = ContractFactory(position=place, employee=person)
            for day in (date(2026, 10, 7), MONDAY):
                ScheduleEntryFactory(contract=one, day=day)
    found, after, more = [], 0, True
    while more:
        rows, more = page_after(Waiting(), after)
        found += [(one.client.name, one.employee.last_name, one.day.day) for one in rows]
        after = rows[-1].id
    assert found == [
        (client, person, day)
        for client in ("Łazienki", "Zakład")
        for person in ("Ćwik", "Dąb")
        for day in (5, 7)
    ]


def test_a_narrowing_survives_the_way_to_a_job():
    whole = Waiting(1, 2, MONDAY, None, only_differences=True, until=now())
    assert Waiting.from_json(whole.as_json()) == whole
    assert Waiting.from_json(Waiting().as_json()) == Waiting()
