"""Pracownicy › Przedmioty, and the tabs „Przedmioty” of clients, employees and the stock."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.accounts.scopes import staff
from app.assignments.models import Contract
from app.core.access import can
from app.core.clock import today
from app.core.limits import SEARCHES
from app.core.modules import Module
from app.core.permissions import WRITE
from app.core.views import AppModelView, Interface, action
from app.core.views.column_filter import BadFilterValue
from app.core.views.extras import ExtraFilter
from app.core.views.searching import by_relation, by_text
from app.core.views.state import ListState
from app.items.enums import IssueState
from app.items.forms import state_field
from app.items.models import ItemIssue
from app.items.queries import in_issue_state, is_held
from app.items.services import charging
from app.items.services.issuing import withdraw
from app.items.views.finding import NAMED, OF_TYPE
from app.items.views.handing import HandingMixin
from app.items.views.returning import ReturningMixin

_WHO = ["employee", "client", "contract"]
_WHAT = ["item_type", "item", "quantity", "is_returnable", "note"]
_OUT = ["issued_on", "number", "handed_by"]
_BACK = ["returned_on", "returned_quantity", "damaged_quantity"]
_CHARGE = ["charged_quantity", "charged_on", "unit_price", "charge", "vat_rate", "is_settled"]


def _state(value: str) -> sa.ColumnElement[bool]:
    if value == "out":
        return is_held()
    state = next((state for state in IssueState if state.value == value), None)
    if state is None:
        raise BadFilterValue(value)
    return in_issue_state(state)


STATE = ExtraFilter("state", lazy_gettext("State"), state_field, _state)


class ItemIssueView(HandingMixin, ReturningMixin, AppModelView):
    """What was handed out, to whom, and what became of it."""

    datamodel = Interface(
        ItemIssue,
        joinedload(ItemIssue.item),
        joinedload(ItemIssue.item_type),
        joinedload(ItemIssue.employee),
        joinedload(ItemIssue.client),
        joinedload(ItemIssue.contract),
        joinedload(ItemIssue.handed_by),
    )
    exclude_route_methods = {"download", "add"}
    route_base = "/item-issues"
    class_permission_name = "ItemIssues"
    request_limits = {**AppModelView.request_limits, "things": SEARCHES}
    add_title = lazy_gettext("Hand out")
    module = Module.items
    help_page = "items"
    menu_icon = "package"
    parent_columns = ("client", "employee", "item")
    whole_columns = ("state", "number")
    label_columns = {
        "text": lazy_gettext("Item"),
        "state": lazy_gettext("State"),
        "charge": lazy_gettext("Charged (net)"),
        "is_settled": lazy_gettext("Settled"),
    }
    list_columns = [
        "text", "employee", "client", "quantity", "state", "issued_on", "returned_on", "charge",
        "is_settled", "number", "item_type", "item", "contract", "returned_quantity",
        "damaged_quantity", "charged_quantity", "charged_on", "unit_price", "vat_rate",
        "handed_by", "note", "created_on", "changed_on",
    ]  # fmt: skip
    default_columns = (
        "text", "employee", "client", "quantity", "state", "issued_on", "returned_on", "charge",
    )  # fmt: skip
    order_columns = ["issued_on", "returned_on", "created_on", "changed_on"]
    base_order = ("issued_on", "desc")
    extra_filters = (STATE,)
    searched = (
        by_relation(ItemIssue.employee),
        by_relation(ItemIssue.client),
        by_text(ItemIssue.number),
        lambda text: ItemIssue.item_type.has(OF_TYPE(text)),
        lambda text: ItemIssue.item.has(NAMED(text)),
    )
    search_columns = [
        "item_type", "item", "employee", "client", "contract", "number", "issued_on",
        "returned_on", "charged_on", "charged_quantity", "is_returnable", "handed_by",
        "created_on", "changed_on",
    ]  # fmt: skip
    show_fieldsets = [
        (lazy_gettext("Who and what"), {"fields": [*_WHO, *_WHAT]}),
        (lazy_gettext("Handed out"), {"fields": _OUT}),
        (lazy_gettext("Return"), {"fields": ["state", *_BACK]}),
        (lazy_gettext("Amount charged"), {"fields": _CHARGE}),
    ]
    edit_columns = ["unit_price", "vat_rate", "is_returnable", "handed_by", "note"]
    empty_hint = lazy_gettext("Hand something out, or change the filters.")

    def subtitle(self, item: ItemIssue) -> Markup:
        """Show the state, and who holds it."""
        parts = [self.format(item, "state")]
        for row, view in ((item.employee, "EmployeeView"), (item.client, "ClientView")):
            if row is not None:
                url = url_for(f"{view}.show", pk=row.id)
                parts.append(Markup('<a href="{}">{}</a>').format(url, row))
        return Markup(" · ").join(parts)

    def _add_url(self, state: ListState) -> str:
        """Lead to the page on which several things are handed out at once."""
        if not can(WRITE, self.class_permission_name):
            return ""
        parent: dict[str, Any] = (
            {f"_rel_{state.parent[0]}": state.parent[1]} if state.parent else {}
        )
        return url_for("ItemIssueView.hand_out", **parent)

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Offer colleagues, and the contracts of the employee the form has named."""
        employee_id = request.args.get("employee", "")
        if column == "contract" and employee_id.isascii() and employee_id.isdigit():
            return choices.where(Contract.employee_id == int(employee_id[:9]))
        if column == "handed_by":
            return choices.where(Account.id.in_(staff()))
        return choices

    def pre_update(self, item: ItemIssue) -> None:
        """Keep what is settled as it was."""
        charging.check_changes(item)

    def pre_delete(self, item: ItemIssue) -> None:
        """Put back what was noted by mistake."""
        withdraw(item)

    @action(
        "charge",
        lazy_gettext("Charge every piece"),
        verb=WRITE,
        icon="coins",
        confirm=lazy_gettext("Charge the holder for every piece?"),
        offered=lambda row: not row.is_settled and row.charged_quantity < row.quantity,
    )
    def charge(self, rows: list[ItemIssue]) -> str:
        """Charge the holders."""
        for issue in rows:
            charging.charge(issue, on=today())
        return str(_("Charged: %(count)s.", count=len(rows)))

    @action(
        "uncharge",
        lazy_gettext("Do not charge"),
        verb=WRITE,
        icon="circle-minus",
        offered=lambda row: not row.is_settled and row.charged_quantity > 0,
    )
    def uncharge(self, rows: list[ItemIssue]) -> str:
        """Charge nothing."""
        for issue in rows:
            charging.uncharge(issue)
        return str(_("Not charged any more: %(count)s.", count=len(rows)))
