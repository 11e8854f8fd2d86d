"""Rozliczenia › Rozliczenia: settling people, and the page of one settlement."""

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import current_app

from app.accounts.models import Account
from app.annotations.models import Tag
from app.core.clock import today
from app.core.currency import Currency
from app.core.db import transaction
from app.employees.models import Employee
from app.positions.enums import RateRule
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement, FinanceEntry, SettlementSkip
from app.settlements.queries import ACCEPTANCE
from app.settlements.services import employees
from app.settlements.views.employees import EmployeeSettlementView
from app.settlements.views.finance import FinanceEntryView
from app.settlements.views.settlement import ClientSettlementView
from tests.factories.settlements import MONTH, make_worked_month, work
from tests.support.pages import rows_of

ROSTER = "/employee-settlements/month/?month=2026-10"


@pytest.fixture
def month(db):
    month = make_worked_month()
    db.session.commit()
    return month


@pytest.fixture
def office(login_as):
    return login_as("Administrator")


def act(browser, verb, rows, *, page="settle", **form):
    url = f"/employee-settlements/month/{page}?month=2026-10"
    fields = {"act": verb, "row": [row.id for row in rows], **form}
    return browser.post(url, data=fields, follow_redirects=True)


def states(db):
    db.session.rollback()
    query = sa.select(EmployeeSettlement.state).order_by(EmployeeSettlement.id)
    return list(db.session.scalars(query))


def test_the_month_and_the_register_have_headings_of_their_own(month, office):
    def heading(url):
        return re.search(r"<h1[^>]*>(.*?)</h1>", office.get(url).text, re.DOTALL)[1].strip()

    found = [heading(url) for url in (ROSTER, "/employee-settlements/list/", "/settlements/")]
    assert found == ["Rozliczenia pracowników", "Rejestr rozliczeń", "Rozliczenia klientów"]


def test_the_people_of_a_month_are_listed_with_what_they_worked(month, office):
    text = office.get(ROSTER).text
    assert "Anna Nowak" in text
    assert "202:30" in text  # 152:30 + 37:15 + 12:45
    assert "16:00" in text


def test_ticked_people_are_settled_and_approved_together(db, month, office):
    answer = act(office, "close", month.contracts, page="approve")
    assert states(db) == [EmployeeState.closed, EmployeeState.closed]
    assert "7\xa0200,30" in answer.text
    again = act(office, "close", month.contracts, page="approve")
    assert len(states(db)) == 2
    assert again.status_code == 200


def test_a_draft_is_approved_later(db, month, office):
    act(office, "settle", month.contracts)
    assert states(db) == [EmployeeState.draft] * 2
    act(office, "approve", month.contracts[:1], page="approve")
    assert sorted(state.value for state in states(db)) == ["closed", "draft"]


def test_nobody_ticked_is_nobody_settled(db, month, office):
    assert act(office, "settle", []).status_code == 200
    assert states(db) == []


def test_waiting_hours_are_named_and_lead_to_where_they_are_accepted(db, month, office):
    late = work(month.contracts[1], month.kinds[RateRule.night], 60, is_accepted=False)
    db.session.commit()
    text = act(office, "settle", month.contracts).text
    assert len(states(db)) == 1
    assert f"_rel_contract={late[0].contract_id}" in text.replace("&amp;", "&")
    act(office, "settle", month.contracts, despite_waiting="y")
    assert len(states(db)) == 2


def test_a_contract_is_skipped_with_a_reason_and_taken_in_again(db, month, office):
    act(office, "skip", month.contracts[:1])
    assert db.session.scalar(sa.select(sa.func.count(SettlementSkip.id))) == 0
    text = act(office, "skip", month.contracts[:1], reason="Spór o godziny").text
    assert "Spór o godziny" in text
    act(office, "settle", month.contracts)
    assert len(states(db)) == 1
    act(office, "unskip", month.contracts[:1])
    act(office, "settle", month.contracts)
    assert len(states(db)) == 2


