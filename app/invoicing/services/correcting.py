"""Corrections: always of the last state, one at a time, down to zero if need be."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.core.clock import today
from app.core.errors import DomainError
from app.extensions import db
from app.invoicing import rules
from app.invoicing.enums import InvoiceKind, InvoiceStatus, LineSide
from app.invoicing.models import Invoice
from app.invoicing.queries import chain_of, lock_chain
from app.invoicing.rules import Line
from app.invoicing.services.drafts import prepare, set_lines, with_keys
from app.invoicing.services.parties import copy_parties, parties_of

_TAKEN = (
    "company",
    "client",
    "currency",
    "language",
    "sale_from",
    "sale_to",
    "payment_days",
    "order_number",
    "exemption_basis",
    "exchange_rate",
    "exchange_table",
    "exchange_date",
)


def create_correction(
    invoice: Invoice, after_lines: Sequence[Line], reason: str, *, based_on: int | None = None
) -> Invoice:
    """Add the draft of a correction; lines that are left out become zero.

    ``based_on`` is the document whose state the lines were made from: when another one has
    come since, the correction is refused instead of undoing it.
    """
    last = current_state(invoice)
    if based_on is not None and based_on != last.id:
        raise DomainError(
            _("%(number)s has corrected it meanwhile. Start again from there.", number=last)
        )
    root = invoice.first
    correction = Invoice(
        kind=InvoiceKind.correction,
        status=InvoiceStatus.draft,
        root=root,
        previous=last,
        issue_date=today(),
        **{name: getattr(root, name) for name in _TAKEN},
    )
    copy_parties(correction, parties_of(root))
    set_lines(correction, LineSide.before, last.after)
    change_correction(correction, after_lines, reason)
    db.session.add(correction)
    db.session.flush()
    return correction


def change_correction(correction: Invoice, after_lines: Sequence[Line], reason: str) -> None:
    """Set what holds after a correction that is still a draft."""
    if not correction.is_draft:
        raise DomainError(_("%(number)s is issued already.", number=correction.number))
    correction.reason = reason.strip()[:256] or None
    after = rules.complete(correction.before, with_keys(after_lines))
    set_lines(correction, LineSide.after, after)
    prepare(correction)


def current_state(invoice: Invoice) -> Invoice:
    """Return the document a new correction starts from; refuse while it would not be lawful."""
    root = invoice.first
    if root.is_draft:
        raise DomainError(_("A draft is edited, not corrected."))
    lock_chain(root.id)
    last = chain_of(root.id)[-1]
    if last.is_draft:
        raise DomainError(_("A correction of this invoice is being prepared already. Finish it."))
    return last
