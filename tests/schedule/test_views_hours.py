"""The pages of the month grid: what they show to whom, what they cost, what they refuse."""

import gzip
import json
import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.core.audit.models import AuditEntry
from app.positions.enums import Unit
from app.positions.services import seed_rate_kinds
from app.schedule.enums import EntryState
from app.schedule.models import ClosedMonth, ScheduleEntry
from app.schedule.queries import RULES
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries, months
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory, RateKindFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.support.together import post_together

OWN = "Koordynator – swoi klienci, bez stawek"
MONTH = {"month": "2026-10"}
MONDAY = date(2026, 10, 5)


@pytest.fixture
def boss(login_as):
    return login_as(ADMINISTRATOR)


@pytest.fixture
def contract(db):
    seed_rate_kinds()
    return ContractFactory(
        employee=EmployeeFactory(first_name="Łucja", last_name="Żak"),
        starts_on=date(2026, 10, 2),
        ends_on=date(2026, 10, 30),
    )


def save(browser, *cells, **args):
    return browser.post("/hours/save", data={**MONTH, **args, "cells": json.dumps(list(cells))})


def names(answer):
    return re.findall(r'<tr data-c="\d+"><th scope="row">.*?<a [^>]*>(.*?)</a>', answer.text)


def row_of(answer, contract):
    return re.search(rf'<tr data-c="{contract.id}">.*?</tr>', answer.text).group(0)


def cells_of(answer, contract):
    return re.findall(r"<td[^>]*>[^<]*</td>", row_of(answer, contract))


# -- the page ---------------------------------------------------------------------------------


def test_the_month_shows_people_in_polish_order_and_their_days(boss, contract):
    for last in ("Zając", "Ćma", "Cis"):
        ContractFactory(employee=EmployeeFactory(first_name="Jan", last_name=last))
    entries.report(contract, MONDAY, read_worked(MONDAY, "6-14 (30)"))
    answer = boss.get("/hours/", query_string=MONTH)
    assert names(answer) == ["Cis Jan", "Ćma Jan", "Zając Jan", "Żak Łucja"]
    cells = cells_of(answer, contract)
    assert len(cells) == 31
    assert cells[0] == cells[30] == '<td class="x"></td>'
    assert cells[4] == '<td class="r" data-t="6–14 (30)" data-v="450">6–14</td>'
    assert "<b>7:30</b>" in row_of(answer, contract)


def test_the_difference_from_the_plan_is_told(boss, contract):
    entries.confirm(
        entries.plan(contract, MONDAY, read_worked(MONDAY, "6-14")), read_worked(MONDAY, "6-15:30")
    )
    entries.plan(contract, date(2026, 10, 6), read_worked(MONDAY, "8"))
    row = row_of(boss.get("/hours/", query_string=MONTH), contract)
    assert "<b>9:30</b><small>−6:30</small>" in row  # 9:30 of the planned 16
    row = row_of(boss.get("/hours/", query_string=MONTH | {"mode": "plan"}), contract)
    assert "<b>16</b><small></small>" in row


@pytest.mark.parametrize("month", ["2026-09", "2026-11"])
def test_people_without_a_contract_in_the_month_are_not_in_it(boss, contract, month):
    assert names(boss.get(f"/hours/?month={month}")) == []


def test_the_page_is_narrowed(boss, contract, db):
    other = ContractFactory(employee=EmployeeFactory(first_name="Jan", last_name="Cis"))
    ScheduleEntryFactory(contract=other, state=EntryState.accepted)
    for args in (
        {"client": contract.client_id}, {"position": contract.position_id}, {"q": "zak"},
        {"q": contract.number},
    ):  # fmt: skip
        assert names(boss.get("/hours/", query_string=MONTH | args)) == ["Żak Łucja"], args
    found = boss.get("/hours/", query_string=MONTH | {"state": "accepted"})
    assert names(found) == ["Cis Jan"]
    assert names(boss.get("/hours/?month=2026-10&q=nikt")) == []


