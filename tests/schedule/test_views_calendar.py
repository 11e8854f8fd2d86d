"""The calendar: what it shows."""

import gzip
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.assignments.enums import ContractKind
from app.core import bulk
from app.core.clock import now
from app.positions.enums import Unit
from app.schedule.enums import EntrySource, EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries.calendar import PAGE
from tests.factories.assignments import ContractFactory
from tests.factories.positions import PositionFactory, RateKindFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.schedule.calendars import FIRST, LAST, MONDAY, planned


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
