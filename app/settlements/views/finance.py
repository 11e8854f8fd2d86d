"""Finance entries of contracts: bonuses, refunds, advances and deductions."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.assignments.models import Contract
from app.core.access import can
from app.core.errors import DomainError
from app.core.permissions import READ
from app.core.views import AppModelView, Interface
from app.core.views.editing import NeedsConfirmation
from app.core.views.searching import by_relation
from app.employees.models import Employee
from app.settlements.models import FinanceEntry
from app.settlements.services.finance import is_far_ahead, normalise_finance, require_free
from app.settlements.views.months import usual_month

_WHAT = ["contract", "month", "kind", "amount", "text"]


class FinanceEntryView(AppModelView):
    """What is added to pay or taken from it."""

    datamodel = Interface(
        FinanceEntry,
        joinedload(FinanceEntry.contract).joinedload(Contract.employee),
        joinedload(FinanceEntry.client),
        joinedload(FinanceEntry.settlement),
    )
    route_base = "/finance-entries"
    class_permission_name = "FinanceEntries"
    add_title = lazy_gettext("Add finance entry")
    menu_icon = "wallet"
    parent_columns = ("contract",)
    restricted = {"amount": "Rates"}
    label_columns = {"employee": Employee.__labels__[0], "currency": lazy_gettext("Currency")}
    list_columns = [
        "month", "employee", "contract", "client", "kind", "amount", "currency", "text",
        "created_on",
    ]  # fmt: skip
    default_columns = (
        "month", "employee", "contract", "client", "kind", "amount", "currency", "text",
    )  # fmt: skip
    order_columns = ["month", "created_on"]
    base_order = ("month", "desc")
    searched = (by_relation(FinanceEntry.contract), by_relation(FinanceEntry.client))
    search_columns = ["contract", "client", "month", "kind", "created_on"]
    show_columns = [*_WHAT, "client", "created_on"]
    add_columns = _WHAT
    edit_columns = ["month", "kind", "amount", "text"]
    formatters_columns = {"month": lambda day: f"{day:%m.%Y}"}
    description_columns = {
        "month": lazy_gettext("Any day of the month in which it is settled."),
        "amount": lazy_gettext("Above zero; the kind says whether it is added or deducted."),
    }
    empty_hint = lazy_gettext("Add a bonus, a refund or a deduction; the next settlement takes it.")

    def prefill(self, form: Any) -> None:
        """Begin with the month that is being settled."""
        super().prefill(form)
        form.month.data = usual_month().first

    def pre_add(self, item: FinanceEntry) -> None:
        """Check it; the form asks for the amount only those who may see amounts."""
        if not can(READ, self.restricted["amount"]):
            raise DomainError(_("Only those who may see rates can enter amounts."))
        self.pre_update(item)

    def pre_update(self, item: FinanceEntry) -> None:
        """Check it, and ask about a month that is far ahead."""
        normalise_finance(item)
        if is_far_ahead(item):
            raise NeedsConfirmation(
                _("This month is more than a year ahead:"),
                [(f"{item.month:%m.%Y}", "")],
                _("Save it anyway only if it is really meant so."),
            )

    def check_editable(self, item: FinanceEntry) -> None:
        """Refuse to change what is settled."""
        require_free(item)

    def pre_delete(self, item: FinanceEntry) -> None:
        """Refuse to delete what is settled."""
        require_free(item)

    def after_save_url(self, item: FinanceEntry) -> str:
        """Go back to the contract, where the next one can be added."""
        return f"{url_for('ContractView.show', pk=item.contract_id)}#{self.endpoint}"
