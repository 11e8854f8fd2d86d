"""Invoices as people find them: lists, payments, history, and who may what."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.core.clock import today
from app.core.modules import Module, switch
from app.invoicing.models import Payment
from app.invoicing.rules import Line
from app.invoicing.services import Dates, draft_gaps
from app.invoicing.services.periods import closed_to
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.invoicing import make_buyer, make_draft, make_invoice
from tests.invoicing.office import LESS, lines, only, with_lines
from tests.support.pages import column_of, fields_of

D = Decimal


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
OWN = "Koordynator – swoi klienci, ze stawkami"


def test_payment_is_added_changed_and_deleted_on_the_profile(db, accountant):
    invoice = make_invoice()
    page = accountant.get(f"/payments/add?_rel_invoice={invoice.id}")
    fields = fields_of(page.text)
    assert fields["amount"] == "13687,90"
    fields["amount"] = "5 000,00"
    assert accountant.post("/payments/add", data=fields).status_code == 302
    assert only(db).paid == 5000
    payment = only(db, Payment)
    fields = fields_of(accountant.get(f"/payments/edit/{payment.id}").text)
    fields["amount"] = "13687,90"
    accountant.post(f"/payments/edit/{payment.id}", data=fields)
    assert only(db).pay_state.value == "paid"
    accountant.post(f"/payments/delete/{payment.id}")
    assert only(db).pay_state.value == "unpaid"


def test_list_is_filtered_by_the_state_of_today(db, accountant):
    client = make_buyer()
    soon = Dates(today(), today())
    late = Dates(today() - timedelta(days=40), today() - timedelta(days=40))
    numbers = {
        "unpaid": make_invoice(client=client, dates=soon).number,
        "overdue": make_invoice(client=client, dates=late).number,
    }
    make_draft(client=client)
    for state, number in numbers.items():
        page = accountant.get(f"/invoices/list/?_flt_0_pay_state={state}")
        assert column_of(page.text) == [number]
        others = accountant.get(f"/invoices/list/?_flt_1_pay_state={state}")
        assert number not in column_of(others.text)
    assert accountant.get("/invoices/list/?_flt_0_pay_state=nonsense").status_code == 200


def test_invoice_is_found_by_number_client_and_nip(db, accountant):
    invoice = make_invoice()
    make_draft(client=invoice.client)
    for text in ("FV/2026/11", "baltyk", "526-10-40-828"):
        assert invoice.number in accountant.get(f"/invoices/list/?q={text}").text
    found = json.loads(accountant.get("/palette/search?q=FV/2026").text)
    assert [item["title"] for group in found["groups"] for item in group["items"]] == [
        "FV/2026/11/0001"
    ]


def test_invoices_are_a_tab_of_their_client(db, login_as):
    invoice = make_invoice()
    make_invoice(client=make_buyer(nip="7740001454"))
    page = login_as(WITH).get(f"/invoices/list/?_rel_client={invoice.client_id}")
    assert column_of(page.text) == ["FV/2026/11/0001"]


def test_history_names_the_changed_line(db, accountant):
    draft = make_draft()
    keys = [row.key for row in draft.lines]
    page = accountant.get(f"/invoices/edit/{draft.id}")
    form = with_lines(fields_of(page.text), lines(LESS, keys))
    accountant.post(f"/invoices/edit/{draft.id}", data=form)
    history = accountant.get(f"/invoices/history/{draft.id}").text
    assert "12,25" in history
    assert "12,75" in history


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [(ACCOUNTING, 200, 200), (WITH, 200, 403), (WITHOUT, 403, 403), ("Klient (portal)", 403, 403)],
)
def test_roles_may_read_write_and_issue_or_not(db, login_as, role, read, write):
    draft = make_draft()
    person = login_as(role)
    assert person.get("/invoices/list/").status_code == read
    assert person.get(f"/invoices/pdf/{draft.id}").status_code == read
    assert person.get("/invoices/add").status_code == write
    assert person.get(f"/invoices/correct/{draft.id}").status_code in {302, 403}
    person.post(f"/invoices/action/issue/{draft.id}")
    assert only(db).is_draft is (write == 403)


def test_guardian_sees_only_invoices_of_their_clients(db, login_as):
    person = login_as(OWN)
    own, other = make_buyer(), make_buyer(nip="7740001454", name="Obcy")
    own.guardians.append(db.session.get_one(Account, person.account_id))
    db.session.commit()
    mine, foreign = make_invoice(client=own), make_invoice(client=other)
    assert column_of(person.get("/invoices/list/").text) == [mine.number]
    for page in ("show", "pdf", "history"):
        assert person.get(f"/invoices/{page}/{mine.id}").status_code == 200
        assert person.get(f"/invoices/{page}/{foreign.id}").status_code == 404


def test_payer_that_may_not_be_seen_stops_the_issue(app, db, login_as):
    """Otherwise the guardian of the payee would get an invoice in the wrong name."""
    payer = make_buyer(name="Płatnik", nip="7740001454")
    client = ClientFactory(payer=payer, nip="5261040828")
    AddressFactory(client=client)
    draft = make_draft(client=client)
    assert draft_gaps(draft) == []
    person = login_as(OWN)
    client.guardians.append(db.session.get_one(Account, person.account_id))
    db.session.commit()
    assert "Płatnik" in login_as(ADMINISTRATOR).get(f"/invoices/show/{draft.id}").text
    page = person.get(f"/invoices/show/{draft.id}").text
    assert "Płatnik" not in page
    assert f"/clients/edit/{client.id}" in page


def test_switched_off_module_is_gone(db, accountant):
    invoice = make_invoice()
    urls = ("/invoices/list/", f"/invoices/pdf/{invoice.id}", "/payments/list/")
    assert [accountant.get(url).status_code for url in urls] == [200, 200, 200]
    switch(Module.invoices, is_on=False)
    db.session.commit()
    assert [accountant.get(url).status_code for url in urls] == [404, 404, 404]


def test_period_is_closed_on_its_page(db, accountant):
    answer = accountant.post("/invoice-settings/", data={"closed_to": "2026-10-31"})
    assert answer.status_code == 302
    assert f"{closed_to()}" == "2026-10-31"
    assert "2026-10-31" in accountant.get("/invoice-settings/").text
    assert accountant.post("/invoice-settings/", data={"closed_to": "x"}).status_code == 422


def test_page_of_an_invoice_costs_the_same_with_many_lines(db, accountant, count_sql):
    costs, client = [], make_buyer()
    for size in (3, 60):
        draft = make_draft(
            [Line(f"Pozycja {n}", D(1), "h", D(1)) for n in range(size)], client=client
        )
        accountant.get(f"/invoices/show/{draft.id}")
        with count_sql() as statements:
            assert accountant.get(f"/invoices/show/{draft.id}").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert costs[0] <= 20
