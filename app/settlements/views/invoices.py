"""From a settlement to its invoice: pages that belong to invoices and their permissions."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.arguments import read_key
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.modules import Module, is_enabled
from app.core.permissions import ISSUE, READ
from app.core.views import AppView
from app.core.views.cells import cell
from app.core.views.pages import RailBlock
from app.core.views.submission import RepeatedSubmission, check_unused, remember
from app.extensions import db
from app.invoicing.models import Invoice
from app.invoicing.views.options import Option, add_block, add_option
from app.settlements.enums import ClientState
from app.settlements.forms import ReasonForm
from app.settlements.models import ClientSettlement
from app.settlements.rules.changes import Change, fingerprint
from app.settlements.services import invoicing
from app.settlements.views import profile

ENTITY = "ClientSettlements"


class SettlementInvoiceView(AppView):
    """Making invoices and corrections of settlements."""

    route_base = "/client-settlements"
    default_view = "invoice"
    class_permission_name = "Invoices"
    permission_label = Invoice.__labels__[1]
    module = Module.client_settlements

    @page("/invoice/<pk>", ISSUE, methods=["POST"])
    def invoice(self, pk: str) -> Response:
        """Make the draft of the invoice and lead to it; the one there is when there is one."""
        settlement = settlement_or_404(pk)
        try:
            with transaction():
                invoice = invoicing.make_invoice(settlement)
        except DomainError as refusal:
            flash(str(refusal), "danger")
            return redirect(url_for("ClientSettlementView.show", pk=settlement.id))
        flash(_("This is the draft of the invoice. Check it, then issue it."), "success")
        return redirect(url_for("InvoiceView.show", pk=invoice.id))

    @page("/correct/<pk>", ISSUE, methods=["GET", "POST"])
    def correct(self, pk: str) -> str | Response | tuple[str, int]:
        """Show what changed hours change of the invoice; a reason makes them a correction."""
        settlement = settlement_or_404(pk)
        found = invoicing.correction_changes(settlement)
        if request.method != "POST":
            return _correction_page(settlement, found, ReasonForm())
        form = ReasonForm(request.form)
        try:
            if form.validate():
                with transaction():
                    check_unused()
                    correction = _correct(settlement_or_404(pk), form.reason.data or "")
                    url = url_for("InvoiceView.show", pk=correction.id)
                    remember(url)
                return redirect(url)
        except RepeatedSubmission as repeated:
            return redirect(repeated.url)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        settlement = settlement_or_404(pk)
        return _correction_page(settlement, invoicing.correction_changes(settlement), form), 422


def _correct(settlement: ClientSettlement, reason: str) -> Invoice:
    """Make the correction that was looked at, no other."""
    found = invoicing.correction_changes(settlement)
    if fingerprint(found) != request.form.get("seen"):
        raise DomainError(_("It has changed again. Look at the new difference."))
    return invoicing.correct(settlement, reason)


def _correction_page(settlement: ClientSettlement, found: list[Change], form: ReasonForm) -> str:
    own = url_for("ClientSettlementView.show", pk=settlement.id)
    return render_template(
        "settlements/difference.html",
        item=settlement,
        changes=found,
        things=[],
        seen=fingerprint(found),
        breadcrumb=[(_("Settlements"), url_for("DashboardView.index")), (str(settlement), own)],
        sees_money=can(READ, "Rates"),
        may_take=False,
        form=form,
        form_token=uuid.uuid4().hex,
        **profile.frame(),
    )


def settlement_or_404(pk: str) -> ClientSettlement:
    """Return a settlement inside the scope, for whoever may see settlements and invoices."""
    if not is_enabled(Module.invoices):
        abort(404)
    if not can(READ, ENTITY):
        abort(403)
    key = read_key(pk)
    found: ClientSettlement | None = db.session.get(ClientSettlement, key) if key else None
    return found if found is not None else abort(404)


@add_option
def from_changed_hours(invoice: Invoice) -> list[Option]:
    """Offer a correction of changed hours on the last document of a settlement."""
    if not is_enabled(Module.client_settlements) or not can(ISSUE, "Invoices"):
        return []
    settlement = _of_chain(invoice)
    if settlement is None or settlement.invoice is None or settlement.invoice.is_draft:
        return []
    url = url_for("SettlementInvoiceView.correct", pk=settlement.id)
    return [Option(_("Correction: from changed hours"), url, "clock")]


@add_block
def settlement_block(invoice: Invoice) -> list[RailBlock]:
    """Lead from a document to the settlement it charges for."""
    if not is_enabled(Module.client_settlements) or not can(READ, ENTITY):
        return []
    settlement = db.session.scalar(
        sa.select(ClientSettlement).where(ClientSettlement.invoice_id == invoice.id)
    ) or _of_chain(invoice)
    if settlement is None:
        return []
    html = Markup('<a href="{}">{}</a> {}').format(
        url_for("ClientSettlementView.show", pk=settlement.id),
        settlement,
        cell(settlement.progress),
    )
    return [RailBlock("settlement", str(ClientSettlement.__labels__[0]), html)]


def _of_chain(invoice: Invoice) -> ClientSettlement | None:
    """Return the settlement that holds of those a document and its corrections charge for."""
    root = invoice.root_id or invoice.id
    documents = sa.select(Invoice.id).where(sa.or_(Invoice.id == root, Invoice.root_id == root))
    found: ClientSettlement | None = db.session.scalar(
        sa.select(ClientSettlement).where(
            ClientSettlement.invoice_id.in_(documents),
            ClientSettlement.state.in_((ClientState.approved, ClientState.invoiced)),
        )
    )
    return found
