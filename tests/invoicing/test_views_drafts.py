"""The form of an invoice: what is written by hand, shown again, and issued."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.clients.models import Client
from app.core.clock import today
from app.core.vat import VatRate
from app.invoicing.models import Invoice
from app.invoicing.services import Dates
from app.invoicing.services.periods import close_to
from tests.factories.clients import ClientFactory
from tests.factories.invoicing import make_buyer, make_company, make_draft, make_invoice
from tests.invoicing.office import ROWS, add, lines, only, with_lines
from tests.support.pages import fields_of, filled
from tests.support.people import PASSWORD, make_account

D = Decimal
LATE = "Data wystawienia tego szkicu już minęła"


def drafted_on(day):
    return make_draft(dates=Dates(day, date(2026, 10, 31), date(2026, 10, 1)))


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


def test_invoice_is_written_by_hand_and_issued(db, accountant):
    make_company()
    client = make_buyer(payment_days=21)
    answer = add(accountant, client)
    assert answer.status_code == 302
    draft = only(db)
    assert (draft.payment_days, draft.gross) == (21, D("13687.90"))
    assert [row.text for row in draft.lines] == [text for text, *_ in ROWS]
    page = accountant.get(answer.location).text
    assert "13 687,90" in unescape(page).replace("\u00a0", " ")
    accountant.post(f"/invoices/action/issue/{draft.id}")
    assert only(db).number == f"FV/{today():%Y/%m}/0001"


def test_rows_are_changed_moved_and_removed(db, accountant):
    draft = make_draft()
    keys = [row.key for row in draft.lines]
    page = accountant.get(f"/invoices/edit/{draft.id}")
    changed = lines([ROWS[2], ("Nowa", "1", "10"), ROWS[0]], [keys[2], "", keys[0]])
    answer = accountant.post(
        f"/invoices/edit/{draft.id}", data=with_lines(fields_of(page.text), changed)
    )
    assert answer.status_code == 302
    found = only(db).after
    assert [line.text for line in found] == ["Nadgodziny", "Nowa", "Pokojówka – dzień"]
    assert [found[0].key, found[2].key] == [keys[2], keys[0]]


@pytest.mark.parametrize(
    "row", [("Praca", "dużo", "1"), ("Praca", "1", ""), ("", "1", "1"), ("Praca", "1e9", "1")]
)
def test_wrong_row_is_shown_as_it_was_typed(db, accountant, row):
    make_company()
    client = make_buyer()
    answer = add(accountant, client, [ROWS[0], row])
    assert answer.status_code == 422
    assert "168,5" in answer.text
    assert f'value="{row[1]}"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invoice)) == 0


def test_form_without_lines_keeps_those_there_are(db, accountant):
    draft = make_draft()
    fields = fields_of(accountant.get(f"/invoices/edit/{draft.id}").text)
    form = MultiDict((k, v) for k, v in fields.items(multi=True) if not k.startswith("line_"))
    form.pop("rows")
    form["notes"] = "Uwaga"
    assert accountant.post(f"/invoices/edit/{draft.id}", data=form).status_code == 302
    assert (only(db).notes, len(only(db).lines)) == ("Uwaga", 3)


def test_second_editor_is_shown_both_versions(db, accountant):
    draft = make_draft()
    url = f"/invoices/edit/{draft.id}"
    fields = fields_of(accountant.get(url).text)
    mine = with_lines(fields, lines([("Moja", "1", "1")]))
    theirs = with_lines(fields, lines([("Ich", "2", "2")]))
    assert accountant.post(url, data=theirs).status_code == 302
    mine["_token"] = "inny"
    answer = accountant.post(url, data=mine)
    assert answer.status_code == 409
    assert "Moja" in answer.text
    assert "Ich" in answer.text
    assert only(db).after[0].text == "Ich"


def test_totals_are_counted_by_the_server(db, accountant):
    answer = accountant.post("/invoices/totals", data=lines())
    text = unescape(answer.text).replace("\u00a0", " ")
    for amount in ("8 071,15", "2 141,13", "916,09", "11 128,37", "2 559,53", "13 687,90"):
        assert amount in text
    half = accountant.post("/invoices/totals", data=lines([ROWS[0], ("x", "1,", "abc")]))
    assert half.status_code == 200


def test_terms_of_a_client_are_offered_to_the_form(db, accountant):
    client = make_buyer(payment_days=30, vat_rate=VatRate.exempt)
    found = json.loads(accountant.get(f"/invoices/terms?client={client.id}").text)
    assert (found["payment_days"], found["vat_rate"]) == (30, "exempt")
    assert accountant.get("/invoices/terms?client=999").status_code == 404


def test_draft_shows_what_is_missing_with_links_to_mend_it(db, accountant, login_as):
    make_company(street=None)
    client = ClientFactory()
    draft = make_draft([], client=client)
    admin = login_as(ADMINISTRATOR)
    own = (f"/invoices/edit/{draft.id}",)
    others = (
        f"/companies/edit/{draft.company_id}",
        f"/clients/edit/{client.id}",
        f"/addresses/add?_rel_client={client.id}",
    )
    page = admin.get(f"/invoices/show/{draft.id}").text
    for link in (*own, *others):
        assert link in page
        assert admin.get(link).status_code == 200
    # Who may not mend it is told what is missing, without a link that ends in a refusal.
    page = accountant.get(f"/invoices/show/{draft.id}").text
    assert own[0] in page
    assert not [link for link in others if link in page]
    accountant.post(f"/invoices/action/issue/{draft.id}")
    assert only(db).is_draft


def test_a_draft_whose_day_has_passed_is_issued_with_that_of_its_issue(db, accountant):
    prepared, now = today() - timedelta(days=20), today()
    draft, current = drafted_on(prepared), drafted_on(now)
    page = accountant.get(f"/invoices/show/{draft.id}").text
    assert f"{now + timedelta(days=14):%d.%m.%Y}" in page  # by when it will have to be paid
    assert LATE in page
    assert LATE not in accountant.get(f"/invoices/show/{current.id}").text
    accountant.post(f"/invoices/action/issue/{draft.id}")
    db.session.refresh(draft)
    assert (draft.issue_date, draft.due_date) == (now, now + timedelta(days=14))
    assert LATE not in accountant.get(f"/invoices/show/{draft.id}").text


def test_who_wants_the_day_that_has_passed_says_so(db, accountant):
    day = today() - timedelta(days=20)
    draft, current = drafted_on(day), drafted_on(today())
    dated = f"/invoices/action/issue_dated/{draft.id}"
    assert dated in accountant.get(f"/invoices/show/{draft.id}").text
    assert "action/issue_dated" not in accountant.get(f"/invoices/show/{current.id}").text
    accountant.post(dated)
    db.session.refresh(draft)
    assert (draft.is_draft, draft.issue_date) == (False, day)
    assert draft.due_date == day + timedelta(days=14)


@pytest.mark.parametrize("verb", ["issue", "issue_dated"])
def test_a_draft_is_not_issued_from_a_page_that_shows_it_otherwise(db, accountant, verb):
    draft = drafted_on(today() - timedelta(days=20))
    url = f"/invoices/show/{draft.id}"

    def offered():
        return re.search(rf'data-post="([^"]*/action/{verb}/[^"]*)"', accountant.get(url).text)[1]

    stale = offered()
    edit = f"/invoices/edit/{draft.id}"
    accountant.post(edit, data=filled(accountant, edit, notes="Inna uwaga"))
    answer = accountant.post(stale, follow_redirects=True)
    assert "Ktoś właśnie to zmienił" in unescape(answer.text)
    assert only(db).is_draft
    accountant.post(offered())
    assert not only(db).is_draft


def test_a_closed_period_only_stops_the_day_that_lies_in_it(db, accountant):
    draft = drafted_on(today() - timedelta(days=20))
    close_to(today() - timedelta(days=10))
    db.session.commit()
    assert "jest zamknięty" not in accountant.get(f"/invoices/show/{draft.id}").text
    accountant.post(f"/invoices/action/issue_dated/{draft.id}")
    assert only(db).is_draft
    accountant.post(f"/invoices/action/issue/{draft.id}")
    assert only(db).issue_date == today()


def test_issued_invoice_offers_correction_but_no_edit(db, accountant):
    invoice = make_invoice()
    page = accountant.get(f"/invoices/show/{invoice.id}").text
    assert f"/invoices/correct/{invoice.id}" in page
    assert f"/invoices/edit/{invoice.id}" not in page
    assert f"/invoices/delete/{invoice.id}" not in page
    assert accountant.get(f"/invoices/edit/{invoice.id}").status_code == 409
    accountant.post(f"/invoices/delete/{invoice.id}")
    assert only(db).number == "FV/2026/11/0001"


def test_draft_is_deleted(db, accountant):
    draft = make_draft()
    page = accountant.get(f"/invoices/show/{draft.id}").text
    assert f"/invoices/delete/{draft.id}" in page
    accountant.post(f"/invoices/delete/{draft.id}")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invoice)) == 0


def test_ticked_drafts_are_issued_together_or_not_at_all(db, accountant):
    company, client = make_company(), make_buyer()
    good = [make_draft(client=client, company=company).id for _ in range(2)]
    bad = make_draft([], client=client, company=company).id
    form = MultiDict({"action": "issue"})
    form.setlist("rowid", [str(pk) for pk in (*good, bad)])
    accountant.post("/invoices/action_post", data=form)
    numbers = sa.select(Invoice.number).where(Invoice.number.is_not(None))
    assert db.session.scalars(numbers).all() == []
    form.setlist("rowid", [str(pk) for pk in good])
    accountant.post("/invoices/action_post", data=form)
    assert len(db.session.scalars(numbers).all()) == 2


@pytest.mark.browser
@pytest.mark.slow
def test_lines_are_typed_with_the_keyboard_and_counted(app, db, page):
    make_company()
    client_id = make_buyer().id
    username = make_account(ACCOUNTING).username
    db.session.remove()
    page.goto("/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/")
    page.goto(f"/invoices/add?_rel_client={client_id}")
    for text, quantity, price in ROWS:
        row = page.locator("[data-line]").last
        row.locator("[name=line_text]").fill(text)
        row.locator("[name=line_quantity]").fill(quantity)
        row.locator("[name=line_price]").fill(price)
        if text != ROWS[-1][0]:
            row.locator("[name=line_price]").press("Enter")
    page.get_by_text("13 687,90").first.wait_for()
    assert page.locator("[data-line-net]").all_inner_texts()[2] == "916,09"
    page.locator("[name=line_text]").last.press("Alt+ArrowUp")
    page.locator("[name=line_text]").first.press("Alt+Delete")
    page.locator(".sums-total", has_text="3 760,38").wait_for()
    page.locator("[data-save]").click()
    page.wait_for_url("**/invoices/show/*")
    assert db.session.query(Client).count() == 1
    assert [line.text for line in only(db).after] == ["Nadgodziny", "Pokojówka – noc"]


@pytest.mark.parametrize("name", ["issue_date", "sale_from", "sale_to"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_no_invoice_has_are_refused_in_words(db, accountant, name, day):
    draft = make_draft()
    form = fields_of(accountant.get(f"/invoices/edit/{draft.id}").text)
    form["sale_to"] = "9999-12-31" if name == "sale_from" else form["sale_to"]
    form[name] = day
    answer = accountant.post(f"/invoices/edit/{draft.id}", data=form)
    assert answer.status_code == 422
    assert "Sprawdź rok" in answer.text


def test_the_way_back_from_a_draft_names_it(db, accountant):
    draft = make_draft()
    page = accountant.get(f"/invoices/edit/{draft.id}").text
    crumb = page.split('class="crumb"')[1].split("</nav>")[0]
    assert "Szkic faktury" in crumb
    assert f"#{draft.id}" not in crumb
