"""The calendar: what it shows, and what its endpoints do."""

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.accounts.models import Account
from app.assignments.enums import ContractKind
from app.core import bulk
from app.core.clock import now
from app.positions.enums import Unit
from app.positions.services import seed_rate_kinds
from app.schedule.enums import EntrySource, EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries.calendar import PAGE
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries, months
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory, RateKindFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.support.pages import fields_of

OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, ze stawkami"
MONDAY = date(2026, 10, 5)
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 30)


@pytest.fixture
def hotel(db):
    seed_rate_kinds()
    return ClientFactory(name="Hotel Bałtyk")


@pytest.fixture
def people(hotel):
    """Two people with contracts for the same position."""
    place = PositionFactory(client=hotel, name="Pokojówka")
    return [
        ContractFactory(
            position=place, starts_on=FIRST, ends_on=LAST,
            employee=EmployeeFactory(first_name=first, last_name=last),
        )
        for first, last in (("Anna", "Ćwik"), ("Ewa", "Zając"))
    ]  # fmt: skip


@pytest.fixture
def office(login_as):
    return login_as(ALL)


def planned(contract, text, day=MONDAY):
    return entries.plan(contract, day, read_worked(day, text))


def again(db, entry):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(ScheduleEntry, entry.id)


def move(browser, entry, contract, day, **more):
    form = {
        "entry": entry.id, "revision": entry.revision, "contract": contract.id, "day": day, **more
    }  # fmt: skip
    return browser.post("/calendar/move", data=form)


# ---- what is shown --------------------------------------------------------------------------


def test_a_month_shows_people_days_and_shifts(db, people, office):
    planned(people[0], "6-14")
    planned(people[1], "22:00-6:30 (30)", date(2026, 10, 31))
    db.session.commit()
    html = office.get("/calendar/?day=2026-10-20").text
    for text in (
        "Hotel Bałtyk",
        "Anna Ćwik",
        "Ewa Zając",
        "październik 2026",
        "<span>6</span><span>14</span>",
        "<span>8:00</span>",
    ):
        assert text in html, text
    assert "31.10, 22:00–06:30 · 8:00, zaplanowany" in html


def test_a_contract_is_shown_while_it_holds(db, people, office):
    people[1].ends_on = date(2026, 10, 4)
    db.session.commit()
    week = office.get("/calendar/?view=week&day=2026-10-07").text
    assert ("Anna Ćwik" in week, "Ewa Zając" in week) == (True, False)
    assert "Ewa Zając" in office.get("/calendar/?view=month&day=2026-10-07").text
    assert "Nikt nie ma umowy" in office.get("/calendar/?day=2026-12-07").text


def test_a_calendar_belongs_to_a_client_or_an_employee(db, people, office):
    other = ContractFactory(employee=people[0].employee, starts_on=FIRST, ends_on=LAST)
    db.session.commit()
    of_client = office.get(f"/calendar/?day=2026-10-05&client={other.client_id}").text
    assert "Hotel Bałtyk" not in of_client
    of_person = office.get(f"/calendar/?day=2026-10-05&employee={other.employee_id}").text
    assert ("Hotel Bałtyk" in of_person, "Ewa Zając" in of_person) == (True, False)


def test_the_day_shows_the_end_of_the_night_before(db, people, office):
    planned(people[0], "22-6")
    db.session.commit()
    tuesday = office.get("/calendar/?view=day&day=2026-10-06").text
    assert '<rect class="s-planned" x="0" y="4" width="360"' in tuesday
    monday = office.get("/calendar/?view=day&day=2026-10-05").text
    assert '<rect class="s-planned" x="1320" y="4" width="120"' in monday


def test_a_trip_is_a_bar_through_its_days(db, people, office):
    trip = people[0]
    trip.kind, trip.starts_on, trip.ends_on = ContractKind.trip, MONDAY, date(2026, 10, 7)
    db.session.commit()
    html = office.get("/calendar/?day=2026-10-05").text
    assert [html.count(f"trip-{part}") for part in ("first", "inside", "last")] == [1, 1, 1]
    assert f"Wyjazd {trip.number}: 05.10.2026 – 07.10.2026" in html


def test_a_quantity_is_shown_as_such(db, people, office):
    kind = RateKindFactory(name="doba opieki", unit=Unit.day)
    ScheduleEntryFactory(
        contract=people[0], minutes=None, quantity=Decimal("0.5"), rate_kind=kind, day=MONDAY
    )
    db.session.commit()
    html = office.get("/calendar/?day=2026-10-05").text
    assert "<span>×0,5</span>" in html
    assert "0,50 doba opieki" in html


def test_pages_follow_each_other_and_cost_the_same(db, people, office, count_sql, monkeypatch):
    def cost(url="/calendar/?day=2026-10-05"):
        db.session.commit()
        db.session.remove()
        with count_sql() as statements:
            html = office.get(url).text
        return len(statements), html

    planned(people[0], "6-14")
    cost()
    one, _html = cost()
    for _number in range(20):
        contract = ContractFactory(starts_on=FIRST, ends_on=LAST)
        for step in range(10):
            ScheduleEntryFactory(contract=contract, day=MONDAY + timedelta(days=step))
    many, _html = cost()
    assert many == one
    monkeypatch.setattr("app.schedule.queries.calendar.PAGE", 15)
    _cost, first = cost()
    after = first.partition("after=")[2].partition('"')[0].partition("&")[0]
    _cost, second = cost(f"/calendar/?day=2026-10-05&after={after}")
    assert first.count("data-contract=") == 15
    assert second.count("data-contract=") == 7


