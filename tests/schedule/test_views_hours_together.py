"""The month grid: earlier days, acceptance and closed months; the list of entries."""

from datetime import date

import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING
from app.core.audit.models import AuditEntry
from app.schedule.enums import EntryState
from app.schedule.models import ClosedMonth, ScheduleEntry
from app.schedule.queries import RULES
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries, months
from tests.factories.assignments import ContractFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.schedule.hours import MONDAY, MONTH, save


def test_earlier_days_are_offered_on_the_same_weekdays(boss, contract):
    before = ContractFactory(starts_on=date(2026, 9, 1), ends_on=None)
    for day in (date(2026, 9, 28), date(2026, 9, 7), date(2026, 10, 5)):
        entries.plan(before, day, read_worked(day, "6-14"))
    args = MONTH | {"mode": "plan", "first": "2026-10-05", "last": "2026-10-11", "from": "week"}
    assert boss.get("/hours/before", query_string=args).json == {"cells": [[before.id, 5, "6–14"]]}
    args |= {"first": "2026-10-01", "last": "2026-10-31", "from": "month"}
    found = boss.get("/hours/before", query_string=args).json["cells"]
    # Four weeks after 7 September and 28 September; nothing comes from October itself.
    assert sorted(found) == [[before.id, 5, "6–14"], [before.id, 26, "6–14"]]


def test_what_is_reported_on_the_page_is_accepted(boss, contract, db):
    for day, state in ((5, EntryState.reported), (6, EntryState.planned), (7, EntryState.reported)):
        ScheduleEntryFactory(contract=contract, day=date(2026, 10, day), state=state)
    elsewhere = ScheduleEntryFactory()
    boss.post("/hours/accept", data=MONTH | {"client": contract.client_id})
    states = db.session.scalars(sa.select(ScheduleEntry.state).order_by(ScheduleEntry.id)).all()
    reported, planned, accepted = EntryState.reported, EntryState.planned, EntryState.accepted
    assert states == [accepted, planned, accepted, reported]
    assert elsewhere.id


def test_four_eyes_leave_out_what_one_has_reported_oneself(boss, contract, db):
    RULES.set(four_eyes=True)
    db.session.commit()
    ScheduleEntryFactory(contract=contract)
    save(boss, [contract.id, 6, "8", "", 0])
    boss.post("/hours/accept", data=MONTH)
    states = db.session.scalars(sa.select(ScheduleEntry.state).order_by(ScheduleEntry.day)).all()
    assert states == [EntryState.accepted, EntryState.reported]


def test_a_month_is_closed_and_opened_with_a_reason(boss, contract, db):
    boss.post("/closed-months/close", data=MONTH)
    page = boss.get("/hours/", query_string=MONTH)
    assert "data-editable" not in page.text
    (said,) = save(boss, [contract.id, 5, "8", "", 0]).json["cells"]
    assert "10.2026" in said["error"]
    boss.post("/closed-months/open", data=MONTH | {"reason": " "})
    assert db.session.get(ClosedMonth, date(2026, 10, 1))
    boss.post("/closed-months/open", data=MONTH | {"reason": "Spóźniona\x00lista"})
    db.session.expire_all()
    assert db.session.get(ClosedMonth, date(2026, 10, 1)) is None
    noted = db.session.scalar(sa.select(AuditEntry.label).filter_by(action="month opened"))
    assert noted == "Spóźniona lista"
    assert "error" not in save(boss, [contract.id, 5, "8", "", 0]).json["cells"][0]


def test_a_closed_month_is_not_accepted(boss, contract, db):
    ScheduleEntryFactory(contract=contract)
    months.close_month(MONDAY)
    db.session.commit()
    boss.post("/hours/accept", data=MONTH)
    assert db.session.scalar(sa.select(ScheduleEntry.state)) is EntryState.reported


def test_the_lists_of_entries_lead_to_where_hours_are_entered(boss, login_as, contract):
    places = {
        "": "/hours/",
        f"?_rel_contract={contract.id}": f"/hours/person/{contract.id}",
        f"?_rel_client={contract.client_id}": f"/hours/?client={contract.client_id}",
    }
    for args, place in places.items():
        assert f'href="{place}"' in boss.get(f"/schedule-entries/list/{args}").text
    reader = login_as(ACCOUNTING).get(f"/schedule-entries/list/?_rel_contract={contract.id}").text
    assert "/hours/person/" not in reader


def test_entries_are_listed_and_hang_on_profiles(boss, contract):
    entry = ScheduleEntryFactory(contract=contract, note="Zastępstwo")
    for args in ("", f"?_rel_contract={contract.id}", f"?_rel_employee={contract.employee_id}"):
        text = boss.get(f"/schedule-entries/list/{args}").text
        assert "05.10.2026" in text
        assert "8:00" in text
    assert "Zastępstwo" in boss.get(f"/schedule-entries/show/{entry.id}").text
    for profile in (
        f"/contracts/show/{contract.id}", f"/employees/show/{contract.employee_id}",
        f"/clients/show/{contract.client_id}",
    ):  # fmt: skip
        assert "tab-ScheduleEntryView" in boss.get(profile).text
    assert "8:00" not in boss.get("/schedule-entries/list/?_flt_0_state=planned").text
