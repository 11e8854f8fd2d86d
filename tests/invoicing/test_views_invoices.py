"""Invoices as people work with them: the form, the profile, corrections, sending, who may what."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from werkzeug.datastructures import MultiDict

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.clients.models import Client
from app.core.clock import today
from app.core.db import transaction
from app.core.modules import Module, switch
from app.core.vat import VatRate
from app.demo.numbers import nip
from app.invoicing.models import Invoice, Payment
from app.invoicing.rules import Line
from app.invoicing.services import Dates, draft_gaps
from app.invoicing.services.periods import closed_to
from app.invoicing.services.sending import mail_to_buyers
from app.messaging.models import OutboxMessage
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.invoicing import make_buyer, make_company, make_draft, make_invoice
from tests.support.pages import column_of, fields_of, rows_of
from tests.support.people import PASSWORD, make_account
from tests.support.together import post_together

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
OWN = "Koordynator – swoi klienci, ze stawkami"
ROWS = [
    ("Pokojówka – dzień", "168,5", "47,90"),
    ("Pokojówka – noc", "37,25", "57,48"),
    ("Nadgodziny", "12,75", "71,85"),
]
D = Decimal


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


def lines(rows=ROWS, keys=()):
    """Return the fields of rows as a browser sends them."""
    form = MultiDict({"rows": "1"})
    for number, (text, quantity, price) in enumerate(rows):
        form.add("line_key", keys[number] if number < len(keys) else "")
        form.add("line_text", text)
        form.add("line_quantity", quantity)
        form.add("line_unit", "h")
        form.add("line_price", price)
        form.add("line_vat", "vat_23")
    return form


def with_lines(fields, new):
    """Return the fields of a page with other rows."""
    form = MultiDict((k, v) for k, v in fields.items(multi=True) if not k.startswith("line_"))
    form.update(MultiDict((k, v) for k, v in new.items(multi=True) if k != "rows"))
    form["rows"] = "1"
    return form


def only(db, model=Invoice):
    db.session.rollback()
    return db.session.scalars(sa.select(model)).one()


def add(browser, client, rows=ROWS, **values):
    page = browser.get(f"/invoices/add?_rel_client={client.id}")
    form = with_lines(fields_of(page.text), lines(rows))
    for name, value in values.items():
        form[name] = value
    return browser.post("/invoices/add", data=form)


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


# -- corrections -------------------------------------------------------------------------------


def correction_form(browser, invoice, rows, reason="Błędna liczba nadgodzin"):
    fields = fields_of(browser.get(f"/invoices/correct/{invoice.id}").text)
    keys = fields.getlist("line_key")
    form = with_lines(fields, lines(rows, keys))
    form["reason"] = reason
    return form


LESS = [*ROWS[:2], ("Nadgodziny", "12,25", "71,85")]


def test_correction_is_made_shown_and_issued(db, accountant):
    invoice = make_invoice()
    rows = [(line.text, q, p) for line, (_t, q, p) in zip(invoice.after, LESS, strict=True)]
    form = correction_form(accountant, invoice, rows)
    shown = unescape(accountant.post(f"/invoices/difference/{invoice.id}", data=form).text)
    for amount in ("-35,93", "-8,27", "-44,20"):
        assert amount in shown
    answer = accountant.post(f"/invoices/correct/{invoice.id}", data=form)
    assert answer.status_code == 302
    correction = db.session.scalars(sa.select(Invoice).where(Invoice.root_id.is_not(None))).one()
    accountant.post(f"/invoices/action/issue/{correction.id}")
    for pk in (invoice.id, correction.id):
        page = accountant.get(f"/invoices/show/{pk}").text
        assert "KOR/2026/11/0001" in page.replace(f"KOR/{today():%Y/%m}", "KOR/2026/11")
        assert "FV/2026/11/0001" in page
        # By a correction that lowers the invoice nothing is to be paid.
        assert ("Termin płatności" in page) is (pk == invoice.id)
    db.session.expire_all()
    assert db.session.get_one(Invoice, invoice.id).owed == D("13643.70")


def test_form_opened_before_another_correction_is_told_so(db, accountant):
    invoice = make_invoice()
    form = correction_form(accountant, invoice, LESS)
    late = correction_form(accountant, invoice, [("Inna", "1", "1")])
    first = accountant.post(f"/invoices/correct/{invoice.id}", data=form)
    assert first.status_code == 302
    answer = accountant.post(f"/invoices/correct/{invoice.id}", data=late)
    assert answer.status_code == 422
    assert "Inna" in answer.text
    count = sa.select(sa.func.count()).select_from(Invoice)
    assert db.session.scalar(count) == 2
    # Whoever opens the page now is led to the draft that is being made.
    assert accountant.get(f"/invoices/correct/{invoice.id}").location == first.location


def test_of_two_corrections_sent_at_once_one_is_kept(app, db, login_as):
    invoice = make_invoice()
    people = [login_as(ACCOUNTING) for _ in range(2)]
    url = f"/invoices/correct/{invoice.id}"
    forms = [(person, url, correction_form(person, invoice, LESS)) for person in people]
    answers = post_together(app, forms)
    assert sorted(answer.status_code for answer in answers) == [302, 422]


def test_draft_of_a_correction_can_be_changed(db, accountant):
    invoice = make_invoice()
    form = correction_form(accountant, invoice, LESS)
    url = accountant.post(f"/invoices/correct/{invoice.id}", data=form).location
    pk = int(url.rsplit("/", 1)[1])
    draft = db.session.get_one(Invoice, pk)
    again = correction_form(accountant, draft, [*ROWS[:2], ("Nadgodziny", "10", "71,85")], "Druga")
    assert accountant.post(f"/invoices/correct/{pk}", data=again).status_code == 302
    db.session.expire_all()
    assert (draft.reason, draft.after[2].quantity) == ("Druga", 10)
    fields = fields_of(accountant.get(f"/invoices/edit/{pk}").text)
    assert {"issue_date", "payment_days"} <= set(fields)
    assert not {"client", "currency", "rows", "sale_to"} & set(fields)


def test_same_correction_sent_twice_is_one(db, accountant):
    invoice = make_invoice()
    form = correction_form(accountant, invoice, LESS)
    first, second = (
        accountant.post(f"/invoices/correct/{invoice.id}", data=form) for _turn in range(2)
    )
    assert (first.status_code, second.location) == (302, first.location)


# -- file, mail, payments ----------------------------------------------------------------------


def test_file_is_opened_or_saved(db, accountant):
    invoice = make_invoice()
    shown = accountant.get(f"/invoices/pdf/{invoice.id}")
    assert shown.mimetype == "application/pdf"
    assert "inline" in shown.headers["Content-Disposition"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    saved = accountant.get(f"/invoices/pdf/{invoice.id}?download=1")
    assert "attachment; filename=FV-2026-11-0001.pdf" in saved.headers["Content-Disposition"]
    assert "FV/2026/11/0001" in PdfReader(BytesIO(saved.data)).pages[0].extract_text()


def test_invoice_is_sent_with_its_file_once_per_form(db, accountant):
    invoice = make_invoice(client=make_buyer(invoice_email="faktury@example.com"))
    page = accountant.get(f"/invoices/send/{invoice.id}")
    fields = fields_of(page.text)
    assert fields["recipient"] == "faktury@example.com"
    fields["message"] = "Do zobaczenia"
    for _turn in range(2):
        answer = accountant.post(f"/invoices/send/{invoice.id}", data=fields)
        assert answer.status_code == 302
    mail = only(db, OutboxMessage)
    assert "FV/2026/11/0001" in mail.subject
    assert "13 687,90 PLN" in mail.text.replace("\u00a0", " ")
    assert "Do zobaczenia" in mail.text
    assert mail.attachment_names == ["FV-2026-11-0001.pdf"]
    assert mail.attachments[0].content.startswith(b"%PDF")
    found = only(db)
    assert (found.sent_to, found.sent_at is not None) == ("faktury@example.com", True)
    again = fields_of(accountant.get(f"/invoices/send/{invoice.id}").text)
    accountant.post(f"/invoices/send/{invoice.id}", data=again)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 2


def test_ticked_invoices_go_to_their_buyers_once(db, accountant):
    first = make_invoice(client=make_buyer(invoice_email="faktury@example.com"))
    second = make_invoice(client=make_buyer(nip="7740001454", email="biuro@example.com"))
    silent = make_invoice(client=make_buyer(nip="5252344078", email=None))
    draft = make_draft(client=make_buyer(nip="1132191233", email="szkic@example.com"))
    ticked = [row.id for row in (first, second, silent, draft)]

    def answer():
        form = {"action": "mail", "rowid": ticked}
        return accountant.post("/invoices/action_post", data=form, follow_redirects=True).text

    told = answer()
    assert "Zlecono wysłanie: 2." in told
    assert f"FV/2026/11/0003 nie ma adresu e-mail; #{draft.id} jest szkicem." in told
    mails = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [mail.recipient for mail in mails] == ["faktury@example.com", "biuro@example.com"]
    assert [mail.attachment_names for mail in mails] == [
        ["FV-2026-11-0001.pdf"], ["FV-2026-11-0002.pdf"],
    ]  # fmt: skip
    again = answer()
    assert "FV/2026/11/0001 już wysłano; FV/2026/11/0002 już wysłano" in again
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 2


def test_many_invoices_are_read_together_before_they_are_sent(db, accountant, count_sql):
    ids = []
    for number in range(8):
        payer = make_buyer(nip=nip(number), name=f"Płatnik {number}", email="p@example.com")
        ids.append(make_invoice(client=ClientFactory(payer=payer)).id)
    db.session.commit()

    def reads(some):
        db.session.expunge_all()
        with count_sql() as statements, transaction():
            rows = db.session.scalars(sa.select(Invoice).where(Invoice.id.in_(some))).all()
            queued, _left = mail_to_buyers(rows)
            assert len(queued) == len(some)
        return [one for one in statements if one.lstrip().startswith("SELECT")]

    few, many = reads(ids[:2]), reads(ids[2:])
    assert len(few) == len(many), "\n".join(many)


def test_what_was_not_sent_yet_is_found(db, accountant):
    never, sent = make_invoice(), make_invoice(client=make_buyer(nip="7740001454"))
    with transaction():
        sent.sent_at = datetime(2026, 11, 10, 22, 59, tzinfo=UTC)  # 23:59 in Poland
    for day, numbers in (("09", {never.number, sent.number}), ("10", {never.number})):
        page = accountant.get(f"/invoices/list/?_flt_3_sent_at=2026-11-{day}").text
        assert {row[1] for row in rows_of(page)} == numbers, day
    assert "jeszcze nie" in page


@pytest.mark.parametrize("recipient", ["", "nikt", "a@b.pl, c@d.pl", "a@b.pl\nBcc: c@d.pl"])
def test_wrong_recipient_is_refused(db, accountant, recipient):
    invoice = make_invoice()
    answer = accountant.post(f"/invoices/send/{invoice.id}", data={"recipient": recipient})
    assert answer.status_code == 422
    assert only(db).sent_at is None
    good = accountant.post(f"/invoices/send/{invoice.id}", data={"recipient": "a@b.pl"})
    assert good.status_code == 302


def test_draft_is_not_sent(db, accountant):
    draft = make_draft()
    answer = accountant.post(f"/invoices/send/{draft.id}", data={"recipient": "a@b.pl"})
    assert answer.status_code == 422


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


# -- who may what ------------------------------------------------------------------------------


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


# -- in the browser ----------------------------------------------------------------------------


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
