"""Employees › Umowy, and the tabs of contracts on the profiles of clients and employees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.assignments.models import Contract
from app.assignments.services import contracts as verbs
from app.assignments.services.doubts import doubts_about, without_annex
from app.assignments.views.cancelling import CancellingMixin
from app.assignments.views.details import rates_section, warnings_section
from app.assignments.views.filters import HOLDS, STATE
from app.assignments.views.questions import ask, keep
from app.assignments.views.terms import (
    ContractAnnexView,
    ContractOverrideView,
    ContractRateView,
)
from app.core.access import can, page
from app.core.forms.widgets import NarrowedSelect
from app.core.permissions import READ, WRITE
from app.core.views import AppModelView, Interface, action
from app.core.views.cells import format_date
from app.core.views.editing import NeedsConfirmation
from app.core.views.pages import ListPage, Section
from app.core.views.state import ListState
from app.extensions import db
from app.settings.queries import companies, only_company

_WHO = ["employee", "client", "position", "kind", "contract_type"]
_WHEN = ["concluded_on", "starts_on", "ends_on"]
_CANCELLED = ["cancelled_on", "cancel_reason"]
_TERMS = ["payment_day", "trial_until", "company", "note"]


def _cancelled(item: Contract) -> list[str]:
    if item.cancelled_on is None:
        return []
    return [_("cancelled as of %(day)s", day=format_date(item.cancelled_on))]


class ContractView(CancellingMixin, AppModelView):
    """Contracts and trips."""

    datamodel = Interface(
        Contract,
        joinedload(Contract.employee),
        joinedload(Contract.client),
        joinedload(Contract.position),
        joinedload(Contract.company),
    )
    route_base = "/contracts"
    class_permission_name = "Contracts"
    add_title = lazy_gettext("Add contract / trip")
    menu_icon = "file-text"
    help_page = "employees"
    details_label = lazy_gettext("Data")
    parent_columns = ("client", "employee", "position")
    whole_columns = ("number", "state")
    related_views = [ContractRateView, ContractAnnexView, ContractOverrideView]
    history_relations = ("rates", "annexes")
    restricted = {
        "rates": "Rates",
        "annexes.employee_rate": "Rates",
        "annexes.client_rate": "Rates",
    }
    label_columns = {
        "state": lazy_gettext("State today"),
        "effective_end": lazy_gettext("Last day"),
    }
    list_columns = [
        "number", "employee", "client", "position", "state", "starts_on", "effective_end", "kind",
        "contract_type", "concluded_on", "ends_on", *_CANCELLED, "workplace", "payment_day",
        "trial_until", "company", "created_on", "changed_on",
    ]  # fmt: skip
    default_columns = (
        "number", "employee", "client", "position", "state", "starts_on", "effective_end", "kind",
    )  # fmt: skip
    order_columns = ["number", "starts_on", "ends_on", "created_on", "changed_on"]
    base_order = ("starts_on", "desc")
    extra_filters = (STATE, HOLDS)
    search_columns = [
        "employee", "client", "position", "kind", "contract_type", "company", "starts_on",
        "ends_on", "cancelled_on", "trial_until", "created_on", "changed_on",
    ]  # fmt: skip
    show_fieldsets = [
        (lazy_gettext("Who and what"), {"fields": ["number", *_WHO]}),
        (lazy_gettext("Days"), {"fields": ["state", *_WHEN, *_CANCELLED]}),
        (lazy_gettext("Terms"), {"fields": ["workplace", *_TERMS, "previous"]}),
    ]
    add_fieldsets = [
        (lazy_gettext("Who and what"), {"fields": _WHO}),
        (lazy_gettext("Days"), {"fields": _WHEN}),
        (lazy_gettext("Terms"), {"fields": ["address", *_TERMS]}),
    ]
    edit_fieldsets = [
        (lazy_gettext("Who and what"), {"fields": ["kind", "contract_type"]}),
        *add_fieldsets[1:],
    ]
    description_columns = {
        "ends_on": lazy_gettext("Leave it empty when no end is agreed."),
        "address": lazy_gettext("Copied as the place of work; the copy stays when it changes."),
    }
    form_template = "assignments/form.html"
    empty_hint = lazy_gettext("Add the first contract or trip, or change the filters.")

    def pre_add(self, item: Contract) -> None:
        """Check the data, take the rates of the contract before, number it, then ask."""
        verbs.normalise_contract(item)
        previous = self._previous()
        if previous is not None:
            verbs.follow(item, previous)
        verbs.give_number(item, company=only_company())
        ask(item, doubts_about(item, with_rates=can(READ, "Rates")))

    def pre_update(self, item: Contract) -> None:
        """Check the data; what an annex should change is asked about, too."""
        is_fixed = verbs.changes_what_is_fixed(item)
        verbs.normalise_contract(item)
        also = [without_annex(item)] if is_fixed else []
        ask(item, doubts_about(item, with_rates=can(READ, "Rates")), also)

    def overridden(self, item: Contract, doubt: NeedsConfirmation) -> None:
        """Keep the reason with the contract."""
        keep(item, doubt)

    def _previous(self) -> Contract | None:
        """Return the contract after which this one is added: ``?_next=7``."""
        found: Contract | None = self.datamodel.find(request.args.get("_next", ""))
        return found

    def prefill(self, form: Any) -> None:
        """Take client, position and kind from the contract before, and start when it has ended."""
        super().prefill(form)
        previous = self._previous()
        if previous is None:
            return
        for name in ("client", "kind", "contract_type", "company", "payment_day", "address"):
            if name in form:
                form[name].data = getattr(previous, name)
        if not previous.position.is_archived:
            form.position.data = previous.position
        form.starts_on.data = verbs.next_start(previous)

    def _until_then(self) -> str:
        """Say whom the next contract follows: the next caregiver is somebody else as a rule."""
        previous = self._previous()
        if previous is None:
            return ""
        if previous.effective_end is None:
            return str(_("Until now: %(employee)s.", employee=previous.employee))
        day = format_date(previous.effective_end)
        return str(_("Until %(day)s: %(employee)s.", day=day, employee=previous.employee))

    def breadcrumb(self, item: Contract | None) -> list[tuple[str, str]]:
        """Lead from the form of the next contract back to the one before."""
        way: list[tuple[str, str]] = super().breadcrumb(item or self._previous())
        return way

    @page("/terms", WRITE)
    def terms(self) -> Response:
        """Answer with what a new contract takes over from a position."""
        position = self.find_offered("position", request.args.get("position", ""))
        if position is None:
            abort(404)
        return jsonify(contract_type=position.contract_type.value)

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Offer the client's positions and addresses; a choice of one company is none."""
        super().limit_fields(form, is_new=is_new)
        client_id = None if is_new else db.session.get_one(Contract, form._id).client_id  # noqa: SLF001
        form.address.widget = NarrowedSelect("client", client_id)
        if is_new:
            form.position.widget = NarrowedSelect("client")
            form.employee.description = self._until_then()
        if len(companies()) < 2:
            del form.company

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Narrow positions and addresses to those of the client the form has named."""
        client_id = request.args.get("client", "")
        is_named = client_id.isascii() and client_id.isdigit()
        if column in ("address", "position") and is_named:
            model = self.datamodel.get_related_model(column)
            return choices.where(model.client_id == int(client_id[:9]))
        return choices

    def shown_columns(self, state: ListState) -> list[str]:
        """Begin with the person where the list is that of a client's people."""
        columns: list[str] = super().shown_columns(state)
        if state.parent and state.parent[0] in ("client", "position") and "employee" in columns:
            beside = {"employee"} if state.columns else {"employee", "kind"}
            return ["employee", *(key for key in columns if key not in beside)]
        return columns

    def tab_title(self, column: str) -> str:
        """Call it „Pracownicy” on the profile of a client, whose people it shows."""
        return str(_("Employees")) if column == "client" else super().tab_title(column)

    def list_page(self) -> ListPage:
        """Call the list of a client's people what it is."""
        found: ListPage = super().list_page()
        is_of_client = found.is_embedded and "_rel_client" in request.args
        return replace(found, title=str(_("List of employees"))) if is_of_client else found

    def subtitle(self, item: Contract) -> Markup:
        """Show the state, who and where."""
        parts = [
            self.format(item, "state"),
            *_cancelled(item),
            Markup('<a href="{}">{}</a>').format(
                url_for("EmployeeView.show", pk=item.employee_id), item.employee
            ),
            Markup('<a href="{}">{}</a>').format(
                url_for("ClientView.show", pk=item.client_id), item.client
            ),
        ]
        return Markup(" · ").join(parts)

    def show_sections(self, item: Contract) -> list[Section]:
        """Add the rates in force and what speaks against the contract."""
        sees_rates = can(READ, "Rates")
        sections: list[Section] = super().show_sections(item)
        if sees_rates:
            sections.append(rates_section(item))
        warnings = warnings_section(item, with_rates=sees_rates)
        return [warnings, *sections] if warnings else sections

    @action(
        "next",
        lazy_gettext("Add the next contract / trip"),
        verb=WRITE,
        icon="circle-plus",
        multiple=False,
    )
    def next(self, rows: list[Contract]) -> Response:
        """Open the form of the contract after this one."""
        return redirect(url_for("ContractView.add", _next=rows[0].id))
