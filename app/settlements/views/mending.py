"""Where what stands in the way of a settlement is mended."""

from typing import Any

from flask import current_app, url_for

from app.core.access import can
from app.core.permissions import READ, WRITE
from app.settlements.enums import Missing
from app.settlements.services.employees import Gap

#: What is missing → the page, its argument and value, and the permission it needs.
_PLACES: dict[Missing, tuple[str, str, str, str, str]] = {
    Missing.employee_rate: ("PositionView.show", "pk", "position_id", READ, "Positions"),
    Missing.client_rate: ("PositionView.show", "pk", "position_id", READ, "Positions"),
    Missing.waiting_hours: (
        "ScheduleEntryView.list", "_rel_contract", "contract_id", READ, "ScheduleEntries",
    ),
    Missing.no_hours: (
        "ScheduleEntryView.list", "_rel_contract", "contract_id", READ, "ScheduleEntries",
    ),
    Missing.company: ("ContractView.edit", "pk", "contract_id", WRITE, "Contracts"),
    Missing.negative_pay: (
        "FinanceEntryView.list", "_rel_contract", "contract_id", READ, "FinanceEntries",
    ),
}  # fmt: skip
_TABS = {Missing.employee_rate: "#PositionRateView", Missing.client_rate: "#PositionRateView"}


def mend_url(gap: Gap) -> str:
    """Return where a gap is mended; "" for whoever may not do it there."""
    place = _PLACES.get(gap.missing)
    if place is None:
        return ""
    endpoint, argument, value, verb, entity = place
    if endpoint not in current_app.view_functions or not can(verb, entity):
        return ""
    arguments: dict[str, Any] = {argument: getattr(gap.facts, value)}
    return url_for(endpoint, **arguments) + _TABS.get(gap.missing, "")
