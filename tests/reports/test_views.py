"""Raporty: the pages, the files, and who may have them."""

import io
import json
import re
from html import unescape

import openpyxl
import pytest

from app.accounts.roles import ACCOUNTING
from app.clients.models import client_guardian
from app.core.currency import Currency
from app.core.modules import Module, switch
from app.settlements.services import employees
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.positions import PositionFactory
from tests.factories.reports import settled
from tests.factories.settlements import MONTH, make_worked_month
from tests.support.pages import rows_of

OWN = "Koordynator – swoi klienci, ze stawkami"
WITHOUT = "Koordynator – wszyscy klienci, bez stawek"
MONTHS = "from=2026-09&to=2026-11"
MARGIN, REGISTER = f"/reports/margin/?{MONTHS}", f"/reports/settlements/?{MONTHS}"


@pytest.fixture
def month(db):
    month = make_worked_month()
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    db.session.commit()
    return month


@pytest.fixture
def formula(db):
    """A client with a name that spreadsheets would run, in euro."""
    client = ClientFactory(name="=1+1 Łoś", short_name=None)
    contract = ContractFactory(position=PositionFactory(client=client, name="Kucharz"))
    settled(contract, MONTH, "1234.50", "1000.00", currency=Currency.EUR, minutes=0)
    db.session.commit()
    return client


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


def text_of(answer):
    assert answer.status_code == 200
    return unescape(answer.text).replace("\xa0", " ")


def charts(text):
    return [json.loads(unescape(one)) for one in re.findall(r'data-chart="([^"]*)"', text)]


def test_the_margin_stands_in_the_table_and_in_the_chart(accountant, month, formula):
    answer = accountant.get(MARGIN)
    text = text_of(answer)
    for said in ("218:30", "11 128,37 zł", "9 318,77 zł", "1 809,60 zł", "16,3 %", "234,50 EUR"):
        assert said in text, said
    zloty, euro = charts(answer.text)
    assert (zloty["currency"], zloty["labels"]) == ("PLN", [str(month.client)])
    assert zloty["series"][0]["values"] == ["1809.60"]
    assert (euro["currency"], euro["series"][0]["values"]) == ("EUR", ["234.50"])
    (lump,) = [row for row in rows_of(answer.text) if "Łoś" in row[0]]
    assert lump[2] == "—"  # paid by the month: no hours are not 0:00


@pytest.mark.parametrize("group", ["client", "position", "month", "everything", "x"])
def test_every_breakdown_is_a_page(accountant, month, formula, group):
    text = text_of(accountant.get(f"{MARGIN}&group={group}"))
    assert "1 809,60 zł" in text
    assert ("Pokojówka" in text) == (group in ("position", "everything"))


def test_the_report_is_narrowed_to_a_client(accountant, month, formula):
    text = text_of(accountant.get(f"{MARGIN}&client={month.client.id}"))
    assert "1 809,60 zł" in text
    assert "234,50 EUR" not in text
    assert "1 809,60" not in text_of(accountant.get("/reports/margin/?from=2026-08&to=2026-09"))


def test_the_register_tells_what_was_settled(accountant, month, formula):
    answer = accountant.get(REGISTER)
    text = text_of(answer)
    for said in ("10.2026", "218:30", "7 734,70", "9 318,77", "1 000,00"):
        assert said in text, said
    assert [one["currency"] for one in charts(answer.text)] == ["PLN", "EUR"]


@pytest.mark.parametrize("page", ["margin", "settlements"])
def test_a_file_has_numbers_and_no_formula(accountant, month, formula, page):
    answer = accountant.get(f"/reports/{page}/export/xlsx?{MONTHS}")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.values)
    assert len(rows) == 3
    assert {9318.77, 1000} <= {value for row in rows for value in row if not isinstance(value, str)}
    csv = accountant.get(f"/reports/{page}/export/csv?{MONTHS}").data.decode("utf-8-sig")
    assert "9318,77" in csv
    assert ("'=1+1 Łoś" in csv) == (page == "margin")
    assert "\n=1" not in csv
    assert accountant.get(f"/reports/{page}/export/pdf").status_code == 404


def test_who_may_not_see_rates_sees_no_report(db, login_as, month):
    office = login_as(ACCOUNTING)
    other = login_as(WITHOUT)
    pages = [MARGIN, REGISTER, "/reports/margin/clients", "/reports/margin/export/csv",
             "/reports/settlements/export/csv"]  # fmt: skip
    assert [office.get(page).status_code for page in pages] == [200] * len(pages)
    assert [other.get(page).status_code for page in pages] == [403] * len(pages)
    assert "/reports/" in office.get("/").text
    assert "/reports/" not in other.get("/").text


def test_reports_alone_are_not_enough_without_rates(db, app, login_as, month):
    role = app.appbuilder.sm.find_role(WITHOUT)
    for verb in ("can_read", "can_export"):
        permission = app.appbuilder.sm.add_permission_view_menu(verb, "Reports")
        app.appbuilder.sm.add_permission_role(role, permission)
    browser = login_as(WITHOUT)
    pages = [MARGIN, REGISTER, "/reports/margin/clients", "/reports/margin/export/csv",
             "/reports/settlements/export/csv"]  # fmt: skip
    assert [browser.get(page).status_code for page in pages] == [403] * len(pages)
    assert "/reports/" not in browser.get("/").text


def test_a_coordinator_sees_own_clients_only(db, login_as, month, formula):
    browser = login_as(OWN)
    db.session.execute(
        client_guardian.insert().values(client_id=formula.id, user_id=browser.account_id)
    )
    db.session.commit()
    for page in (MARGIN, f"{MARGIN}&group=everything", f"{MARGIN}&client={month.client.id}",
                 REGISTER, f"/reports/margin/export/csv?{MONTHS}"):  # fmt: skip
        text = text_of(browser.get(page))
        assert "1 234,50" in text or "1234,50" in text or "1 000,00" in text, page
        assert str(month.client) not in text, page
        assert "11 128,37" not in text, page
        assert "9 318,77" not in text, page
    assert [one["text"] for one in browser.get("/reports/margin/clients?q=").json] == ["=1+1 Łoś"]


def test_the_cost_does_not_depend_on_the_rows(db, accountant, month, count_sql):
    costs = []
    for size in (1, 15):
        for number in range(size):
            client = ClientFactory(name=f"Klient {size} {number}")
            contract = ContractFactory(position=PositionFactory(client=client))
            settled(contract, MONTH, "10", "5")
        db.session.commit()
        for page in (MARGIN, f"{MARGIN}&group=everything", REGISTER):
            accountant.get(page)
            with count_sql() as statements:
                accountant.get(page)
            costs.append(len(statements))
    assert costs[:3] == costs[3:]
    assert max(costs) <= 12, costs


def test_what_is_switched_off_is_not_in_the_register(db, accountant, month):
    assert "Zafakturowano brutto" in accountant.get(REGISTER).text
    switch(Module.client_settlements, is_on=False)
    db.session.commit()
    text = accountant.get(REGISTER).text
    assert "Zafakturowano brutto" not in text
    assert "Przychód" not in text
    assert "9\xa0318,77" in text


@pytest.mark.parametrize(
    "query", ["from=x&to=y", "from=2026-13", "to=9999-99", "client=99999999999", "client=ą",
              "client=0", "group=ą", "from=2026-12&to=2026-01", "to=2000-01"],
)  # fmt: skip
@pytest.mark.parametrize("page", ["margin", "settlements"])
def test_a_strange_address_is_a_page_not_a_fault(accountant, page, query):
    assert accountant.get(f"/reports/{page}/?{query}").status_code == 200
