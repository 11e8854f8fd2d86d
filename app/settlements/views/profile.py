"""What the page of a client settlement shows: lines, sums, notices, the chain, and the buttons."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from app.core.access import can
from app.core.modules import Module, is_enabled
from app.core.permissions import APPROVE, ISSUE, READ, WRITE
from app.core.views.pages import ShowPage
from app.extensions import db
from app.schedule.rules.durations import as_clock
from app.schedule.rules.months import whole_month
from app.settlements.enums import CLIENT_MOVES, ClientState, Missing
from app.settlements.forms import LineForm
from app.settlements.models import ClientSettlement
from app.settlements.queries import is_stale, unclosed_settlements, unsettled_contracts
from app.settlements.services.lacking import ClientGap
from app.settlements.services.lines import OWN
from app.settlements.views.dashboard import ENTITY, month_url
from app.settlements.views.mending import client_mend_url
from app.settlements.views.money import money_of, percent


@dataclass(frozen=True)
class SettlementPage(ShowPage):
    """A profile with the buttons of a settlement."""

    tab_html: Markup | str = ""
    approve_url: str = ""
    reopen_url: str = ""
    cancel_url: str = ""
    difference_url: str = ""
    invoice_url: str = ""
    made_invoice_url: str = ""
    correct_url: str = ""


@dataclass(frozen=True)
class Notice:
    """Something that has happened since, and where to go on."""

    text: str
    label: str
    url: str
    is_warning: bool = True


def may(verb: str) -> bool:
    """Tell whether the user holds a verb on settlements of clients."""
    return can(verb, ENTITY)


def sees_money() -> bool:
    """Tell whether the user may see rates, amounts and margins."""
    return can(READ, "Rates")


def frame() -> dict[str, Any]:
    """Return what the templates of a settlement are given."""
    return {
        "clock": as_clock,
        "percent": percent,
        "own_kinds": OWN,
        "money_of": money_of,
    }


def page_of(page: ShowPage, item: ClientSettlement, form: LineForm | None = None) -> SettlementPage:
    """Add to the usual profile what a settlement has more."""
    moves = frozenset() if item.has_draft else CLIENT_MOVES.get(item.state, frozenset())
    news = is_stale(item) if item.state in CLIENT_MOVES else False
    may_invoice = is_enabled(Module.invoices) and can(ISSUE, "Invoices")
    is_draft = item.state is ClientState.draft
    found = SettlementPage(
        **(vars(page) | {"actions": []}),
        approve_url=_url("approve", item) if is_draft and may(APPROVE) else "",
        reopen_url=_url("reopen", item) if ClientState.draft in moves and may(APPROVE) else "",
        cancel_url=_url("cancel", item) if ClientState.cancelled in moves and may(WRITE) else "",
        difference_url=_plain("difference", item) if is_draft or news else "",
        invoice_url=url_for("SettlementInvoiceView.invoice", pk=item.id)
        if ClientState.invoiced in moves and may_invoice
        else "",
        made_invoice_url=url_for("InvoiceView.show", pk=item.invoice_id)
        if item.invoice_id and _sees_invoices()
        else "",
        correct_url=url_for("SettlementInvoiceView.correct", pk=item.id)
        if item.state is ClientState.invoiced and news and may_invoice
        else "",
    )
    html = _body(found, item, form, news=news)
    return SettlementPage(**(vars(found) | {"tab_html": html}))


def _body(
    page: SettlementPage, item: ClientSettlement, form: LineForm | None, *, news: bool
) -> Markup:
    html = render_template(
        "settlements/_body.html",
        page=page,
        item=item,
        lines_html=Markup(lines_of(item)),  # noqa: S704 - a rendered template
        notices=_notices(item, page, news=news),
        chain=_chain(item),
        form=form or LineForm(data={"vat_rate": item.client.vat_rate}),
        form_token=uuid.uuid4().hex,
        may_write=item.state is ClientState.draft and may(WRITE),
        sees_money=sees_money(),
        sees_invoices=_sees_invoices(),
        people_url=month_url(item.client_id, whole_month(item.month), item.company),
        **frame(),
    )
    return Markup(html)  # noqa: S704 - a rendered template


def lines_of(item: ClientSettlement, *, refused: str = "") -> str:
    """Return the table of lines."""
    return render_template(
        "settlements/_lines.html",
        item=item,
        refused=refused,
        may_write=item.state is ClientState.draft and may(WRITE),
        sees_money=sees_money(),
        **frame(),
    )


def _notices(item: ClientSettlement, page: SettlementPage, *, news: bool) -> list[Notice]:
    found = []
    month = whole_month(item.month)
    if item.state in CLIENT_MOVES and _has_open_people(item):
        # Whose settlement was taken back is still in it.
        text = (
            _("Some employees of this month are not settled.")
            if news
            else _("Some employees of this month are not settled, so they are not in it.")
        )
        found.append(Notice(text, _("Show them"), month_url(item.client_id, month, item.company)))
    if item.state is ClientState.draft and item.net <= 0:
        text = _("There is nothing to charge: nobody's work has a price.")
        gap = ClientGap(item.client_id, Missing.nothing_charged)
        found.append(Notice(text, _("Mend"), client_mend_url(gap, month)))
    if item.has_draft and not news:
        text = _("It is invoiced once the draft is issued. To change it, delete the draft first.")
        found.append(Notice(text, "", "", is_warning=False))
    if not news:
        return found
    text = _("Settlements of employees have changed since this settlement was made.")
    if page.correct_url:
        found.append(Notice(text, _("Make a correction"), page.correct_url))
    elif item.has_draft:
        text += " " + _("Delete the draft of the invoice, then calculate anew.")
        found.append(Notice(text, _("Show the invoice"), page.made_invoice_url))
    else:
        found.append(Notice(text, _("Show the difference"), page.difference_url))
    return found


def _has_open_people(item: ClientSettlement) -> bool:
    month = whole_month(item.month)
    queries = (
        unsettled_contracts(month, [item.client_id]).limit(1),
        unclosed_settlements([item.client_id], item.month).limit(1),
    )
    return any(db.session.scalar(query) is not None for query in queries)


def _chain(item: ClientSettlement) -> Sequence[ClientSettlement]:
    """Return all settlements of the client in that month, the oldest first."""
    query = (
        sa.select(ClientSettlement)
        .where(
            ClientSettlement.client_id == item.client_id,
            ClientSettlement.company_id == item.company_id,
            ClientSettlement.month == item.month,
        )
        .options(joinedload(ClientSettlement.invoice))
        .order_by(ClientSettlement.id)
    )
    return db.session.scalars(query.limit(50)).all()


def _sees_invoices() -> bool:
    return is_enabled(Module.invoices) and can(READ, "Invoices")


def _plain(name: str, item: ClientSettlement) -> str:
    return url_for(f"ClientSettlementView.{name}", pk=item.id)


def _url(name: str, item: ClientSettlement) -> str:
    """Return the address of a verb on the settlement as it is on the screen."""
    return url_for(f"ClientSettlementView.{name}", pk=item.id, revision=item.revision)
