"""The sidebar: FAB's menu, in a fixed order, with what the user may open."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _

from app.core.access import granted
from app.core.permissions import READ, fab_name

#: Every section of the product, in the order people know; empty ones are not shown.
SECTIONS: tuple[tuple[str, Any, str], ...] = (
    ("CRM", _("CRM"), "briefcase"),
    ("Employees", _("Employees"), "users"),
    ("Schedule", _("Schedule"), "calendar"),
    ("Settlements", _("Settlements"), "coins"),
    ("Invoices", _("Invoices"), "file-invoice"),
    ("Helpdesk", _("Tickets and tasks"), "lifebuoy"),
    ("Reports", _("Reports"), "chart-bar"),
    ("Settings", _("Settings"), "settings"),
)


#: The order inside a section; a page that is not named here stands where it was added.
ORDER = (
    "Clients",
    "Contacts",
    "Positions",
    "EmployeeList",
    "Contracts",
    "Items",
    "ItemStock",
    "Calendar",
    "Hours",
    "HoursToAccept",
    "ScheduleEntries",
    "HoursImports",
    "SettlementDashboard",
    "EmployeeSettlementRoster",
    "SettlementsToAccept",
    "EmployeeSettlements",
    "ClientSettlements",
    "FinanceEntries",
    "Invoices",
    "Payments",
    "MarginReport",
    "SettlementReport",
    "Companies",
    "Modules",
    "Statuses",
    "Tags",
    "RateKinds",
    "PriceGroups",
    "ItemTypes",
    "RateSimulator",
    "MinimumPay",
    "PaySettings",
    "NumberSeries",
    "ScheduleSettings",
    "SettlementSettings",
    "InvoiceSettings",
    "MailSettings",
    "Outbox",
    "Jobs",
    "Processes",
    "Users",
    "Groups",
    "Roles",
    "Permissions",
    "AuditLog",
)
_PLACES = {name: place for place, name in enumerate(ORDER)}


@dataclass(frozen=True)
class MenuItem:
    """A link of the sidebar."""

    label: str
    url: str
    icon: str
    active: bool


@dataclass(frozen=True)
class MenuSection:
    """A titled group of links."""

    label: str
    icon: str
    items: list[MenuItem]


def visible_menu() -> list[MenuSection]:
    """Return the sections with the pages the user may open."""
    sections, grants = [], granted()
    for category in current_app.appbuilder.menu.get_list():  # type: ignore[attr-defined]
        entries = sorted(category.childs, key=_place)
        items = [_item(entry) for entry in entries if _is_open(entry, grants)]
        if items:
            sections.append(MenuSection(str(category.label), category.icon, items))
    return sections


def _place(entry: Any) -> int:
    return _PLACES.get(entry.name, len(ORDER))


def _is_open(entry: Any, grants: frozenset[tuple[str, str]]) -> bool:
    view = entry.baseview
    if view is None or not entry.should_render():
        return False
    if (fab_name(READ), view.class_permission_name) not in grants:
        return False
    is_available = getattr(view, "is_available", None)
    return is_available is None or is_available()


def _item(entry: Any) -> MenuItem:
    view = entry.baseview
    url = url_for(f"{view.endpoint}.{view.default_view}")
    active = request.blueprint == view.endpoint
    return MenuItem(str(entry.label), url, entry.icon or view.menu_icon, active)
