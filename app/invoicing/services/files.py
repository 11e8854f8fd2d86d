"""The PDF of a document: made once at the issue, handed out as it was made from then on."""

import hashlib
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.crew import spread
from app.core.errors import DomainError
from app.extensions import db
from app.invoicing.models import Invoice, InvoicePdf
from app.invoicing.printing import Document, Exchange, render
from app.invoicing.services.parties import Parties, parties_of
from app.settings.services import logos


def store_pdf(invoice: Invoice, parties: Parties) -> None:
    """Make and keep the file of a document that is being issued."""
    (content,) = print_pdfs([(invoice, parties)])
    db.session.add(InvoicePdf(invoice_id=invoice.id, client_id=invoice.client_id, content=content))


def print_pdfs(ones: Sequence[tuple[Invoice, Parties]]) -> list[bytes]:
    """Return the files of documents that are being issued, and keep the digest on each document.

    The helpers of this process, if it has some, draw their share.
    """
    files = spread(render, [document_of(*one) for one in ones])
    for (invoice, _parties), content in zip(ones, files, strict=True):
        invoice.pdf_sha256 = hashlib.sha256(content).hexdigest()
    return files


def pdf_of(invoice: Invoice) -> bytes:
    """Return the stored file of an issued document, or a preview of a draft."""
    if invoice.is_draft:
        return render(document_of(invoice, parties_of(invoice)))
    stored = db.session.get_one(InvoicePdf, invoice.id)
    if hashlib.sha256(stored.content).hexdigest() != invoice.pdf_sha256:
        raise DomainError(_("The stored file of %(number)s was tampered with.", number=invoice))
    return stored.content


def load_pdfs(invoices: Iterable[Invoice]) -> Sequence[InvoicePdf]:
    """Read the stored files of documents at once; ``pdf_of`` asks no more while these are held."""
    ids = [one.id for one in invoices]
    return db.session.scalars(sa.select(InvoicePdf).where(InvoicePdf.invoice_id.in_(ids))).all()


def filename_of(invoice: Invoice) -> str:
    """Return a name that is safe on every disk and in every mail."""
    name = invoice.number or f"szkic-{invoice.id}"
    return f"{''.join(char if char.isalnum() or char in '-_.' else '-' for char in name)}.pdf"


def document_of(invoice: Invoice, parties: Parties) -> Document:
    """Return what is printed."""
    root, previous = invoice.root, invoice.previous
    return Document(
        language=invoice.language,
        number=invoice.number,
        seller=parties.seller,
        buyer=parties.buyer,
        seller_details=parties.details,
        logo=_logo(parties.logo),
        iban=parties.account.iban,
        bank=parties.account.bank,
        bic=parties.account.bic,
        issue_date=invoice.issue_date,
        sale_from=invoice.sale_from,
        sale_to=invoice.sale_to,
        due_date=invoice.due_date,
        currency=invoice.currency.value,
        before=invoice.before,
        after=invoice.after,
        corrects=(root.number or "", root.issue_date) if root else None,
        follows=(previous.number or "", previous.issue_date)
        if previous is not None and previous.is_correction
        else None,
        reason=invoice.reason or "",
        order_number=invoice.order_number or "",
        notes=invoice.notes or "",
        exemption_basis=invoice.exemption_basis or "",
        exchange=_exchange(invoice),
        annex=invoice.annex,
    )


def _exchange(invoice: Invoice) -> Exchange | None:
    if not invoice.exchange_rate:
        return None
    return Exchange(invoice.exchange_rate, invoice.exchange_table or "", invoice.exchange_date)


def _logo(name: str) -> bytes | None:
    path = logos.path_of(name)
    return path.read_bytes() if path else None
