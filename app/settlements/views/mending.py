"""Where what stands in the way of a settlement is mended."""

from typing import Any

from flask import current_app, url_for

from app.core.access import can
from app.core.permissions import ACCEPT, READ, WRITE
from app.schedule.rules.months import MonthPart
from app.settlements.enums import Missing
from app.settlements.services.employees import Gap
from app.settlements.services.lacking import ClientGap
from app.settlements.views import months

#: What is missing → the page, its argument and value, and the permission it needs.
PLACES: dict[Missing, tuple[str, str, str, str, str]] = {
    Missing.employee_rate: ("PositionView.show", "pk", "position_id", READ, "Positions"),
    Missing.client_rate: ("PositionView.show", "pk", "position_id", READ, "Positions"),
    Missing.waiting_hours: (
        "ScheduleEntryView.list", "_rel_contract", "contract_id", READ, "ScheduleEntries",
    ),
    Missing.no_hours: (
        "ScheduleEntryView.list", "_rel_contract", "contract_id", READ, "ScheduleEntries",
    ),
    Missing.company: ("ContractView.edit", "pk", "contract_id", WRITE, "Contracts"),
    Missing.too_large: ("PositionView.show", "pk", "position_id", READ, "Positions"),
    Missing.negative_pay: (
        "FinanceEntryView.list", "_rel_contract", "contract_id", READ, "FinanceEntries",
    ),
}  # fmt: skip
_TABS = {Missing.employee_rate: "#PositionRateView", Missing.client_rate: "#PositionRateView"}


#: Of a client's month: the page, and the permission it needs.
OF_CLIENTS: dict[Missing, tuple[str, str, str]] = {
    Missing.open_employees: ("RosterView.index", READ, "EmployeeSettlements"),
    Missing.client_acceptance: ("SettlementsToAcceptView.index", READ, "EmployeeSettlements"),
    Missing.mixed_currency: ("RosterView.index", READ, "EmployeeSettlements"),
    Missing.nothing_charged: ("ClientView.show", READ, "Positions"),
}


def mend_url(gap: Gap) -> str:
    """Return where a gap is mended; "" for whoever may not do it there."""
    place = PLACES.get(gap.missing)
    if place is None:
        return ""
    endpoint, argument, value, verb, entity = place
    if endpoint not in current_app.view_functions or not can(verb, entity):
        return ""
    arguments: dict[str, Any] = {argument: getattr(gap.facts, value)}
    return url_for(endpoint, **arguments) + _TABS.get(gap.missing, "")


def hours_url(client_id: int, month: MonthPart) -> str:
    """Return where the hours of a client's month are accepted; "" for whoever may not do it."""
    if not can(ACCEPT, "ScheduleEntries"):
        return ""
    first, last = month.first.isoformat(), month.last.isoformat()
    return url_for("AcceptanceView.index", client=client_id, first=first, last=last)


def client_mend_url(gap: ClientGap, month: MonthPart) -> str:
    """Return where what a client lacks in a month is mended; "" for whoever may not do it."""
    endpoint, verb, entity = OF_CLIENTS[gap.missing]
    if not can(verb, entity):
        return ""
    if gap.missing is Missing.client_acceptance:
        return url_for(endpoint)
    if gap.missing is Missing.nothing_charged:
        return url_for(endpoint, pk=gap.client_id) + "#PositionView"
    return url_for(endpoint, month=months.code(month), client=gap.client_id)
