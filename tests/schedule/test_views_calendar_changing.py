"""The calendar: shifts that are moved, added, changed and removed one by one."""

import json
from datetime import date
from decimal import Decimal

import pytest

from app.accounts.models import Account
from app.positions.enums import Unit
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries, months
from tests.factories.assignments import ContractFactory
from tests.factories.positions import RateKindFactory
from tests.schedule.calendars import ALL, FIRST, LAST, MONDAY, OWN, again, planned
from tests.support.pages import fields_of


def move(browser, entry, contract, day, **more):
    form = {
        "entry": entry.id, "revision": entry.revision, "contract": contract.id, "day": day, **more
    }  # fmt: skip
    return browser.post("/calendar/move", data=form)


def test_a_shift_moves_to_another_day(db, people, office):
    entry = planned(people[0], "22-6 (30)", date(2026, 10, 23))
    db.session.commit()
    answer = move(office, entry, people[0], "2026-10-24")
    assert answer.status_code == 200
    moved = again(entry)
    # The night in which the clocks go back has nine hours: by the clock it is the same shift.
    assert (moved.day, moved.minutes) == (date(2026, 10, 24), 510)
    assert answer.json["revision"] == moved.revision
    assert "Anna Ćwik, 24.10, 22:00–06:00 · 8:30" in answer.json["message"]


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_refused(db, people, office, day):
    entry = planned(people[0], "6-14")
    db.session.commit()
    assert move(office, entry, people[0], day).status_code == 400
    form = fields_of(office.get(f"/calendar/edit/{entry.id}").text)
    form["day"] = day
    assert office.post(f"/calendar/edit/{entry.id}", data=form).status_code == 422
    added = {"contract": people[0].id, "day": day, "begin": "6", "end": "14"}
    assert office.post("/calendar/add", data=added).status_code == 422
    copied = {"week": day, "weeks": "1"}
    assert office.post("/calendar/copy", data=copied).status_code == 422
    bulk = {
        "contracts": people[0].id, "first": day, "last": day, "begin": "6", "end": "14",
        "weekdays": list("0123456"), "on_holidays": "y",
    }  # fmt: skip
    assert office.post("/calendar/bulk?day=2026-10-05", data=bulk).status_code == 422
    assert again(entry).day == MONDAY


def test_a_planned_shift_is_given_to_somebody_else(db, people, office):
    entry = planned(people[0], "6-14")
    db.session.commit()
    assert move(office, entry, people[1], "2026-10-06").status_code == 200
    moved = again(entry)
    assert (moved.contract_id, moved.employee_id) == (people[1].id, people[1].employee_id)
    assert (moved.day, moved.planned_started_at) == (date(2026, 10, 6), moved.started_at)


def test_reported_hours_stay_with_whoever_has_worked_them(db, people, office):
    entry = planned(people[0], "6-14")
    entries.confirm(entry)
    db.session.commit()
    answer = move(office, entry, people[1], "2026-10-05")
    assert answer.status_code == 422
    assert "zaplanowan" in answer.json["message"]
    assert again(entry).contract_id == people[0].id


def test_a_shift_stays_with_its_client(db, people, office):
    entry, other = planned(people[0], "6-14"), ContractFactory(starts_on=FIRST, ends_on=LAST)
    db.session.commit()
    assert move(office, entry, other, "2026-10-05").status_code == 422
    assert again(entry).contract_id == people[0].id


def test_nobody_works_twice_at_once(db, people, office):
    entry = planned(people[0], "6-14")
    planned(people[1], "13-21")
    db.session.commit()
    answer = move(office, entry, people[1], "2026-10-05")
    assert answer.status_code == 422
    assert "okrywa się" in answer.json["message"]
    assert move(office, entry, people[1], "2026-10-06").status_code == 200


def test_a_stale_move_tells_who_changed_what(db, people, office, login_as):
    entry = planned(people[0], "6-14")
    db.session.commit()
    rival = login_as(ALL, first_name="Ewa", last_name="Szybka")
    seen = entry.revision
    assert move(rival, entry, people[0], "2026-10-07").status_code == 200
    db.session.rollback()
    answer = move(office, again(entry), people[0], "2026-10-08", revision=seen)
    assert answer.status_code == 409
    assert "Ewa Szybka" in answer.json["message"]
    assert "07.10, 06:00–14:00" in answer.json["message"]
    assert again(entry).day == date(2026, 10, 7)


def test_a_closed_month_stays_as_it_is(db, people, office):
    entry = planned(people[0], "6-14", date(2026, 9, 30))
    months.close_month(date(2026, 9, 1))
    db.session.commit()
    assert move(office, entry, people[0], "2026-10-01").status_code == 422
    assert again(entry).day == date(2026, 9, 30)


def test_rows_of_foreign_clients_do_not_exist(db, people, login_as):
    guard = login_as(OWN)
    mine = ContractFactory(starts_on=FIRST, ends_on=LAST)
    mine.client.guardians = [db.session.get(Account, guard.account_id)]
    own, foreign = planned(mine, "6-14"), planned(people[0], "6-14")
    db.session.commit()
    assert move(guard, foreign, people[0], "2026-10-06").status_code == 404
    assert move(guard, own, people[0], "2026-10-06").status_code == 404
    assert guard.get(f"/calendar/edit/{foreign.id}").status_code == 404
    assert guard.get(f"/calendar/add?contract={people[0].id}").status_code == 404
    assert "Hotel Bałtyk" not in guard.get("/calendar/?day=2026-10-05").text
    for page in ("", "copy", "bulk"):
        for whose in (f"client={people[0].client_id}", f"employee={people[0].employee_id}"):
            assert guard.get(f"/calendar/{page}?{whose}").status_code == 404
        assert guard.get(f"/calendar/{page}?client={mine.client_id}").status_code == 200
    assert move(guard, own, mine, "2026-10-06").status_code == 200


