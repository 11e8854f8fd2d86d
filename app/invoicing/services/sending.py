"""Sending a document by e-mail through the outbox, with its PDF, and noting that it was sent."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.clients.models import Client
from app.core.clock import now
from app.core.errors import DomainError
from app.core.identifiers import show_iban
from app.extensions import db
from app.invoicing.enums import PrintLanguage
from app.invoicing.models import Invoice
from app.invoicing.services.files import filename_of, load_pdfs, pdf_of
from app.invoicing.services.parties import buying_client
from app.messaging.models import OutboxMessage
from app.messaging.rules import Attachment
from app.messaging.services import queue_all, write

_LOCALES = {PrintLanguage.pl: "pl", PrintLanguage.en: "en", PrintLanguage.both: "en"}


def recipient_of(invoice: Invoice) -> str:
    """Return where the buyer wants its invoices."""
    client = buying_client(invoice.client)
    return (client.invoice_email or client.email or "") if client else ""


def mail_to_buyers(invoices: Iterable[Invoice]) -> tuple[list[Invoice], list[str]]:
    """Queue documents to where their buyers want them; return those, and why others are left.

    What was sent once is not sent again by this way: somebody would get it twice.
    """
    queued: list[Invoice] = []
    left, mails, known = [], [], list(invoices)
    # Held until the end: the session forgets what nobody holds, and would ask for it again.
    _held = (
        _load_payers(known),
        _load_roots(known),
        load_pdfs(one for one in known if one.sent_at is None),
    )
    for invoice in known:
        recipient = recipient_of(invoice)
        if invoice.is_draft:
            left.append(_("%(number)s is a draft", number=invoice))
        elif invoice.sent_at is not None:
            left.append(_("%(number)s was sent already", number=invoice))
        elif not recipient:
            left.append(_("%(number)s has no e-mail address to go to", number=invoice))
        else:
            mails.append(_mail(invoice, recipient, key="buyer"))
            queued.append(invoice)
    queue_all(mails)
    for invoice in queued:
        invoice.sent_at, invoice.sent_to = now(), recipient_of(invoice)
    return queued, left


def send(invoice: Invoice, recipient: str, *, message: str = "", key: str | None = None) -> None:
    """Queue the document in the caller's transaction; the same ``key`` sends nothing twice."""
    queue_all([_mail(invoice, recipient, message=message, key=key)])
    invoice.sent_at, invoice.sent_to = now(), recipient


def _load_payers(invoices: Sequence[Invoice]) -> Sequence[Client]:
    """Read clients and who pays for them at once; they stay at hand while these are held."""
    ids = {one.client_id for one in invoices}
    query = sa.select(Client).where(Client.id.in_(ids)).options(joinedload(Client.payer))
    return db.session.scalars(query).all()


def _load_roots(invoices: Iterable[Invoice]) -> Sequence[Invoice]:
    """Read at once the invoices that corrections belong to."""
    ids = {one.root_id for one in invoices if one.root_id is not None}
    return db.session.scalars(sa.select(Invoice).where(Invoice.id.in_(ids))).all() if ids else ()


def _left_to_pay(invoice: Invoice) -> Decimal:
    """Return what is to be paid for a document after what was corrected and paid since."""
    root = invoice.root or invoice
    left = max(root.owed - root.paid, Decimal(0))
    return min(left, max(invoice.gross, Decimal(0))) if invoice.is_correction else left


def _mail(invoice: Invoice, recipient: str, *, message: str = "", key: str | None) -> OutboxMessage:
    if invoice.is_draft:
        raise DomainError(_("Only issued documents can be sent."))
    content = Attachment(filename_of(invoice), "application/pdf", pdf_of(invoice))
    context = {
        "invoice": invoice,
        "message": message,
        "iban": show_iban(invoice.bank_iban or ""),
        "left": _left_to_pay(invoice),
    }
    return write(
        "invoice",
        recipient,
        _LOCALES[invoice.language],
        context,
        attachments=[content],
        dedupe_key=f"invoice-{invoice.id}-{key}" if key else None,
    )
