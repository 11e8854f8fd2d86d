"""The page of hours to accept."""

from datetime import date, timedelta

import pytest

from app.background.enums import JobState
from app.background.models import Job
from app.background.worker import work_once
from app.core.clock import now
from app.positions.services import seed_rate_kinds
from app.schedule import jobs
from app.schedule.enums import EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.queries import RULES
from app.schedule.rules.worked import read_worked
from app.schedule.services import deciding_on_all, entries, months
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.positions import PositionFactory
from tests.factories.schedule import ScheduleEntryFactory

OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, ze stawkami"
MONDAY = date(2026, 10, 5)


@pytest.fixture
def contract(db):
    seed_rate_kinds()
    hotel = ClientFactory(name="Hotel Bałtyk")
    return ContractFactory(
        position=PositionFactory(client=hotel), starts_on=date(2026, 9, 1),
        ends_on=date(2026, 11, 30),
    )  # fmt: skip


@pytest.fixture
def office(login_as):
    return login_as(ALL)


def worked(contract, plan, said, day=MONDAY):
    entry = entries.plan(contract, day, read_worked(day, plan))
    entries.confirm(entry, read_worked(day, said))
    return entry


def states(db, *found):
    db.session.expire_all()
    return [db.session.get(ScheduleEntry, one.id).state for one in found]


def row(entry):
    return f"{entry.id}:{entry.revision}"


def decide(browser, *found, decision="accept", **more):
    form = {"decision": decision, "row": [row(one) for one in found], **more}
    return browser.post("/acceptance/decide", data=form, follow_redirects=True)


def test_plan_and_hours_stand_side_by_side_and_equal_rows_are_ticked(db, contract, office):
    same = worked(contract, "6-14", "6-14")
    longer = worked(contract, "6-14", "6-15", date(2026, 10, 6))
    db.session.commit()
    html = office.get("/acceptance/").text
    assert "Hotel Bałtyk" in html
    assert "06:00–14:00 · 8:00" in html
    assert "06:00–15:00 · 9:00" in html
    assert "Dłużej o 1:00" in html
    ticked = [line for line in html.split("<input") if 'name="row"' in line and "checked" in line]
    assert len(ticked) == 1
    assert row(same) in ticked[0]
    assert row(longer) in html


def test_ticked_rows_are_accepted_and_split(db, contract, office):
    first, second = worked(contract, "8", "8"), worked(contract, "8", "7", date(2026, 10, 6))
    db.session.commit()
    answer = decide(office, first)
    assert "Zaakceptowano: 1." in answer.text
    assert states(db, first, second) == [EntryState.accepted, EntryState.reported]
    assert db.session.query(EntryPart).filter_by(entry_id=first.id).count() == 1


def test_a_rejection_keeps_its_reason_and_asks_for_one(db, contract, office):
    entry = worked(contract, "8", "9")
    db.session.commit()
    refused = office.post("/acceptance/decide", data={"decision": "reject", "row": row(entry)})
    assert refused.status_code == 422
    assert "checked" in refused.text.split(f'"{row(entry)}"')[1].split(">")[0]  # still ticked
    assert states(db, entry) == [EntryState.reported]
    decide(office, entry, decision="reject", reason="Za długo")
    assert states(db, entry) == [EntryState.rejected]
    assert db.session.get(ScheduleEntry, entry.id).reject_reason == "Za długo"


def test_a_reason_with_a_sign_no_text_has_is_kept_without_it(db, contract, office):
    entry = worked(contract, "8", "9")
    db.session.commit()
    decide(office, entry, decision="reject", reason="za\x00długo")
    db.session.expire_all()
    assert db.session.get(ScheduleEntry, entry.id).reject_reason == "za długo"


def test_what_cannot_be_accepted_is_said_and_the_rest_goes_through(db, contract, office):
    closed, sound = worked(contract, "8", "8", date(2026, 9, 30)), worked(contract, "8", "8")
    months.close_month(date(2026, 9, 1))
    db.session.commit()
    assert "09.2026 jest zamknięt" in office.get("/acceptance/").text
    text = decide(office, closed, sound).text
    assert "Zaakceptowano: 1." in text
    assert "Pozostawiono bez zmian: 1." in text
    assert states(db, closed, sound) == [EntryState.reported, EntryState.accepted]


def test_ones_own_hours_are_not_ticked_with_four_eyes(db, contract, office):
    entry = worked(contract, "8", "8")
    entry.reported_by_id = office.account_id
    RULES.set(four_eyes=True)
    db.session.commit()
    tick = office.get("/acceptance/").text.split(f'"{row(entry)}"')[1].split(">")[0]
    assert "checked" not in tick
    decide(office, entry)
    assert states(db, entry) == [EntryState.reported]
    RULES.set(four_eyes=False)
    db.session.commit()
    decide(office, entry)
    assert states(db, entry) == [EntryState.accepted]


def test_the_filters_narrow_what_is_shown(db, contract, office):
    other = ContractFactory(position=PositionFactory(client=ClientFactory(name="Zakład Ćwik")))
    worked(contract, "8", "8")
    worked(other, "8", "9", date(2026, 10, 20))
    db.session.commit()
    for query, hotel, zaklad in (
        (f"client={contract.client_id}", True, False),
        (f"employee={other.employee_id}", False, True),
        ("first=2026-10-06", False, True),
        ("last=2026-10-19", True, False),
        ("differences=y", False, True),
        ("", True, True),
    ):
        table = office.get(f"/acceptance/?{query}").text.partition("acceptance-form")[2]
        assert ("Hotel Bałtyk" in table, "Zakład Ćwik" in table) == (hotel, zaklad), query