def staffed(db, count):
    """Add people of one position who work eight hours on each day of October."""
    place, at = PositionFactory(), now()
    contracts = [
        ContractFactory(position=place, starts_on=FIRST, ends_on=LAST) for _number in range(count)
    ]
    db.session.flush()
    rows = [
        {"client_id": one.client_id, "contract_id": one.id, "employee_id": one.employee_id,
         "day": date(2026, 10, day), "state": EntryState.reported, "source": EntrySource.office,
         "minutes": 480, "pause": 0, "created_on": at, "changed_on": at, "revision": 1}
        for one in contracts
        for day in range(1, 32)
    ]  # fmt: skip
    bulk.load(ScheduleEntry.__table__, rows)
    db.session.commit()
    db.session.remove()


@pytest.mark.parametrize("view", ["month", "week"])
def test_ten_times_as_many_people_cost_no_statement_and_no_byte_more(
    db, hotel, office, count_sql, monkeypatch, view
):
    """The page holds as many people as before, whatever the agency has; only a link is added."""

    def cost():
        with count_sql() as statements:
            page = office.get(f"/calendar/?day=2026-10-05&view={view}")
        assert page.text.count("data-contract=") == 6
        return len(statements), len(gzip.compress(page.data, 6))

    monkeypatch.setattr("app.schedule.queries.calendar.PAGE", 6)
    staffed(db, 6)
    cost()  # what is read once and kept
    few, few_bytes = cost()
    staffed(db, 54)
    many, many_bytes = cost()
    assert many == few <= 12
    assert many_bytes <= few_bytes + 300


@pytest.mark.slow
def test_a_full_page_of_a_month_takes_at_most_thirty_kilobytes(db, hotel, office):
    staffed(db, PAGE + 1)
    page = office.get("/calendar/?day=2026-10-05")
    assert page.text.count("data-contract=") == PAGE
    assert len(gzip.compress(page.data, 6)) <= 30 * 1024


def test_the_profiles_have_a_tab_with_the_calendar(db, people, office, login_as):
    db.session.commit()
    client = office.get(f"/clients/show/{people[0].client_id}").text
    assert "Kalendarz pracy" in client
    assert f"/calendar/?embedded=y&amp;client={people[0].client_id}" in client
    assert "Kalendarz pracy" in office.get(f"/employees/show/{people[0].employee_id}").text
    part = office.get(
        f"/calendar/?embedded=y&client={people[0].client_id}&day=2026-10-05",
        headers={"HX-Request": "true"},
    ).text
    assert "Anna Ćwik" in part
    assert '<nav class="side-body"' not in part


# ---- moving -----------------------------------------------------------------------------------


def test_a_shift_moves_to_another_day(db, people, office):
    entry = planned(people[0], "22-6 (30)", date(2026, 10, 23))
    db.session.commit()
    answer = move(office, entry, people[0], "2026-10-24")
    assert answer.status_code == 200
    moved = again(db, entry)
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
    assert again(db, entry).day == MONDAY


def test_a_planned_shift_is_given_to_somebody_else(db, people, office):
    entry = planned(people[0], "6-14")
    db.session.commit()
    assert move(office, entry, people[1], "2026-10-06").status_code == 200
    moved = again(db, entry)
    assert (moved.contract_id, moved.employee_id) == (people[1].id, people[1].employee_id)
    assert (moved.day, moved.planned_started_at) == (date(2026, 10, 6), moved.started_at)


def test_reported_hours_stay_with_whoever_has_worked_them(db, people, office):
    entry = planned(people[0], "6-14")
    entries.confirm(entry)
    db.session.commit()
    answer = move(office, entry, people[1], "2026-10-05")
    assert answer.status_code == 422
    assert "zaplanowan" in answer.json["message"]
    assert again(db, entry).contract_id == people[0].id


def test_a_shift_stays_with_its_client(db, people, office):
    entry, other = planned(people[0], "6-14"), ContractFactory(starts_on=FIRST, ends_on=LAST)
    db.session.commit()
    assert move(office, entry, other, "2026-10-05").status_code == 422
    assert again(db, entry).contract_id == people[0].id


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
    answer = move(office, again(db, entry), people[0], "2026-10-08", revision=seen)
    assert answer.status_code == 409
    assert "Ewa Szybka" in answer.json["message"]
    assert "07.10, 06:00–14:00" in answer.json["message"]
    assert again(db, entry).day == date(2026, 10, 7)


def test_a_closed_month_stays_as_it_is(db, people, office):
    entry = planned(people[0], "6-14", date(2026, 9, 30))
    months.close_month(date(2026, 9, 1))
    db.session.commit()
    assert move(office, entry, people[0], "2026-10-01").status_code == 422
    assert again(db, entry).day == date(2026, 9, 30)


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


# ---- one shift --------------------------------------------------------------------------------


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


def test_without_scripts_the_calendar_is_shown_again(db, people, office):
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
    worked = again(db, entry)
    assert (worked.state, worked.minutes, worked.planned_minutes) == (
        EntryState.reported, 540, 480
    )  # fmt: skip


def test_the_dialog_moves_and_hands_over_as_the_mouse_does(db, people, office):
    entry = planned(people[0], "6-14")
    db.session.commit()
    form = fields_of(office.get(f"/calendar/edit/{entry.id}").text)
    form["contract"], form["day"] = str(people[1].id), "2026-10-09"
    assert office.post(f"/calendar/edit/{entry.id}", data=form).status_code == 302
    moved = again(db, entry)
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
    assert again(db, entry).minutes == 480


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


# ---- many shifts --------------------------------------------------------------------------------


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