def test_filters_narrow_the_people(db, month, office):
    tag = Tag(name="Nocna zmiana", color="blue")
    anna = db.session.get(Employee, month.contracts[0].employee_id)
    anna.tags.append(tag)
    db.session.commit()

    def found(**asked):
        text = office.get(
            "/employee-settlements/month/", query_string={"month": "2026-10", **asked}
        ).text
        return [name for name in ("Anna Nowak", "Beata Żak") if name in text]

    assert found() == ["Anna Nowak", "Beata Żak"]
    assert found(tag=tag.id) == ["Anna Nowak"]
    assert found(q="zak") == ["Beata Żak"]
    assert found(stage="closed") == []
    assert found(type="mandate") == []
    assert found(client=month.client.id, position=month.position.id) == ["Anna Nowak", "Beata Żak"]


@pytest.mark.parametrize(
    "query", ["month=nic", "page=-1", "page=99999999999", "client=0", "stage=x", "tag=ą", "type=1"]
)
def test_a_strange_address_is_a_page_not_a_fault(month, office, query):
    assert office.get(f"/employee-settlements/month/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("rows", "status"),
    [(["0"], 302), (["x"], 400), (["99999999999"], 400), ([str(n) for n in range(200)], 400)],
    ids=["nobody's key", "no key", "too large", "too many"],
)
def test_strange_rows_are_refused_or_nobody(db, month, office, rows, status):
    answer = office.post(
        "/employee-settlements/month/settle?month=2026-10",
        data={"act": "settle", "row": rows},
    )
    assert answer.status_code == status
    assert states(db) == []


def test_the_page_of_a_settlement_tells_how_it_came_about(db, month, office):
    employees.settle([month.contracts[0].id], MONTH, close=True)
    db.session.commit()
    settlement = db.session.scalar(sa.select(EmployeeSettlement))
    text = office.get(f"/employee-settlements/show/{settlement.id}").text
    for said in ("5\xa0093,50", "1\xa0468,02", "638,78", "7\xa0200,30", "20,48"):
        assert said in text
    days = office.get(f"/employee-settlements/days/{settlement.lines[2].id}").text
    assert "8:00" in days  # 12:45 are 8:00 and 4:45
    assert "4:45" in days


def test_a_settlement_is_cancelled_with_a_reason(db, month, office):
    employees.settle([month.contracts[0].id], MONTH, close=True)
    db.session.commit()
    pk = db.session.scalar(sa.select(EmployeeSettlement.id))
    url = f"/employee-settlements/cancel/{pk}"
    assert office.post(url, data={"reason": ""}).status_code == 422
    office.post(url, data={"reason": "Pomyłka"})
    assert states(db) == [EmployeeState.cancelled]


def test_the_client_accepts_before_the_office_approves(db, month, office):
    ACCEPTANCE.set(client_accepts=True)
    db.session.commit()
    act(office, "settle", month.contracts)
    act(office, "approve", month.contracts, page="approve")
    assert states(db) == [EmployeeState.draft] * 2
    act(office, "send", month.contracts)
    assert states(db) == [EmployeeState.sent] * 2
    page = office.get("/settlements-to-accept/")
    assert "Hotel Bałtyk" in page.text
    office.post(f"/settlements-to-accept/accept/{month.client.id}/2026-10")
    assert states(db) == [EmployeeState.accepted] * 2
    act(office, "approve", month.contracts, page="approve")
    assert states(db) == [EmployeeState.closed] * 2


