"""D-MO-08 for documents: what is very large or very small is exact, or refused in words."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from app.accounts.roles import ACCOUNTING
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.integrity import invariants
from app.core.money import check_line, check_total
from app.extensions import db as database
from app.invoicing.models import Invoice, Payment
from app.invoicing.rules import Line
from app.invoicing.services import create_correction, issue
from app.invoicing.services.files import pdf_of
from app.invoicing.services.payments import settle
from tests.factories.invoicing import (
    DATES,
    PaymentFactory,
    make_buyer,
    make_company,
    make_draft,
    make_invoice,
)
from tests.invoicing.office import add, only

D = Decimal


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


def stored(invoice):
    """Return the sums as the database holds them."""
    database.session.commit()
    database.session.expire_all()
    return invoice.net, invoice.vat, invoice.gross


#: Quantity, price, net, VAT; all by hand.
EXACT = {
    "a billion": ("1", "1000000000.00", "1000000000.00", "230000000.00"),
    "a grosz below": ("1", "999999999.99", "999999999.99", "230000000.00"),  # 229999999.9977
    "the largest line": ("1", "9999999999.99", "9999999999.99", "2300000000.00"),
    "the largest quantity": ("99999999.9999", "1", "100000000.00", "23000000.00"),
    "half a grosz": ("0.5", "0.01", "0.01", "0.00"),  # 0.005 rounds up
    "less than half": ("0.4999", "0.01", "0.00", "0.00"),
    "a minute of a grosz": ("0.0167", "0.01", "0.00", "0.00"),
    "nothing": ("0", "1000", "0.00", "0.00"),
    "a ten-thousandth": ("0.0001", "9999999999.99", "1000000.00", "230000.00"),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_line_is_exact(db, name):
    quantity, price, net, vat = (D(one) for one in EXACT[name])
    draft = make_draft([Line("Pozycja", quantity, "h", price)])
    assert stored(draft) == (net, vat, net + vat)
    (line,) = draft.lines
    assert (line.quantity, line.price, line.net) == (quantity, price, net)


@pytest.mark.parametrize("name", EXACT)
def test_a_typed_line_is_exact(db, accountant, name):
    quantity, price, net, vat = (D(one) for one in EXACT[name])
    make_company()
    typed = [("Pozycja", f"{quantity}".replace(".", ","), f"{price:,}".replace(",", " "))]
    answer = add(accountant, make_buyer(), typed)
    assert answer.status_code == 302, answer.text
    invoice = only(db)
    assert (invoice.net, invoice.vat, invoice.gross) == (net, vat, net + vat)


TOO_MUCH = {
    "ten billion": ("1", "10000000000"),
    "a product of ten billion": ("2", "5000000000"),
    "a quantity no column holds": ("100000000", "1"),
    "five places of a quantity": ("0.00001", "1"),
    "a third of a grosz": ("1", "0.001"),
    "a negative quantity": ("-1", "10"),
    "a negative price": ("1", "-0.01"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_is_refused(db, name):
    quantity, price = (D(one) for one in TOO_MUCH[name])
    with pytest.raises(DomainError) as refusal:
        make_draft([Line("Pozycja", quantity, "h", price)])
    assert str(refusal.value)


@pytest.mark.parametrize(
    "typed", [*TOO_MUCH.values(), ("1e3", "1"), ("1", "1e999999999"), ("NaN", "1"), ("1_0", "1")]
)
def test_what_is_typed_too_large_comes_back(db, accountant, typed):
    make_company()
    answer = add(accountant, make_buyer(), [("Pozycja", *typed)])
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'value="{typed[1]}"' in answer.text
    assert db.session.query(Invoice).count() == 0


def test_sums_are_refused_before_the_columns_are_full(db):
    large = Line("Pozycja", D(1), "szt.", D("9999999999.99"))
    draft = make_draft([large] * 8)
    assert stored(draft) == (D("79999999999.92"), D("18399999999.98"), D("98399999999.90"))
    with pytest.raises(DomainError, match="100"):
        make_draft([large] * 9, client=draft.client)
    assert [fault for one in invariants() if one.code == "I1" for fault in one.search()] == []


def test_two_thousand_lines_of_a_grosz_pass_the_form_and_one_more_does_not(db, accountant):
    """VAT is counted once for all of them: 23 % of 20.00, not 2,000 times nothing."""
    make_company()
    rows = [(f"Pozycja {n}", "1", "0,01") for n in range(2000)]
    answer = add(accountant, make_buyer(), rows)
    assert answer.status_code == 302
    invoice = only(db)
    assert (len(invoice.lines), invoice.net, invoice.vat) == (2000, D("20.00"), D("4.60"))
    refused = add(accountant, invoice.client, [*rows, rows[0]])
    assert refused.status_code == 422
    assert "najwyżej 2000 pozycji" in refused.text
    assert db.session.query(Invoice).count() == 1


@pytest.mark.parametrize("page", ["add", "edit", "correct"])
def test_the_form_is_not_sent_in_parts(db, accountant, page):
    """A line is six fields, and of a form in parts more than a thousand would be refused."""
    pk = "" if page == "add" else make_draft().id if page == "edit" else make_invoice().id
    html = accountant.get(f"/invoices/{page}/{pk}".rstrip("/")).text
    assert 'enctype="multipart/form-data"' not in html


def test_the_largest_document_is_corrected_paid_and_printed(db):
    large = Line("Pozycja", D(1), "szt.", D("9999999999.99"))
    invoice = make_invoice([large] * 8)
    with transaction():
        correction = create_correction(
            invoice, [replace(line, quantity=D(0)) for line in invoice.after], "Pomyłka"
        )
        issue(correction)
    assert stored(correction) == (
        D("-79999999999.92"), D("-18399999999.98"), D("-98399999999.90")
    )  # fmt: skip
    assert (invoice.owed, invoice.paid) == (0, 0)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(invoice))).pages)
    assert "98 399 999 999,90" in text.replace("\u00a0", " ")


def test_payments_are_summed_exactly_or_refused(db):
    invoice = make_invoice()
    for _one in range(10):
        PaymentFactory(
            invoice=invoice, client=invoice.client, amount=D("9999999999.99"), paid_on=DATES.issue
        )
    settle(invoice)
    assert invoice.paid == D("99999999999.90")
    PaymentFactory(
        invoice=invoice, client=invoice.client, amount=D("9999999999.99"), paid_on=DATES.issue
    )
    with pytest.raises(DomainError, match="100"):
        settle(invoice)


def test_a_payment_that_is_too_large_comes_back(db, accountant):
    invoice = make_invoice()
    form = {"invoice": str(invoice.id), "paid_on": "2026-11-06", "amount": "999 999 999 999,99"}
    answer = accountant.post("/payments/add", data=form)
    assert answer.status_code == 422
    assert "100 miliardów" in answer.text
    assert db.session.query(Payment).count() == 0


@pytest.mark.parametrize(
    ("check", "largest"), [(check_line, "9999999999.99"), (check_total, "99999999999.99")]
)
def test_the_bounds_are_where_they_are_said_to_be(app, check, largest):
    with app.test_request_context():
        assert check(D(largest)) == D(largest)
        assert check(-D(largest)) == -D(largest)
        for amount in (D(largest) + D("0.01"), -D(largest) - D("0.01")):
            with pytest.raises(DomainError):
                check(amount)
