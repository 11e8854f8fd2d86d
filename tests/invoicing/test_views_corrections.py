"""Corrections as people make them: the form, the difference, the draft."""

from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING
from app.core.clock import today
from app.invoicing.models import Invoice
from tests.factories.invoicing import make_invoice
from tests.invoicing.office import LESS, ROWS, lines, with_lines
from tests.support.pages import fields_of
from tests.support.together import post_together

D = Decimal


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


def correction_form(browser, invoice, rows, reason="Błędna liczba nadgodzin"):
    fields = fields_of(browser.get(f"/invoices/correct/{invoice.id}").text)
    keys = fields.getlist("line_key")
    form = with_lines(fields, lines(rows, keys))
    form["reason"] = reason
    return form


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
