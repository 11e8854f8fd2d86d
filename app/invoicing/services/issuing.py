"""Issuing: the number, the copies and the PDF in one transaction, then nothing changes any more."""

from datetime import date

from flask_babel import gettext as _

from app.core.clock import now
from app.core.errors import DomainError
from app.core.numbering import next_number
from app.core.states import require_move
from app.extensions import db
from app.invoicing.enums import MOVES, InvoiceStatus
from app.invoicing.models import Invoice
from app.invoicing.queries import lock_document, series_of
from app.invoicing.rules import ZERO, pay_state
from app.invoicing.services.drafts import prepare
from app.invoicing.services.files import store_pdf
from app.invoicing.services.gaps import Incomplete, gaps
from app.invoicing.services.parties import Parties, copy_parties, parties_of
from app.invoicing.services.payments import settle
from app.invoicing.services.periods import closed_to


def issue(invoice: Invoice, *, on: date | None = None) -> None:
    """Give a draft its number and freeze it; ``Incomplete`` names what it lacks."""
    lock_document(invoice)
    if not invoice.is_draft:
        raise DomainError(_("%(number)s is issued already.", number=invoice.number))
    if on is not None:
        invoice.issue_date = on
    prepare(invoice)
    parties, series = parties_of(invoice), series_of(invoice.company_id, invoice.kind)
    found = gaps(invoice, parties, series, closed_to())
    if found or series is None:
        raise Incomplete(found)
    # Take the number late: whoever issues next waits from here to the commit.
    invoice.number = next_number(series, on=invoice.issue_date)
    with db.session.no_autoflush:
        _freeze(invoice, parties)
    db.session.flush()
    if invoice.root:
        settle(invoice.root)


def _freeze(invoice: Invoice, parties: Parties) -> None:
    copy_what_holds(invoice, parties)
    store_pdf(invoice, parties)
    require_move(MOVES, invoice.status, InvoiceStatus.issued)
    invoice.status = InvoiceStatus.issued


def copy_what_holds(invoice: Invoice, parties: Parties) -> None:
    """Keep on a document what holds at its issue."""
    copy_parties(invoice, parties)
    invoice.issued_at = now()
    if not invoice.is_correction:
        invoice.owed, invoice.paid = invoice.gross, ZERO
        invoice.pay_state = pay_state(invoice.owed, ZERO)
