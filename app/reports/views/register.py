"""Raporty › Zestawienie miesięcy: what was settled, charged and paid in each month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.modules import Module, is_enabled
from app.core.permissions import EXPORT, READ
from app.reports import queries
from app.reports.rules import Register, Wanted, currency_order, totals
from app.reports.views.charts import Bars, Chart
from app.reports.views.report import ReportView, asked, check_rates, files, frame, send
from app.schedule.rules.durations import rounded_hours

_PEOPLE = [
    (lazy_gettext("Settlements of employees"), lambda row: row.people),
    (lazy_gettext("Hours"), lambda row: rounded_hours(row.minutes)),
    (lazy_gettext("Gross pay"), lambda row: row.pay),
    (lazy_gettext("To pay"), lambda row: row.payable),
    (lazy_gettext("Cost"), lambda row: row.cost),
]
_CLIENTS = [
    (lazy_gettext("Settlements of clients"), lambda row: row.clients),
    (lazy_gettext("Net"), lambda row: row.net),
]
_INVOICES = [
    (lazy_gettext("Invoices"), lambda row: row.invoices),
    (lazy_gettext("Invoiced, gross"), lambda row: row.owed),
    (lazy_gettext("Paid by clients"), lambda row: row.paid),
    (lazy_gettext("Left to pay"), lambda row: row.unpaid),
]


class SettlementReportView(ReportView):
    """The sums of settlements, month by month."""

    route_base = "/reports/settlements"
    menu_icon = "report-analytics"

    @page("/", READ)
    def index(self) -> str:
        """Show the report."""
        check_rates()
        wanted = asked()
        rows = _rows(wanted)
        return render_template(
            "reports/register.html",
            title=_("Settlements by month"),
            hint=_("Approved settlements; invoices and payments with VAT and corrections."),
            files=files("SettlementReportView.export", wanted),
            rows=rows,
            totals=totals(rows),
            charts=_charts(rows),
            with_clients=_with_clients(),
            with_invoices=_with_invoices(),
            sees_register=can(READ, "EmployeeSettlements"),
            **frame("SettlementReportView.index", wanted),
        )

    @page("/export/<kind>", EXPORT)
    def export(self, kind: str) -> Response:
        """Send the months as a file."""
        check_rates()
        columns = [
            (lazy_gettext("Month"), lambda row: row.month),
            (lazy_gettext("Currency"), lambda row: row.currency.value),
            *_PEOPLE,
            *(_CLIENTS if _with_clients() else ()),
            *(_INVOICES if _with_invoices() else ()),
        ]
        heads = [head for head, _value in columns]
        return send("settlements", kind, heads, _cells(_rows(asked()), columns))


def _with_clients() -> bool:
    return is_enabled(Module.client_settlements)


def _with_invoices() -> bool:
    return _with_clients() and is_enabled(Module.invoices)


def _rows(wanted: Wanted) -> list[Register]:
    return queries.register(wanted, with_clients=_with_clients(), with_invoices=_with_invoices())


def _cells(rows: list[Register], columns: list[tuple[Any, Any]]) -> Iterator[list[Any]]:
    return ([value(row) for _head, value in columns] for row in rows)


def _charts(rows: list[Register]) -> list[Chart]:
    """Return a chart for each currency, the oldest month to the left."""
    found = []
    for currency in sorted({row.currency for row in rows}, key=currency_order):
        shown = [row for row in reversed(rows) if row.currency is currency]
        series = [Bars(_("Cost"), "line-strong", [row.cost for row in shown])]
        if _with_clients():
            series.insert(0, Bars(_("Charged to clients, net"), "accent", [o.net for o in shown]))
        title = _("Settlements by month, %(currency)s", currency=currency)
        labels = [f"{row.month:%m.%Y}" for row in shown]
        found.append(Chart(title, currency, labels, series))
    return found
