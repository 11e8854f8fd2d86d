"""The file of an invoice, and sending it: one with a message, or those that are ticked."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.accounts.roles import ACCOUNTING
from app.core.db import transaction
from app.demo.numbers import nip
from app.invoicing.models import Invoice
from app.invoicing.services.sending import mail_to_buyers
from app.messaging.models import OutboxMessage
from tests.factories.clients import ClientFactory
from tests.factories.invoicing import make_buyer, make_draft, make_invoice
from tests.invoicing.office import only
from tests.support.pages import fields_of, rows_of


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


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
