"""The calendar: a copied week, and the same hours for several people and days."""

from datetime import date

import pytest

from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.services import planning
from app.schedule.views.calendar import planning as views
from app.schedule.views.calendar.forms import BulkForm
from tests.factories.schedule import ScheduleEntryFactory
from tests.schedule.calendars import MONDAY, OWN, planned
from tests.support.pages import fields_of


def test_a_week_is_copied_after_one_question(db, people, office):
    planned(people[0], "22-6 (30)")
    planned(people[1], "6-14", date(2026, 10, 7))
    planned(people[1], "8-16", date(2026, 10, 21))  # stands in the second week already
    db.session.commit()
    url = f"/calendar/copy?client={people[0].client_id}&day=2026-10-05"
    form = {"week": "2026-10-08", "weeks": "2"}
    question = office.post(url, data=form).text
    assert "Zmian do dodania: 3." in question
    assert "Ewa Zając, 21.10.2026: W tym dniu jest już wpis." in question
    assert db.session.query(ScheduleEntry).count() == 3
    assert office.post(url, data={**form, "confirmed": "y"}).status_code == 302
    copied = db.session.query(ScheduleEntry).filter_by(contract_id=people[0].id)
    assert [(one.day, one.minutes, one.pause) for one in copied.order_by(ScheduleEntry.day)] == [
        (date(2026, 10, 5), 450, 30), (date(2026, 10, 12), 450, 30), (date(2026, 10, 19), 450, 30),
    ]  # fmt: skip
    # Done twice it changes nothing.
    office.post(url, data={**form, "confirmed": "y"})
    db.session.rollback()
    assert db.session.query(ScheduleEntry).count() == 6


def test_the_same_hours_are_added_for_people_and_days(db, people, office):
    planned(people[0], "10-18", date(2026, 11, 3))
    people[1].ends_on = date(2026, 11, 4)
    db.session.commit()
    url = f"/calendar/bulk?client={people[0].client_id}&day=2026-11-01"
    form = {
        "contracts": [str(one.id) for one in people],
        "weekdays": ["0", "1", "2", "3", "4"],
        "first": "2026-11-02", "last": "2026-11-13", "begin": "6", "end": "14",
    }  # fmt: skip
    question = office.post(url, data=form).text
    # Ten working days less Independence Day: 9 less one taken; 3 of the second person, 6 uncovered.
    assert "Zmian do dodania: 11." in question
    assert "Nie można dodać: 7" in question
    kept = fields_of(question)
    assert kept.getlist("contracts") == form["contracts"]
    assert db.session.query(ScheduleEntry).count() == 1
    office.post(url, data={**form, "confirmed": "y"})
    assert db.session.query(ScheduleEntry).count() == 12
    holiday = date(2026, 11, 11)
    assert db.session.query(ScheduleEntry).filter_by(day=holiday).count() == 0


@pytest.mark.parametrize(
    "change",
    [{"contracts": []}, {"weekdays": []}, {"last": "2026-11-01"}, {"last": "2027-11-13"}],
)
def test_a_wrong_period_or_nobody_is_refused(db, people, office, change):
    form = {
        "contracts": [str(people[0].id)], "weekdays": ["0"], "first": "2026-11-02",
        "last": "2026-11-13", "begin": "6", "end": "14", "note": "Zostaje", **change,
    }  # fmt: skip
    answer = office.post("/calendar/bulk?day=2026-11-01", data=form)
    assert answer.status_code == 422
    assert fields_of(answer.text)["note"] == "Zostaje"


def test_people_of_foreign_clients_are_not_offered(db, people, login_as):
    guard = login_as(OWN)
    db.session.commit()
    form = {
        "contracts": [str(people[0].id)], "weekdays": ["0"], "first": "2026-11-02",
        "last": "2026-11-13", "begin": "6", "end": "14", "confirmed": "y",
    }  # fmt: skip
    assert guard.post("/calendar/bulk?day=2026-11-01", data=form).status_code == 422
    assert db.session.query(ScheduleEntry).count() == 0


def unwanted(*_args, **_kwargs):
    raise AssertionError("made ready before it was counted")


def test_too_many_people_and_days_are_refused_before_a_shift_is_made_ready(
    db, people, office, monkeypatch
):
    monkeypatch.setattr(planning, "MOST", 3)
    form = {
        "contracts": [str(one.id) for one in people], "weekdays": ["0", "1"],
        "first": "2026-11-02", "last": "2026-11-03", "begin": "6", "end": "14",
    }  # fmt: skip
    url = f"/calendar/bulk?client={people[0].client_id}&day=2026-11-01"
    one_day = office.post(url, data=form | {"last": "2026-11-02"})
    assert (one_day.status_code, "Zmian do dodania: 2." in one_day.text) == (200, True)
    monkeypatch.setattr(BulkForm, "worked", unwanted)
    for answer in ({}, {"confirmed": "y"}):
        refused = office.post(url, data=form | answer)
        assert refused.status_code == 422
        assert "4 zmian to za dużo naraz; można dodać najwyżej 3." in refused.text


def test_too_long_a_copy_is_refused_before_a_shift_is_read(db, people, office, monkeypatch):
    monkeypatch.setattr(planning, "MOST", 3)
    for contract in people:
        planned(contract, "6-14")
    ScheduleEntryFactory(
        contract=people[0], day=MONDAY, state=EntryState.rejected, reject_reason="Nie było"
    )
    db.session.commit()
    url = f"/calendar/copy?client={people[0].client_id}&day=2026-10-05"
    once = office.post(url, data={"week": "2026-10-08", "weeks": "1"})
    assert (once.status_code, "Zmian do dodania: 2." in once.text) == (200, True)
    monkeypatch.setattr(views, "entries_on", unwanted)
    for answer in ({}, {"confirmed": "y"}):
        refused = office.post(url, data={"week": "2026-10-08", "weeks": "2"} | answer)
        assert refused.status_code == 422
        assert "4 zmian to za dużo naraz; można dodać najwyżej 3." in refused.text