def test_pages_continue_where_the_one_before_has_ended(boss, db):
    for number in range(60):
        ContractFactory(employee=EmployeeFactory(first_name="Jan", last_name=f"Osoba{number:02d}"))
    first = names(boss.get("/hours/?month=2026-10&size=50"))
    second = names(boss.get("/hours/?month=2026-10&size=50&page=2"))
    assert len(first) == 50
    assert [*first, *second] == [f"Osoba{number:02d} Jan" for number in range(60)]
    assert names(boss.get("/hours/?month=2026-10&size=50&page=99")) == second


def test_a_coordinator_sees_and_types_for_their_own_clients_only(db, login_as, contract):
    browser = login_as(OWN)
    theirs = ContractFactory(employee=EmployeeFactory(first_name="Jan", last_name="Cis"))
    contract.client.guardians.append(db.session.get(Account, browser.account_id))
    db.session.flush()
    assert names(browser.get("/hours/", query_string=MONTH)) == ["Żak Łucja"]
    said = save(browser, [contract.id, 5, "8", "", 0], [theirs.id, 5, "8", "", 0]).json["cells"]
    assert [bool(one.get("error")) for one in said] == [False, True]
    assert db.session.scalars(sa.select(ScheduleEntry.contract_id)).all() == [contract.id]
    assert browser.get(f"/hours/day/{theirs.id}/2026-10-05").status_code == 404
    assert browser.get(f"/hours/person/{theirs.id}").status_code == 404


def test_who_may_only_read_gets_no_way_to_write(login_as, contract):
    browser = login_as(ACCOUNTING)
    page = browser.get("/hours/", query_string=MONTH)
    assert "data-editable" not in page.text
    assert "data-hours-shift" not in page.text
    assert save(browser, [contract.id, 5, "8", "", 0]).status_code == 403
    assert browser.post("/hours/accept", data=MONTH).status_code == 403
    assert 'name="act"' not in browser.get(f"/hours/day/{contract.id}/2026-10-05").text


def test_nothing_on_the_page_is_about_money(boss, contract):
    text = boss.get("/hours/", query_string=MONTH).text
    assert "zł" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


# -- what it costs ----------------------------------------------------------------------------


def _people(count):
    client = ClientFactory()
    position = PositionFactory(client=client)
    return [
        ContractFactory(
            employee=EmployeeFactory(), client=client, position=position,
            starts_on=date(2026, 1, 1), ends_on=None,
        )
        for _ in range(count)
    ]  # fmt: skip


def test_the_page_costs_the_same_for_ten_times_as_many(db, boss, count_sql):
    def cost():
        with count_sql() as statements:
            assert boss.get("/hours/", query_string=MONTH).status_code == 200
        return len(statements)

    for contract in _people(2):
        ScheduleEntryFactory(contract=contract)
    few = cost()
    for contract in _people(18):
        for day in range(1, 6):
            ScheduleEntryFactory(contract=contract, day=date(2026, 10, day))
    assert cost() == few <= 12


def test_the_list_of_entries_costs_the_same_for_ten_times_as_many(db, boss, count_sql):
    def cost():
        with count_sql() as statements:
            assert boss.get("/schedule-entries/list/").status_code == 200
        return len(statements)

    for contract in _people(2):
        ScheduleEntryFactory(contract=contract)
    few = cost()
    for contract in _people(18):
        ScheduleEntryFactory(contract=contract)
    assert cost() == few <= 12


def test_a_paste_costs_the_same_statements_for_ten_times_as_many(db, boss, count_sql):
    def cost(people):
        cells = [[one.id, day, "8", "", 0] for one in people for day in range(5, 8)]
        with count_sql() as statements:
            said = save(boss, *cells).json["cells"]
        assert [one.get("error") for one in said] == [None] * len(cells)
        # SQLite is told of new rows one by one, nothing else is.
        return len([one for one in statements if not one.startswith("INSERT INTO schedule_entry")])

    few, many = _people(2), _people(20)
    cost(_people(1))
    assert cost(few) == cost(many)


@pytest.mark.slow
def test_two_hundred_people_are_pasted_and_shown(db, boss):
    contracts = _people(200)
    cells = [[one.id, day, "8", "", 0] for one in contracts for day in range(1, 32)]
    said = save(boss, *cells)
    assert {one.get("error") for one in said.json["cells"]} == {None}
    assert db.session.scalar(sa.select(sa.func.count(ScheduleEntry.id))) == 6200
    page = boss.get("/hours/", query_string=MONTH | {"size": "200"})
    assert page.text.count('<td class="r">8</td>') == 6200
    assert len(gzip.compress(page.data, 6)) <= 30 * 1024


