"""What the profile of a document shows beside its fields: lines, sums, chain, payment."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.core.access import can
from app.core.clock import today
from app.core.permissions import DELETE, ISSUE, WRITE
from app.core.views.cells import badge, cell, format_datetime, format_money
from app.core.views.pages import FormPage, RailBlock, ShowPage
from app.invoicing import rules
from app.invoicing.enums import Mending
from app.invoicing.models import Invoice
from app.invoicing.queries import chain_of
from app.invoicing.services.gaps import Gap, draft_gaps
from app.invoicing.services.parties import parties_of
from app.invoicing.views.options import Option, blocks_of, options_of

#: Where each thing is mended: the page, its argument, and what one must be allowed to write.
_MENDED_AT = {
    Mending.invoice: ("InvoiceView.edit", "pk", "Invoices"),
    Mending.lines: ("InvoiceView.edit", "pk", "Invoices"),
    Mending.correction: ("InvoiceView.correct", "pk", "Invoices"),
    Mending.company: ("CompanyView.edit", "pk", "Companies"),
    Mending.account: ("CompanyBankAccountView.add", "", "CompanyBankAccounts"),
    Mending.client: ("ClientView.edit", "pk", "Clients"),
    Mending.address: ("AddressView.add", "_rel_client", "Addresses"),
    Mending.series: ("NumberSeriesView.add", "", "NumberSeries"),
    Mending.settings: ("InvoiceSettingsView.index", "", "InvoiceSettings"),
}


@dataclass(frozen=True)
class InvoicePage(ShowPage):
    """A profile with the buttons of a document."""

    tab_html: Markup | str = ""
    pdf_url: str = ""
    issue_url: str = ""
    #: Where a draft is issued with its own day, although that has passed.
    dated_url: str = ""
    send_url: str = ""
    correct_url: str = ""
    payment_url: str = ""
    options: Sequence[Option] = ()
    delete_url: str = ""


def page_of(view: Any, page: ShowPage, item: Invoice) -> InvoicePage:
    """Add to the usual profile what a document has more."""
    may_write = can(WRITE, view.class_permission_name)
    fields = vars(page) | {"actions": []}
    is_first = not item.is_draft and not item.is_correction
    return InvoicePage(
        **fields,
        tab_html=_details(page, item),
        pdf_url=url_for("InvoiceView.pdf", pk=item.id),
        issue_url=_action_url(view, item, "issue") if item.is_draft else "",
        dated_url=_action_url(view, item, "issue_dated") if is_late(item) else "",
        send_url="" if item.is_draft or not may_write else _url("send", item),
        options=options_of(item),
        correct_url=_url("correct", item) if may_write and _is_correctable(item) else "",
        payment_url=url_for("PaymentView.add", _rel_invoice=item.id)
        if is_first and can(WRITE, "Payments")
        else "",
        delete_url=_url("delete", item)
        if item.is_draft and can(DELETE, view.class_permission_name)
        else "",
    )


def _is_correctable(item: Invoice) -> bool:
    """A draft of a correction is still being made; a draft of an invoice is edited."""
    return item.is_correction or not item.is_draft


def _url(page: str, item: Invoice) -> str:
    return url_for(f"InvoiceView.{page}", pk=item.id)


def is_late(item: Invoice) -> bool:
    """Tell whether the day on which a draft was to be issued has passed."""
    return item.is_draft and item.issue_date < today()


def _action_url(view: Any, item: Invoice, name: str) -> str:
    may_issue = can(ISSUE, view.class_permission_name)
    if not may_issue:
        return ""
    return url_for("InvoiceView.action", name=name, pk=item.id, revision=item.revision)


def _details(page: ShowPage, item: Invoice) -> Markup:
    before, after = item.before, item.after
    html = render_template(
        "invoicing/_details.html",
        page=page,
        item=item,
        parties=parties_of(item),
        will_be=rules.due_date(today(), item.payment_days) if is_late(item) else None,
        today=today(),
        gaps=[(gap.text, gap.place, mend_url(gap)) for gap in _gaps(item)],
        pairs=[pair for pair in rules.pairs(before, after) if pair.is_changed],
        after=after,
        groups=rules.difference(before, after) if before else rules.totals(after),
        before_groups=rules.totals(before),
        after_groups=rules.totals(after),
        chain=chain_of(item.root_id or item.id),
    )
    return Markup(html)  # noqa: S704 - a rendered template


def _gaps(item: Invoice) -> list[Gap]:
    return draft_gaps(item) if item.is_draft else []


def mend_url(gap: Gap) -> str:
    """Return where something that is missing is put right, nothing for who may not do it."""
    endpoint, argument, entity = _MENDED_AT[gap.place]
    values: dict[str, Any] = {argument: gap.pk} if argument else {}
    return url_for(endpoint, **values) if can(WRITE, entity) else ""


def subtitle(view: Any, item: Invoice) -> Markup:
    """Return the client, the kind and the states."""
    link = Markup('<a href="{}">{}</a>').format(
        url_for("ClientView.show", pk=item.client_id), item.client
    )
    states = [cell(item.kind), cell(item.status)]
    if item.pay_state is not None:
        state = view.value(item, "pay_state")
        states.append(badge(state, state.color))
    return Markup(" ").join([link, *states])


def rail(item: Invoice) -> list[RailBlock]:
    """Return how the payment and the sending stand, and what packages above know."""
    blocks = blocks_of(item)
    if item.pay_state is not None:
        facts = [
            (_("Amount due"), item.owed),
            (_("Paid so far"), item.paid),
            (_("Overpaid by"), item.paid - item.owed)
            if item.paid > item.owed
            else (_("Still to pay"), item.owed - item.paid),
        ]
        rows = [(label, format_money(amount, item.currency.value)) for label, amount in facts]
        state = rules.on_day(item.pay_state, item.due_date, today())
        blocks.append(
            RailBlock("payment", _("Payment"), _facts([(_("State"), cell(state)), *rows]))
        )
    if item.sent_at:
        rows = [(_("Sent"), format_datetime(item.sent_at)), (_("To"), escape(item.sent_to or ""))]
        blocks.append(RailBlock("sent", _("Sending"), _facts(rows)))
    return blocks


def _facts(rows: list[tuple[str, Any]]) -> Markup:
    lines = [Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(*row) for row in rows]
    return Markup('<dl class="facts">{}</dl>').format(Markup("").join(lines))


def form_page(  # noqa: PLR0913 - a form page has these parts
    view: Any,
    form: Any,
    item: Invoice,
    *,
    title: str,
    fields: list[str],
    submit: str,
    icon: str = "device-floppy",
) -> FormPage:
    """Return the page of a form about a document that is no edit form."""
    return FormPage(
        title=f"{title}: {item}",
        form=form,
        sections=[("", fields)],
        action="",
        cancel_url=url_for("InvoiceView.show", pk=item.id),
        is_new=False,
        token=uuid.uuid4().hex,
        revision=None,
        breadcrumb=view.breadcrumb(item),
        submit_label=submit,
        submit_icon=icon,
    )
