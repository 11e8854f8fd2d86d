"""The settlement of a client: lists, its page with lines, and what is done with it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.clients.views.related import ClientTabView
from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms.fields import EnumField
from app.core.modules import Module
from app.core.permissions import APPROVE, READ, WRITE
from app.core.views import Interface
from app.core.views.cells import cell
from app.core.views.conflicts import check_seen
from app.core.views.searching import by_relation
from app.settings.queries import only_company
from app.settlements.enums import ClientState, Progress
from app.settlements.forms import LineForm
from app.settlements.models import ClientSettlement
from app.settlements.rules.changes import fingerprint
from app.settlements.services import clients, lines
from app.settlements.views import profile
from app.settlements.views.editing import LinesMixin
from app.settlements.views.filters import ProgressIs, ProgressIsNot
from app.settlements.views.money import hours_in_file, hours_or_nothing

_STATE = ["client", "company", "month", "state", "invoice", "minutes", "net", "cost", "margin"]


class ClientSettlementView(LinesMixin, ClientTabView):
    """Settlements of clients."""

    datamodel = Interface(
        ClientSettlement,
        joinedload(ClientSettlement.client),
        joinedload(ClientSettlement.company),
        joinedload(ClientSettlement.invoice),
    )
    route_base = "/client-settlements"
    class_permission_name = "ClientSettlements"
    module = Module.client_settlements
    menu_icon = "receipt"
    #: The dashboard has the other heading.
    list_title = lazy_gettext("Register of client settlements")
    tab_label = lazy_gettext("Settlements")
    exclude_route_methods = {"download", "add", "edit", "delete"}
    show_template = "settlements/show.html"
    history_relations = ("lines",)
    #: Without rates one sees how far a settlement is and how many hours it has.
    restricted = dict.fromkeys(
        ("net", "cost", "margin", "lines.rate", "lines.net", "lines.cost"), "Rates"
    )
    label_columns = {"margin": lazy_gettext("Margin")}
    list_columns = [
        "client", "month", "company", *_STATE[3:], "currency", "note", "approved_at", "created_on",
    ]  # fmt: skip
    default_columns = (
        "client", "month", "state", "minutes", "net", "margin", "currency", "invoice",
    )  # fmt: skip
    order_columns = ["month", "created_on"]
    base_order = ("month", "desc")
    searched = (by_relation(ClientSettlement.client), by_relation(ClientSettlement.invoice))
    search_columns = ["client", "company", "month", "state", "currency", "created_on"]
    show_columns = [*_STATE, "note", "approved_by", "approved_at"]
    add_columns: list[str] = []
    edit_columns: list[str] = []
    formatters_columns = {
        "month": lambda day: f"{day:%m.%Y}",
        "minutes": hours_or_nothing,
    }
    file_values = {"minutes": hours_in_file}
    empty_hint = lazy_gettext("Settle a client on the dashboard of settlements.")

    def _init_forms(self) -> None:
        super()._init_forms()
        self.search_form.state = EnumField(enum_class=Progress)

    def operators(self, column: str) -> list[Any]:
        """Filter by the state as it is shown."""
        if column == "state":
            return [kind(column, self.datamodel) for kind in (ProgressIs, ProgressIsNot)]
        return super().operators(column)

    def value(self, row: Any, key: str) -> Any:
        """Tell what is approved from that whose document, still without a number, waits."""
        if key == "state":
            return row.progress
        if key == "invoice" and row.invoice is not None:
            return row.invoice.number or _("draft")
        return super().value(row, key)

    def visible_columns(self) -> list[str]:
        """Leave the company out while there is only one."""
        columns = super().visible_columns()
        return [key for key in columns if key != "company"] if only_company() else columns

    def show_page(
        self, item: ClientSettlement, form: LineForm | None = None
    ) -> profile.SettlementPage:
        """Return the settlement with its lines, its sums and what can be done next."""
        return profile.page_of(super().show_page(item), item, form)

    def subtitle(self, item: ClientSettlement) -> Markup:
        """Show whose settlement it is and how far it is."""
        link = Markup('<a href="{}">{}</a>').format(
            url_for("ClientView.show", pk=item.client_id), item.client
        )
        found = [link, cell(item.progress)]
        if only_company() is None:
            found.append(cell(item.company))
        return Markup(" ").join(found)

    def breadcrumb(self, item: Any | None) -> list[tuple[str, str]]:
        """Lead back to the dashboard."""
        way = [(_("Settlements"), url_for("DashboardView.index"))]
        if item is not None and item.id:
            way.append((str(item), url_for(f"{self.endpoint}.show", pk=item.id)))
        return way

    # -- what is done with it -------------------------------------------------------------------

    @page("/approve/<pk>", APPROVE, methods=["POST"])
    def approve(self, pk: str) -> Response:
        """Approve what is on the screen."""
        return self._do(pk, clients.approve, _("Approved."))

    @page("/reopen/<pk>", APPROVE, methods=["POST"])
    def reopen(self, pk: str) -> Response:
        """Make it a draft again."""
        return self._do(pk, clients.reopen, _("It is a draft again."))

    @page("/cancel/<pk>", WRITE, methods=["POST"])
    def cancel(self, pk: str) -> Response:
        """Give it up; its people can be charged again."""
        return self._do(pk, clients.cancel, _("Cancelled."))

    def _do(self, pk: str, verb: Any, done: str) -> Response:
        item = self.find_or_404(pk)
        url = url_for("ClientSettlementView.show", pk=item.id)
        try:
            with transaction():
                item = self.find_or_404(pk)
                check_seen(item, request.values.get("revision"))
                verb(item)
        except (DomainError, StaleDataError) as refusal:
            flash(_refusal(refusal), "danger")
            return redirect(url)
        flash(done, "success")
        return redirect(url)

    # -- a new calculation ----------------------------------------------------------------------

    @page("/difference/<pk>", READ)
    def difference(self, pk: str) -> str:
        """Show what a new calculation would change, before anything is overwritten."""
        item = self.find_or_404(pk)
        if item.state not in (ClientState.draft, ClientState.approved, ClientState.invoiced):
            abort(404)
        found, is_draft = clients.difference(item), item.state is ClientState.draft
        things = lines.things_charged_since(item) if is_draft else []
        is_other = bool(things) or any(one.is_changed for one in found)
        return render_template(
            "settlements/difference.html",
            item=item,
            changes=found,
            things=things,
            seen=fingerprint(found),
            breadcrumb=self.breadcrumb(item),
            sees_money=profile.sees_money(),
            may_take=is_draft and is_other and profile.may(WRITE),
            **profile.frame(),
        )

    @page("/recalculate/<pk>", WRITE, methods=["POST"])
    def recalculate(self, pk: str) -> Response:
        """Take over the difference that was looked at."""
        item = self.find_or_404(pk)
        url = url_for("ClientSettlementView.show", pk=item.id)
        try:
            with transaction():
                item = self.find_or_404(pk)
                if fingerprint(clients.difference(item)) != request.form.get("seen"):
                    url = url_for("ClientSettlementView.difference", pk=item.id)
                    raise DomainError(_("It has changed again. Look at the new difference."))  # noqa: TRY301
                clients.recalculate(item)
        except (DomainError, StaleDataError) as refusal:
            flash(_refusal(refusal), "danger")
            return redirect(url)
        flash(_("Calculated anew."), "success")
        return redirect(url)


def _refusal(error: Exception) -> str:
    if isinstance(error, DomainError):
        return str(error)
    return str(_("Somebody has just changed it. Look at it again."))
