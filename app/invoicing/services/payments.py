"""Payments, and what they and the corrections leave open."""

from flask_babel import gettext as _

from app.core.clock import today
from app.core.errors import DomainError
from app.extensions import db
from app.invoicing import rules
from app.invoicing.models import Invoice, Payment
from app.invoicing.queries import lock_chain, owed_for, paid_for


def check_payment(payment: Payment) -> None:
    """Refuse what is no payment, and tie it to the invoice its chain began with."""
    invoice = payment.invoice
    if invoice.is_draft:
        raise DomainError(_("Only issued invoices can be paid."))
    payment.invoice = invoice.first
    payment.client = payment.invoice.client
    if not payment.amount:
        raise DomainError(_("The amount cannot be zero."))
    if payment.paid_on > today():
        raise DomainError(_("The day of the payment lies in the future."))


def settle(root: Invoice, *, without: Payment | None = None) -> None:
    """Count anew what is owed and paid for an invoice, its corrections included."""
    lock_chain(root.id)
    owed = owed_for(root.id)
    paid = paid_for(root.id, except_id=without.id if without else None)
    root.owed, root.paid = owed, paid
    root.pay_state = rules.pay_state(root.owed, root.paid)
    db.session.flush()
