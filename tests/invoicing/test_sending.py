"""What a mail with a document asks for: what is still to be paid, and nothing that is not."""

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.db import transaction
from app.invoicing.models import Invoice
from app.invoicing.services import create_correction, issue
from app.invoicing.services.sending import mail_to_buyers, send
from app.messaging.models import OutboxMessage
from tests.factories.invoicing import make_buyer, make_invoice
from tests.invoicing.test_payments import pay


def corrected(invoice, quantity):
    """Issue a correction of the overtime, 12:45 hours at 71.85."""
    first, second, overtime = invoice.after
    lines = [first, second, replace(overtime, quantity=Decimal(quantity))]
    with transaction():
        correction = create_correction(invoice, lines, "Godziny")
        issue(correction)
    return correction


def mailed(db, invoice):
    """Send a document and return the text of the mail, on one line."""
    with transaction():
        send(invoice, "faktury@example.com")
    mail = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    html = mail.html.replace("\u00a0", " ")
    text = " ".join(mail.text.replace("\u00a0", " ").split())
    assert ("Prosimy o zapłatę" in html) is ("Prosimy o zapłatę" in text)
    assert ("Do zapłaty pozostaje" in html) is ("Do zapłaty pozostaje" in text)
    return text


def test_an_invoice_asks_for_its_amount(db):
    text = mailed(db, make_invoice())
    assert "FV/2026/11/0001 na kwotę 13 687,90 PLN. Prosimy o zapłatę do" in text


def test_an_invoice_that_was_corrected_asks_for_what_is_left(db):
    invoice = make_invoice()
    corrected(invoice, "12.25")  # 13 687.90 - 44.20
    text = mailed(db, invoice)
    assert "na kwotę 13 687,90 PLN. Do zapłaty pozostaje: 13 643,70 PLN. Prosimy" in text


def test_an_invoice_that_is_paid_asks_for_nothing(db):
    invoice = make_invoice()
    pay(invoice, "13687.90")
    assert "Prosimy o zapłatę" not in mailed(db, invoice)


@pytest.mark.parametrize(
    ("quantity", "change", "asks"),
    [("12.25", "-44,20 PLN", False), ("13.25", "44,18 PLN", True)],
)
def test_a_correction_names_its_invoice_and_asks_only_for_more(db, quantity, change, asks):
    invoice = make_invoice()
    text = mailed(db, corrected(invoice, quantity))
    assert f"do faktury FV/2026/11/0001; zmienia kwotę o {change}." in text
    assert ("Prosimy o zapłatę" in text) is asks
    assert "Do zapłaty pozostaje" not in text


def test_corrections_are_read_with_their_invoices_at_once(db, count_sql):
    ids = []
    for number in range(4):
        client = make_buyer(nip=("5260001246", "7740001454", "5252344078", "1132191233")[number],
                            email="biuro@example.com")  # fmt: skip
        ids.append(corrected(make_invoice(client=client), "12.25").id)

    def reads(some):
        db.session.expunge_all()
        with count_sql() as statements, transaction():
            rows = [db.session.get_one(Invoice, pk) for pk in some]
            begun = len(statements)
            queued, _left = mail_to_buyers(rows)
            assert len(queued) == len(some)
        return [one for one in statements[begun:] if one.lstrip().startswith("SELECT")]

    few, many = reads(ids[:1]), reads(ids[1:])
    assert len(few) == len(many), "\n".join(many)
