"""Faktury › Płatności, and the tab „Płatności” of an invoice."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.core.clock import today
from app.core.modules import Module
from app.core.views import AppModelView, Interface
from app.core.views.searching import by_relation
from app.invoicing.enums import InvoiceKind, InvoiceStatus
from app.invoicing.models import Invoice, Payment
from app.invoicing.services.payments import check_payment, settle


class PaymentView(AppModelView):
    """Money that came, noted by hand."""

    datamodel = Interface(Payment, joinedload(Payment.invoice), joinedload(Payment.client))
    route_base = "/payments"
    class_permission_name = "Payments"
    add_title = lazy_gettext("Add payment")
    module = Module.invoices
    menu_icon = "wallet"
    help_page = "invoices"
    parent_columns = ("invoice",)
    label_columns = {"currency": lazy_gettext("Currency")}
    list_columns = ["paid_on", "invoice", "client", "amount", "currency", "note", "created_on"]
    default_columns = ("paid_on", "invoice", "client", "amount", "currency", "note")
    order_columns = ["paid_on", "created_on"]
    base_order = ("paid_on", "desc")
    searched = (by_relation(Payment.invoice), by_relation(Payment.client))
    search_columns = ["client", "invoice", "paid_on", "amount", "created_on"]
    show_columns = ["invoice", "client", "paid_on", "amount", "currency", "note"]
    add_columns = ["invoice", "paid_on", "amount", "note"]
    edit_columns = ["paid_on", "amount", "note"]
    description_columns = {"amount": lazy_gettext("A refund has a minus.")}
    empty_hint = lazy_gettext("Add a payment on the profile of its invoice, or here.")

    def value(self, row: Any, key: str) -> Any:
        """A payment is in the currency of its invoice."""
        return row.invoice.currency if key == "currency" else super().value(row, key)

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Offer what can be paid: issued invoices, which stand for their corrections."""
        if column != "invoice":
            return choices
        return choices.where(
            Invoice.status == InvoiceStatus.issued, Invoice.kind == InvoiceKind.invoice
        )

    def prefill(self, form: Any) -> None:
        """Begin with today and with what is still open."""
        super().prefill(form)
        form.paid_on.data = today()
        invoice = form.invoice.data
        if invoice is not None and invoice.owed > invoice.paid:
            form.amount.data = invoice.owed - invoice.paid

    def pre_add(self, item: Payment) -> None:
        """Check the payment and tie it to the first document of the chain."""
        check_payment(item)

    pre_update = pre_add

    def post_add(self, item: Payment) -> None:
        """Count anew what is open."""
        settle(item.invoice)

    post_update = post_add

    def pre_delete(self, item: Payment) -> None:
        """Count without it."""
        settle(item.invoice, without=item)

    def after_save_url(self, item: Payment) -> str:
        """Go back to the invoice."""
        return f"{url_for('InvoiceView.show', pk=item.invoice.id)}#{self.endpoint}"