def test_whoever_may_only_look_changes_nothing(db, people, login_as):
    entry = planned(people[0], "6-14")
    db.session.commit()
    accountant = login_as("Księgowość")
    html = accountant.get("/calendar/?day=2026-10-05").text
    assert "Anna Ćwik" in html
    assert "draggable" not in html
    assert move(accountant, entry, people[0], "2026-10-06").status_code == 403


def add(browser, contract, **values):
    form = {"contract": contract.id, "day": "2026-10-05", **values}
    return browser.post("/calendar/add", data=form, headers={"HX-Request": "true"})


def test_a_shift_is_added_as_a_plan(db, people, office):
    answer = add(office, people[0], begin="22", end="6:00", pause="30", note="Nocka")
    assert answer.status_code == 204
    entry = db.session.query(ScheduleEntry).one()
    assert json.loads(answer.headers["HX-Trigger"])["calendar:changed"]["focus"] == entry.id
    assert (entry.minutes, entry.pause, entry.note) == (450, 30, "Nocka")
    assert (entry.state, entry.planned_minutes) == (EntryState.planned, 450)


def test_without_scripts_the_calendar_is_shown_again(people, office):
    form = {"contract": people[0].id, "day": "2026-10-05", "amount": "8"}
    answer = office.post("/calendar/add", data=form)
    assert answer.status_code == 302
    assert "day=2026-10-05" in answer.location


def test_days_are_added_as_a_quantity(db, people, office):
    kind = RateKindFactory(name="doba opieki", unit=Unit.day)
    db.session.commit()
    refused = add(office, people[0], kind=kind.id, begin="6", end="14")
    assert refused.status_code == 422
    assert add(office, people[0], kind=kind.id, amount="0,5").status_code == 204
    entry = db.session.query(ScheduleEntry).one()
    assert (entry.quantity, entry.minutes, entry.rate_kind_id) == (Decimal("0.5"), None, kind.id)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"begin": "6"}, "obie godziny"),
        ({}, "od–do albo liczbę"),
        ({"begin": "6", "end": "25"}, "25"),
        ({"begin": "6", "end": "8", "pause": "120"}, "Przerwa"),
        ({"begin": "6", "end": "14", "day": "2026-12-24"}, "nie obejmuje"),
    ],
)
def test_what_was_typed_survives_a_refusal(db, people, office, typed, said):
    answer = add(office, people[0], note="Moja notatka", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    kept = fields_of(answer.text)
    assert kept["note"] == "Moja notatka"
    assert all(kept[name] == value for name, value in typed.items() if name != "end")
    assert db.session.query(ScheduleEntry).count() == 0


def test_a_plan_is_reported_with_what_was_really_worked(db, people, office):
    entry = planned(people[0], "6-14")
    db.session.commit()
    form = fields_of(office.get(f"/calendar/edit/{entry.id}").text)
    assert (form["begin"], form["end"], form["day"]) == ("06:00", "14:00", "2026-10-05")
    form["end"], form["as_worked"] = "15:00", "y"
    assert office.post(f"/calendar/edit/{entry.id}", data=form).status_code == 302
    worked = again(entry)
    assert (worked.state, worked.minutes, worked.planned_minutes) == (
        EntryState.reported, 540, 480
    )  # fmt: skip


def test_the_dialog_moves_and_hands_over_as_the_mouse_does(db, people, office):
    entry = planned(people[0], "6-14")
    db.session.commit()
    form = fields_of(office.get(f"/calendar/edit/{entry.id}").text)
    form["contract"], form["day"] = str(people[1].id), "2026-10-09"
    assert office.post(f"/calendar/edit/{entry.id}", data=form).status_code == 302
    moved = again(entry)
    assert (moved.contract_id, moved.day) == (people[1].id, date(2026, 10, 9))


def test_a_stale_dialog_keeps_what_was_typed(db, people, office):
    entry = planned(people[0], "6-14")
    db.session.commit()
    form = fields_of(office.get(f"/calendar/edit/{entry.id}").text)
    entries.change(entry, MONDAY, read_worked(MONDAY, "7-15"))
    db.session.commit()
    form["begin"] = "5"
    answer = office.post(f"/calendar/edit/{entry.id}", data=form)
    assert answer.status_code == 409
    assert "07:00–15:00" in answer.text
    assert fields_of(answer.text)["begin"] == "5"
    assert again(entry).minutes == 480


def test_a_shift_is_removed_unless_it_was_changed(db, people, office):
    entry = planned(people[0], "6-14")
    db.session.commit()
    url, pk = f"/calendar/remove/{entry.id}", entry.id
    assert office.post(url, data={"revision": entry.revision + 1}).status_code == 409
    assert db.session.get(ScheduleEntry, pk) is not None
    assert office.post(url, data={"revision": entry.revision}).status_code == 302
    db.session.rollback()
    db.session.expunge_all()
    assert db.session.get(ScheduleEntry, pk) is None
