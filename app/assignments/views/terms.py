"""The tabs of a contract: its own rates, its annexes, the warnings that were overridden."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.assignments.models import Contract, ContractAnnex, ContractOverride, ContractRate
from app.assignments.services.contracts import apply_annex, check_contract_rate
from app.assignments.services.doubts import doubts_about, rate_doubts, without_annex
from app.assignments.views.questions import ask, keep
from app.clients.models import Address
from app.core.access import can
from app.core.clock import today
from app.core.errors import DomainError
from app.core.forms.widgets import NarrowedSelect
from app.core.permissions import READ
from app.core.views import AppModelView, Interface
from app.core.views.editing import NeedsConfirmation
from app.positions.views.rates import RATE_COLUMNS, RateFormView, require_rates


class ContractTabView(AppModelView):
    """The view of rows that are looked after on a tab of their contract."""

    parent_columns = ("contract",)

    def after_save_url(self, item: Any) -> str:
        """Go back to the tab."""
        return self._tab_url(item.contract_id)

    def cancel_url(self, item: Any | None) -> str:
        """Go back to the tab a new row was to be added on."""
        contract = self.find_offered("contract", request.args.get("_rel_contract", ""))
        is_new = contract is not None and item is None
        return self._tab_url(contract.id) if is_new else super().cancel_url(item)

    def _tab_url(self, contract_id: int) -> str:
        return f"{url_for('ContractView.show', pk=contract_id)}#{self.endpoint}"

    def overridden(self, item: Any, doubt: NeedsConfirmation) -> None:
        """Keep the reason with the contract."""
        keep(item.contract, doubt)


class ContractRateView(RateFormView, ContractTabView):
    """Rates agreed for one contract; they go before those of the position."""

    datamodel = Interface(
        ContractRate,
        joinedload(ContractRate.contract),
        joinedload(ContractRate.rate_kind),
        joinedload(ContractRate.annex),
    )
    route_base = "/contract-rates"
    class_permission_name = "ContractRates"
    list_title = lazy_gettext("Rates of contracts")
    tab_label = ContractRate.__labels__[1]
    list_columns = ["rate_kind", "contract", *RATE_COLUMNS, "annex", "changed_on"]
    default_columns = ("rate_kind", "contract", *RATE_COLUMNS, "annex")
    search_columns = ["contract", "rate_kind", "valid_from", "employee_rate", "client_rate"]
    show_columns = ["contract", "rate_kind", *RATE_COLUMNS, "annex"]
    add_columns = ["contract", "rate_kind", "valid_from", "employee_rate", "client_rate", "note"]
    edit_columns = ["rate_kind", "valid_from", "employee_rate", "client_rate", "note"]
    description_columns = {
        "valid_from": lazy_gettext("The newest rate that is valid on the day worked applies."),
    }
    empty_hint = lazy_gettext("Without rates of its own the contract has those of the position.")

    def prefill(self, form: Any) -> None:
        """Begin with the first day of the contract."""
        super().prefill(form)
        contract = form.contract.data
        form.valid_from.data = contract.starts_on if contract else today()

    def pre_add(self, item: ContractRate) -> None:
        """Check the rate, and ask before one that is below the law, the cost or not in an annex."""
        require_rates(self)
        if item not in item.contract.rates:
            item.contract.rates.append(item)
        check_contract_rate(item)
        began = item.contract.starts_on <= today()
        also = [without_annex(item.contract)] if began and item.annex is None else []
        ask(item.contract, rate_doubts(item.contract), also)

    pre_update = pre_add


class ContractAnnexView(ContractTabView):
    """Annexes; what is agreed in one is never changed again, only by the next."""

    datamodel = Interface(
        ContractAnnex, joinedload(ContractAnnex.contract), joinedload(ContractAnnex.rate_kind)
    )
    exclude_route_methods = {"download", "edit", "delete"}
    route_base = "/contract-annexes"
    class_permission_name = "ContractAnnexes"
    add_title = lazy_gettext("Add annex")
    menu_icon = "file-plus"
    restricted = {"employee_rate": "Rates", "client_rate": "Rates", "rate_kind": "Rates"}
    list_columns = [
        "number", "contract", "effective_from", "concluded_on", "description", "ends_on",
        "old_ends_on", "workplace", "old_workplace", "rate_kind", "employee_rate", "client_rate",
        "created_on",
    ]  # fmt: skip
    default_columns = (
        "number", "contract", "effective_from", "description", "ends_on", "rate_kind",
        "employee_rate", "client_rate",
    )  # fmt: skip
    whole_columns = ("number",)
    order_columns = ["effective_from", "concluded_on", "created_on"]
    base_order = ("effective_from", "desc")
    search_columns = ["contract", "effective_from", "concluded_on", "ends_on", "rate_kind"]
    show_columns = ["contract", *list_columns[:1], *list_columns[2:]]
    _WHAT = ["contract", "concluded_on", "effective_from", "description"]
    _CHANGES = ["ends_on", "address", "rate_kind", "employee_rate", "client_rate"]
    add_fieldsets = [
        (lazy_gettext("Annex"), {"fields": _WHAT}),
        (lazy_gettext("What changes"), {"fields": _CHANGES}),
    ]
    edit_columns = ["description"]
    description_columns = {
        "ends_on": lazy_gettext("Only when the end changes."),
        "address": lazy_gettext("Only when the place of work changes; it is copied."),
        "rate_kind": lazy_gettext("Only when a rate changes; it holds from that day on."),
    }
    empty_hint = lazy_gettext("An annex changes the end, the place of work or a rate.")

    def prefill(self, form: Any) -> None:
        """Begin with today."""
        super().prefill(form)
        form.concluded_on.data = today()

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Offer the addresses of the contract's client."""
        super().limit_fields(form, is_new=is_new)
        form.address.widget = NarrowedSelect("contract")

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Narrow the addresses to those of the client of the contract the form has named."""
        contract_id = request.args.get("contract", "")
        if column == "address" and contract_id.isascii() and contract_id.isdigit():
            client = sa.select(Contract.client_id).where(Contract.id == int(contract_id[:9]))
            return choices.where(Address.client_id.in_(client))
        return choices

    def pre_add(self, item: ContractAnnex) -> None:
        """Change the contract, and ask about what then speaks against it."""
        if item.contract is None:
            raise DomainError(_("Choose the contract."))
        if item not in item.contract.annexes:
            item.contract.annexes.append(item)
        apply_annex(item)
        ask(item.contract, doubts_about(item.contract, with_rates=can(READ, "Rates")))


class Overrides(Interface):
    """Finds what tells of rates only for those who may see them."""

    def visible(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the condition that an override may be seen."""
        return () if can(READ, "Rates") else (ContractOverride.is_about_rates.is_(False),)


class ContractOverrideView(ContractTabView):
    """Which warnings were overridden, by whom and why; read only."""

    datamodel = Overrides(
        ContractOverride,
        joinedload(ContractOverride.contract),
        joinedload(ContractOverride.created_by),
    )
    exclude_route_methods = {"download", "add", "edit", "delete", "history"}
    route_base = "/contract-overrides"
    class_permission_name = "ContractOverrides"
    menu_icon = "alert-triangle"
    list_columns = ["reason", "contract", "warnings", "created_by", "created_on"]
    order_columns = ["created_on"]
    base_order = ("created_on", "desc")
    search_columns = ["contract", "created_by", "created_on"]
    show_columns = ["contract", "warnings", "reason", "created_by", "created_on"]