def test_finance_entries_change_what_is_paid_and_are_locked(db, month, office):
    fields = {
        "contract": month.contracts[1].id, "month": "2026-10-15",
        "kind": "deduction", "amount": "34,40", "text": "Ubranie",
    }  # fmt: skip
    assert office.post("/finance-entries/add", data=fields).status_code == 302
    act(office, "close", month.contracts, page="approve")
    db.session.rollback()
    beata = db.session.scalar(
        sa.select(EmployeeSettlement).filter_by(contract_id=month.contracts[1].id)
    )
    assert (beata.gross, beata.adjustments, beata.payable) == (
        Decimal("534.40"), Decimal("-34.40"), Decimal("500.00"),
    )  # fmt: skip
    entry = db.session.scalar(sa.select(FinanceEntry))
    assert entry.month == MONTH
    answer = office.get(f"/finance-entries/edit/{entry.id}")
    assert answer.status_code == 409
    assert "Wpis „Ubranie” jest rozliczony." in answer.text


def test_a_month_that_is_far_ahead_is_asked_about_once(db, month, office):
    month.contracts[1].ends_on = None
    db.session.commit()
    ahead = today().replace(day=1)
    fields = {
        "contract": month.contracts[1].id, "kind": "bonus", "amount": "100", "text": "Premia",
        "month": ahead.replace(year=ahead.year + 1),
    }  # fmt: skip
    assert office.post("/finance-entries/add", data=fields).status_code == 302
    fields["month"] = ahead.replace(year=ahead.year + 2)
    answer = office.post("/finance-entries/add", data=fields)
    assert answer.status_code == 422
    assert f"{fields['month']:%m.%Y}" in answer.text
    fields["_confirmed"] = re.search(r'name="_confirmed"[^>]*value="(\w+)"', answer.text)[1]
    assert office.post("/finance-entries/add", data=fields).status_code == 302
    assert db.session.scalar(sa.select(sa.func.count(FinanceEntry.id))) == 2


def test_who_may_not_see_rates_sees_no_money(db, month, login_as):
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    db.session.commit()
    accountant = login_as("Księgowość")
    assert "7\xa0200,30" in accountant.get(ROSTER).text
    assert login_as("Koordynator – wszyscy klienci, bez stawek").get(ROSTER).status_code == 403


def test_the_page_costs_the_same_for_few_and_for_many(db, month, office, count_sql):
    office.get(ROSTER)
    with count_sql() as few:
        office.get(ROSTER)
    from tests.factories.assignments import ContractFactory  # noqa: PLC0415 - one use

    for _n in range(20):
        work(ContractFactory(position=month.position), month.kinds[RateRule.base], 480)
    db.session.commit()
    with count_sql() as many:
        office.get(ROSTER)
    assert len(many) == len(few)
    assert len(many) <= 30


@pytest.mark.parametrize("args", ["endpoint=x", "_method=POST", "_scheme=ftp&_external=1", "x=1"])
def test_only_arguments_of_the_page_come_back_in_its_address(month, office, args):
    url = f"/employee-settlements/month/settle?month=2026-10&q=anna&{args}"
    answer = office.post(url, data={"act": "settle"})
    assert answer.location == "/employee-settlements/month/?month=2026-10&q=anna"


@pytest.mark.parametrize("row", ["9" * 5000, "2147483648", "x", "-1"])
def test_what_is_no_key_cannot_be_ticked(month, office, row):
    url = "/employee-settlements/month/settle?month=2026-10"
    assert office.post(url, data={"act": "settle", "row": row}).status_code == 400


def test_a_sign_no_text_has_is_left_out(db, month, office):
    act(office, "skip", month.contracts[:1], reason="bez\x00godzin")
    db.session.rollback()
    assert db.session.scalars(sa.select(SettlementSkip.reason)).all() == ["bez godzin"]
    for page in (ROSTER, "/settlements/?month=2026-10"):
        assert office.get(f"{page}&q=a%00b").status_code == 200


