"""The pages of the month grid: what they show to whom, and what they cost."""

import gzip
import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.schedule.hours import MONDAY, MONTH, save

OWN = "Koordynator – swoi klienci, bez stawek"


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
