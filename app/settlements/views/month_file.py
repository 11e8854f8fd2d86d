"""The dashboard of a month as a file: its columns, and every client that matches."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask_babel import gettext as _

from app.core.views.exporting import plain
from app.positions.rules import margin
from app.schedule.rules.durations import rounded_hours
from app.settlements.enums import EmployeeState
from app.settlements.services import finding, overview
from app.settlements.services.overview import Standing
from app.settlements.views.money import pay_state

#: What a client can have said of its people.
ANSWERS = (EmployeeState.sent, EmployeeState.accepted, EmployeeState.rejected)
Column = tuple[str, Callable[[Standing], Any]]


def columns(
    *, several: bool, asks_client: bool, sees_invoices: bool, sees_money: bool
) -> list[Column]:
    """Return what the dashboard shows to the user, head by head."""
    return [
        (_("Client"), lambda row: row.client),
        *([(_("Own company"), lambda row: row.company)] if several else []),
        (_("Contracts"), lambda row: row.contracts),
        (_("Accepted hours"), lambda row: rounded_hours(row.accepted)),
        (_("Hours that wait"), lambda row: rounded_hours(row.waiting)),
        (_("Days, pieces and lump sums"), lambda row: row.quantity),
        (_("Employees settled"), lambda row: row.done),
        (_("Employees to settle"), lambda row: row.unfinished),
        *(_acceptance() if asks_client else []),
        (_("Client settlement"), lambda row: row.settlement and row.settlement.progress),
        *(_money() if sees_money else []),
        *(_invoice() if sees_invoices else []),
    ]


def rows(wanted: finding.Wanted, shown: list[Column]) -> Iterator[list[Any]]:
    """Yield a row for each client and company, in the order of the page."""
    for some in finding.every(wanted):
        for row in overview.standings(some, wanted.month):
            if row.is_of(wanted.company_id):
                yield [plain(value(row)) for _head, value in shown]


def _acceptance() -> list[Column]:
    return [(str(state), partial(_count, state)) for state in ANSWERS]


def _count(state: EmployeeState, row: Standing) -> int:
    return row.people.get(state, 0)


def _money() -> list[Column]:
    return [
        (_("Net"), lambda row: row.net),
        (_("Cost"), lambda row: row.net - row.margin),
        (_("Margin"), lambda row: row.margin),
        (_("Margin %"), lambda row: margin(row.net, row.net - row.margin).percent),
        (_("Currency"), lambda row: row.currency.value),
    ]


def _invoice() -> list[Column]:
    return [
        (_("Invoice"), lambda row: _of(row) and (_of(row).number or _("draft"))),
        (_("Payment"), lambda row: _of(row) and pay_state(_of(row))),
    ]


def _of(row: Standing) -> Any:
    return row.settlement.invoice if row.settlement else None