# -- typing -----------------------------------------------------------------------------------


def test_a_cell_is_saved_and_told_with_its_row(boss, contract):
    said = save(boss, [contract.id, 5, "7,25", "", 0]).json
    assert said == {
        "cells": [
            {"contract": contract.id, "day": 5, "c": "r", "h": "7:15", "t": "7:15", "v": 435,
             "r": 1, "w": ""}
        ],
        "rows": {str(contract.id): ["7:15", ""]},
    }  # fmt: skip


def test_the_second_of_two_people_is_told_by_name(app, contract, login_as):
    first = login_as(ADMINISTRATOR, first_name="Ewa", last_name="Ćma")
    second = login_as(ADMINISTRATOR)
    assert "conflict" not in save(first, [contract.id, 5, "8", "", 0]).json["cells"][0]
    (said,) = save(second, [contract.id, 5, "7", "", 0]).json["cells"]
    assert (said["conflict"], said["by"], said["t"]) == (True, "Ewa Ćma", "8")
    (kept,) = save(second, [contract.id, 5, "7", said["t"], said["r"]]).json["cells"]
    assert (kept.get("conflict"), kept["t"]) == (None, "7")


def test_two_people_who_save_at_the_same_moment_make_one_entry(app, db, contract, login_as):
    people = [login_as(ADMINISTRATOR) for _ in range(2)]
    texts = ("8", "7")
    answers = post_together(
        app,
        [
            (one, "/hours/save", MONTH | {"cells": json.dumps([[contract.id, 5, text, "", 0]])})
            for one, text in zip(people, texts, strict=True)
        ],
    )
    said = [answer.json["cells"][0] for answer in answers]
    assert sorted("conflict" in one for one in said) == [False, True]
    assert db.session.query(ScheduleEntry).count() == 1


@pytest.mark.parametrize(
    "cells",
    ["", "{", "null", "7", '"x"', "[1]", "[[]]", '[[1,1,"8",""]]', '[[1,1,"8","",0,0]]',
     '[["1",1,"8","",0]]', '[[true,1,"8","",0]]', '[[1,0,"8","",0]]', '[[1,32,"8","",0]]',
     '[[1,1,8,"",0]]', '[[1,1,null,"",0]]', '[[1,1,"8","",-1]]', '[[1.5,1,"8","",0]]',
     '[[99999999999,1,"8","",0]]', '[[1,1,"8","",99999999999]]', "[" * 5000, "NaN",
     '[[1,NaN,"8","",0]]', '[[-1,1,"8","",0]]'],
)  # fmt: skip
def test_cells_that_make_no_sense_are_refused_in_words(boss, cells):
    answer = boss.post("/hours/save", data=MONTH | {"cells": cells})
    assert answer.status_code == 422
    assert answer.json["error"]


@pytest.mark.parametrize(
    "text",
    ["\x00", "9" * 60, "٨", "8\n8", "<b>8</b>", "1e3", "-8", "∞", "6-", "6-14-22", "(", "%s",
     "a" * 5000],
)  # fmt: skip
def test_any_text_of_a_cell_is_read_or_refused(boss, contract, db, text):
    (said,) = save(boss, [contract.id, 5, text, "", 0]).json["cells"]
    is_empty = not text.strip("\x00 ")
    assert bool(said.get("error")) is not is_empty
    assert db.session.query(ScheduleEntry).count() == 0


def test_more_cells_than_a_grid_has_are_refused(boss):
    assert save(boss, *[[1, 1, "8", "", 0]] * 7001).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["month=2026-13", "month=0000-01", "month=x", "client=-1", "client=99999999999", "kind=٣",
     "kind=99", "state=x", "page=0", "page=99999999999", "size=7", "q=%00", "q=%25", "position=1.5",
     "mode=x", "month=2099-12", "month=2000-01"],
)  # fmt: skip
def test_any_address_shows_a_month(boss, contract, query):
    assert boss.get(f"/hours/?{query}").status_code == 200
    assert boss.get(f"/hours/person/{contract.id}?{query}").status_code == 200


