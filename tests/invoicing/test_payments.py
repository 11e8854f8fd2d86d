"""Payments by hand, and what is still open after them."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from app.accounts.roles import ACCOUNTING
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db as database
from app.invoicing.enums import PayState
from app.invoicing.models import Payment
from app.invoicing.services import create_correction, issue
from app.invoicing.services.payments import check_payment, settle
from tests.factories.invoicing import make_buyer, make_draft, make_invoice
from tests.support.pages import rows_of

D = Decimal


def pay(invoice, amount, *, on=date(2026, 11, 10)):
    with transaction(), database.session.no_autoflush:
        payment = Payment(invoice=invoice, amount=D(amount), paid_on=on)
        check_payment(payment)
        database.session.add(payment)
        database.session.flush()
        settle(payment.invoice)
    return payment


def facts_of(answer):
    """Return the words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())


def test_state_follows_the_payments(db):
    invoice = make_invoice()
    states = []
    for amount in ("5000", "8687.90", "0.01", "-0.01"):
        pay(invoice, amount)
        states.append(invoice.pay_state)
    assert states == [PayState.partial, PayState.paid, PayState.overpaid, PayState.paid]
    assert invoice.paid == D("13687.90")


def test_payment_for_a_correction_counts_for_its_invoice(db):
    invoice = make_invoice()
    correction = create_correction(invoice, invoice.after[:2], "Pomyłka")
    issue(correction)
    payment = pay(correction, invoice.owed)
    assert (payment.invoice, payment.client) == (invoice, invoice.client)
    assert invoice.pay_state is PayState.paid


def test_correction_after_the_payment_leaves_too_much_paid(db):
    invoice = make_invoice()
    pay(invoice, invoice.gross)
    issue(create_correction(invoice, [], "Zwrot"))
    assert (invoice.owed, invoice.paid) == (0, D("13687.90"))
    assert invoice.pay_state is PayState.overpaid


def test_the_page_says_what_is_left_or_how_much_too_much_was_paid(db, login_as):
    invoice = make_invoice()
    accountant = login_as(ACCOUNTING)
    url = f"/invoices/show/{invoice.id}"
    pay(invoice, "13000")
    page = facts_of(accountant.get(url))
    assert "Pozostało 687,90 PLN" in page
    pay(invoice, "700")
    page = facts_of(accountant.get(url))
    assert "Nadpłacono 12,10 PLN" in page  # 13 700.00 - 13 687.90
    assert "Pozostało" not in page


def test_deleted_payment_counts_no_more(db):
    invoice = make_invoice()
    payment = pay(invoice, "100")
    with transaction():
        settle(invoice, without=payment)
        database.session.delete(payment)
    assert (invoice.paid, invoice.pay_state) == (0, PayState.unpaid)


@pytest.mark.parametrize(("amount", "day"), [("0", date(2026, 11, 10)), ("1", date(2099, 1, 1))])
def test_impossible_payment_is_refused(db, amount, day):
    invoice = make_invoice()
    pay(invoice, "1")
    with pytest.raises(DomainError):
        pay(invoice, amount, on=day)


def test_draft_cannot_be_paid(db):
    draft = make_draft()
    with pytest.raises(DomainError):
        pay(draft, "1")
    with transaction():
        issue(draft)
    assert pay(draft, "1")


def test_many_small_payments_add_up_exactly(db):
    invoice = make_invoice()
    for _ in range(30):
        pay(invoice, "0.10")
    assert invoice.paid == D("3.00")


def test_a_payment_is_found_by_its_invoice_and_its_client(db, login_as):
    invoice = make_invoice()
    pay(invoice, "5")
    pay(make_invoice(client=make_buyer(name="Pensjonat Jantar", nip="7740001454")), "5")
    accountant = login_as(ACCOUNTING)
    for text, count in (("balt", 1), ("jantar", 1), (invoice.number, 1), ("FV/2026", 2), ("x", 0)):
        assert len(rows_of(accountant.get(f"/payments/list/?q={text}").text)) == count, text