def test_the_law_of_working_time_is_a_hint(db, contract, office):
    worked(contract, "6-20", "6-20")  # fourteen hours
    db.session.commit()
    html = office.get("/acceptance/").text
    assert "Ponad 12 godzin w dobie (14:00)" in html
    assert "Mniej niż 11 godzin odpoczynku (10:00)" in html


def everything(browser, **more):
    form = {"decision": "accept", "everything": "y", "until": now().isoformat(), **more}
    return browser.post("/acceptance/decide", data=form)


def test_everything_of_the_filter_is_accepted_beyond_the_page(db, contract, office, monkeypatch):
    monkeypatch.setattr("app.schedule.queries.waiting.PAGE", 2)
    mine = [worked(contract, "8", "8", MONDAY + timedelta(days=step)) for step in range(4)]
    other = worked(ContractFactory(), "8", "8")
    db.session.commit()
    answer = everything(office, client=contract.client_id)
    assert answer.location.endswith(f"/acceptance/?client={contract.client_id}")
    assert states(db, *mine) == [EntryState.accepted] * 4
    assert states(db, other) == [EntryState.reported]


def test_a_filter_that_cannot_be_read_does_not_mean_everything(db, contract, office):
    entry = worked(contract, "8", "8")
    db.session.commit()
    ends = ({"until": "0001-01-01T00:00:00+14:00"}, {"until": "9999-12-31T23:59:59-14:00"})
    for more in ({"client": "999999"}, {"first": "wczoraj"}, {"until": "teraz"}, *ends):
        assert everything(office, **more).status_code == 400
    assert states(db, entry) == [EntryState.reported]


def test_too_many_for_a_request_become_a_job(app, db, contract, office, monkeypatch):
    monkeypatch.setattr(deciding_on_all, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(jobs, "_BATCH", 2)
    found = [worked(contract, "8", "8", MONDAY + timedelta(days=step)) for step in range(5)]
    db.session.commit()
    answer = everything(office)
    pk = int(answer.location.rsplit("/", 1)[1])
    assert states(db, *found) == [EntryState.reported] * 5
    db.session.rollback()
    work_once(app)
    job = db.session.get(Job, pk, populate_existing=True)
    assert (job.state, job.message) == (JobState.done, "Zaakceptowano: 5.")
    assert states(db, *found) == [EntryState.accepted] * 5


def test_a_coordinator_decides_on_the_hours_of_own_clients_only(db, contract, login_as):
    guard = login_as(OWN)
    mine, foreign = worked(contract, "8", "8"), worked(ContractFactory(), "8", "8")
    from app.accounts.models import Account  # noqa: PLC0415

    contract.client.guardians = [db.session.get(Account, guard.account_id)]
    db.session.commit()
    html = guard.get("/acceptance/").text
    # With the quotation mark: the page shows times of day as well.
    shown = [f'value="{row(one)}"' in html for one in (mine, foreign)]
    assert shown == [True, False]
    decide(guard, mine, foreign)
    assert states(db, mine, foreign) == [EntryState.accepted, EntryState.reported]
    everything(guard)
    assert states(db, foreign) == [EntryState.reported]


def test_rows_that_are_not_there_do_not_exist(db, contract, office):
    entry = worked(contract, "8", "8")
    db.session.commit()
    gone = f"{entry.id + 1}:1"
    form = {"decision": "accept", "row": [gone]}
    assert office.post("/acceptance/decide", data=form).status_code == 404
    form["row"].append(row(entry))  # one that a colleague has just taken out stops nobody
    assert (
        "Zaakceptowano: 1."
        in office.post("/acceptance/decide", data=form, follow_redirects=True).text
    )


def test_whoever_may_only_look_gets_no_buttons(db, contract, login_as):
    worked(contract, "8", "8")
    db.session.commit()
    accountant = login_as("Księgowość")
    html = accountant.get("/acceptance/").text
    assert "8:00" in html
    assert 'name="row"' not in html
    assert accountant.post("/acceptance/decide", data={"decision": "accept"}).status_code == 403


@pytest.mark.parametrize("form", [{}, {"decision": "x"}, {"decision": "accept", "row": "1"}])
def test_a_form_that_is_not_ours_is_refused(db, office, form):
    assert office.post("/acceptance/decide", data=form).status_code == 400


def test_nothing_ticked_is_said(db, office):
    answer = office.post("/acceptance/decide", data={"decision": "accept"})
    assert answer.status_code == 422


def test_the_page_costs_the_same_for_one_row_and_for_many(db, contract, office, count_sql):
    def cost():
        db.session.commit()
        db.session.remove()
        with count_sql() as statements:
            assert office.get("/acceptance/").status_code == 200
        return len(statements)

    ScheduleEntryFactory(contract=contract)
    cost()  # the first one loads what later ones remember
    one = cost()
    for place in range(10):
        other = ContractFactory()
        for step in range(10):
            ScheduleEntryFactory(contract=other, day=MONDAY + timedelta(days=step + place))
    assert cost() == one


def test_the_rule_of_four_eyes_is_set_under_settings(db, login_as):
    boss = login_as("Administrator")
    assert "Zasada czterech oczu" in boss.get("/schedule-settings/").text
    boss.post("/schedule-settings/", data={"four_eyes": ["", "y"]})
    assert RULES.get("four_eyes") is True
    boss.post("/schedule-settings/", data={"four_eyes": ""})
    db.session.rollback()
    assert RULES.get("four_eyes") is False


def test_a_note_is_text_whatever_it_says(db, contract, office):
    worked(contract, "8", "8").note = "<b onclick=x>Zastępstwo</b>"
    db.session.commit()
    html = office.get("/acceptance/").text
    assert "&lt;b onclick=x&gt;Zastępstwo" in html
    assert "<b onclick" not in html