@pytest.mark.parametrize(
    "day", ["2026-02-30", "x", "0001-01-01", "2100-01-01", "20261005", "2026-W41-1"]
)
def test_a_day_that_is_none_is_missing(boss, contract, day):
    answer = boss.get(f"/hours/day/{contract.id}/{day}")
    assert answer.status_code in (200, 404)
    assert boss.get(f"/hours/before?month=2026-10&first={day}&last={day}").status_code in (200, 422)


# -- the dialog -------------------------------------------------------------------------------


def act(browser, contract, mode="", **form):
    return browser.post(f"/hours/day/{contract.id}/2026-10-05?mode={mode}", data=form)


def test_the_dialog_adds_changes_and_removes_entries(boss, contract, db):
    said = act(boss, contract, begin="6:00", end="14:00", pause="30", note="Zastępstwo").json
    assert (said["cells"][0]["t"], said["cells"][0]["c"]) == ("6–14 (30)", "r o")
    entry = db.session.scalar(sa.select(ScheduleEntry))
    assert (entry.minutes, entry.note) == (450, "Zastępstwo")
    said = act(boss, contract, entry=entry.id, revision=1, amount="4", note="").json
    assert (said["cells"][0]["t"], said["cells"][0]["c"], said["cells"][0]["r"]) == ("4", "r", 2)
    assert act(boss, contract, entry=entry.id, revision=2, act="remove").json["cells"][0]["c"] == ""
    assert db.session.query(ScheduleEntry).count() == 0


def test_what_the_dialog_refuses_comes_back_as_it_was_typed(boss, contract, db):
    answer = act(boss, contract, begin="6:00", end="", note="Ważne <b>")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="6:00"' in answer.text
    assert "Ważne &lt;b&gt;" in answer.text
    assert db.session.query(ScheduleEntry).count() == 0


def test_an_old_dialog_changes_nothing(boss, contract, db):
    entry = ScheduleEntryFactory(contract=contract)
    answer = act(boss, contract, entry=entry.id, revision=7, amount="4")
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(ScheduleEntry.minutes)) == 480


def test_an_entry_of_another_day_is_not_reached_through_the_dialog(boss, contract, db):
    entry = ScheduleEntryFactory(contract=contract, day=date(2026, 10, 6))
    assert act(boss, contract, entry=entry.id, revision=1, act="remove").status_code == 422
    assert db.session.query(ScheduleEntry).count() == 1


def test_a_plan_is_reported_in_the_dialog(boss, contract, db):
    act(boss, contract, mode="plan", begin="6", end="14")
    entry = db.session.scalar(sa.select(ScheduleEntry))
    answer = act(boss, contract, entry=entry.id, revision=1, begin="6", end="15", act="report")
    assert answer.status_code == 200, answer.text
    said = answer.json
    assert (said["cells"][0]["t"], said["cells"][0]["c"]) == ("6–15", "r")


def test_a_note_alone_is_saved_but_not_on_settled_hours(boss, contract, db):
    entry = ScheduleEntryFactory(contract=contract, state=EntryState.accepted)
    said = act(boss, contract, entry=entry.id, revision=1, amount="8", note="Nowa").json
    assert said["cells"][0]["c"] == "a o"  # still accepted
    other = ScheduleEntryFactory(
        contract=contract, day=MONDAY, state=EntryState.settled, settlement_id=1, minutes=60
    )
    refused = act(boss, contract, entry=other.id, revision=1, amount="1", note="Inna")
    assert refused.status_code == 422


def test_pieces_are_entered_in_the_dialog(boss, contract):
    kind = RateKindFactory(unit=Unit.piece, name="paczka")
    said = boss.post(
        f"/hours/day/{contract.id}/2026-10-05?kind={kind.id}",
        data={"amount": "12,5", "kind": str(kind.id)},
    ).json
    assert (said["cells"][0]["t"], said["cells"][0]["v"]) == ("12,5", 1250)


# -- many at once -----------------------------------------------------------------------------


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