def test_an_amount_is_entered_by_those_alone_who_may_see_it(db, month, login_as):
    browser = login_as("Administrator")
    manager = current_app.appbuilder.sm
    role = manager.add_role("Bez stawek")
    for grant in [("can_write", "FinanceEntries"), ("can_all", "Clients")]:
        manager.add_permission_role(role, manager.find_permission_view_menu(*grant))
    db.session.get(Account, browser.account_id).roles = [role]
    db.session.commit()
    entry = {"contract": month.contracts[0].id, "month": "2026-10-01", "kind": "bonus"}
    answer = browser.post("/finance-entries/add", data=entry | {"amount": "5", "text": "Premia"})
    assert answer.status_code == 422
    assert "stawki" in answer.text
    assert db.session.scalars(sa.select(FinanceEntry)).all() == []


def test_whoever_only_approves_does_not_settle(db, month, login_as):
    browser = login_as("Administrator")
    manager = current_app.appbuilder.sm
    role = manager.add_role("Tylko zatwierdza")
    for grant in [("can_approve", "EmployeeSettlements"), ("can_all", "Clients")]:
        manager.add_permission_role(role, manager.find_permission_view_menu(*grant))
    db.session.get(Account, browser.account_id).roles = [role]
    db.session.commit()
    url = "/employee-settlements/month/approve?month=2026-10"
    form = {"row": month.contracts[0].id}
    assert browser.post(url, data=form | {"act": "close"}).status_code == 403
    assert states(db) == []
    assert browser.post(url, data=form | {"act": "approve"}).status_code == 302


def test_what_the_client_said_is_noted_on_the_page_of_a_settlement(db, month, office):
    employees.settle([one.id for one in month.contracts], MONTH)
    db.session.commit()
    first, second = db.session.scalars(sa.select(EmployeeSettlement.id).order_by("id")).all()
    for pk in (first, second):
        office.post(f"/employee-settlements/action/send/{pk}")
    assert states(db) == [EmployeeState.sent] * 2
    office.post(f"/employee-settlements/action/accepted/{first}")
    asked = office.post(f"/employee-settlements/action/rejecting/{second}")
    assert asked.location.endswith(f"/employee-settlements/reject/{second}")
    office.post(asked.location, data={"reason": "Za dużo godzin"})
    assert states(db) == [EmployeeState.accepted, EmployeeState.rejected]
    assert "Za dużo godzin" in office.get(f"/employee-settlements/show/{second}").text
    office.post(f"/employee-settlements/action/approve/{first}")
    assert states(db) == [EmployeeState.closed, EmployeeState.rejected]
    leads = office.post(f"/employee-settlements/action/cancelling/{first}")
    assert leads.location.endswith(f"/employee-settlements/cancel/{first}")


def test_the_settings_of_settlements_are_kept_and_checked(db, office):
    assert office.get("/settlement-settings/").status_code == 200
    assert office.post("/settlement-settings/", data={"acceptance_day": "40"}).status_code == 422
    office.post("/settlement-settings/", data={"client_accepts": "y", "acceptance_day": "7"})
    db.session.rollback()
    assert ACCEPTANCE.all() == {"client_accepts": True, "acceptance_day": 7, "remind_clients": True}


def test_nobody_waits_where_nobody_was_asked(office):
    assert "wyłączona" in office.get("/settlements-to-accept/").text
    assert office.post("/settlements-to-accept/accept/999/2026-10").status_code == 404


@pytest.mark.parametrize("view", [EmployeeSettlementView, ClientSettlementView, FinanceEntryView])
def test_amounts_of_a_list_say_their_currency(view):
    assert "currency" in view.default_columns


def test_a_finance_entry_is_paid_in_the_currency_of_the_client(office, month, db):
    with transaction():
        month.client.currency = Currency.EUR
        entry = FinanceEntry(month=MONTH, amount=Decimal(50), text="Premia")
        entry.contract, entry.client = month.contracts[0], month.client
        db.session.add(entry)
    (row,) = rows_of(office.get("/finance-entries/list/").text)
    assert row[-3:] == ["50,00", "EUR", "Premia"]
