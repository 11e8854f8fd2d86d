"""Raporty › Marża: what was earned, by client, position and month."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flask import jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.errors import DomainError
from app.core.permissions import EXPORT, READ
from app.core.views.exporting import MOST_STREAMED
from app.reports import queries
from app.reports.enums import Grouping
from app.reports.rules import Margin
from app.reports.views.charts import Bars, Chart
from app.reports.views.report import ReportView, asked, check_rates, files, frame, send
from app.schedule.rules.durations import rounded_hours

#: More rows nobody reads on a screen; the file has them all.
MOST = 300
#: More bars are no picture any more.
_BARS = 12


class MarginReportView(ReportView):
    """The margin of approved settlements of employees."""

    route_base = "/reports/margin"
    menu_icon = "chart-bar"

    @page("/", READ)
    def index(self) -> str:
        """Show the report."""
        check_rates()
        wanted, grouping = asked(), _grouping()
        rows = queries.margins(wanted, grouping, MOST + 1)
        return render_template(
            "reports/margin.html",
            title=_("Margin"),
            hint=_("Approved settlements of employees: what clients pay, less the cost."),
            files=files("MarginReportView.export", wanted, group=grouping.value),
            rows=rows[:MOST],
            is_cut=len(rows) > MOST,
            totals=queries.margin_totals(wanted),
            grouping=grouping,
            groupings=list(Grouping),
            charts=_charts(rows, grouping),
            **frame("MarginReportView.index", wanted),
        )

    @page("/export/<kind>", EXPORT)
    def export(self, kind: str) -> Response:
        """Send every row as a file."""
        check_rates()
        grouping = _grouping()
        rows = queries.margins(asked(), grouping, MOST_STREAMED + 1)
        if len(rows) > MOST_STREAMED:
            raise DomainError(_("That is too much for one file. Choose fewer months."))
        columns = _columns(grouping)
        return send("margin", kind, [head for head, _value in columns], _cells(rows, columns))

    @page("/clients", READ)
    def clients(self) -> Response:
        """Answer the select of clients."""
        check_rates()
        found = queries.clients_like(request.args.get("q", "")[:100])
        return jsonify([{"value": str(one.id), "text": str(one)} for one in found])


def _grouping() -> Grouping:
    known = {one.value: one for one in Grouping}
    return known.get(request.args.get("group", ""), Grouping.client)


def _columns(grouping: Grouping) -> list[tuple[Any, Any]]:
    """Return the columns of the file: head, and how a row gives the value."""
    keys = [
        (grouping.has_client, lazy_gettext("Client"), lambda row: row.client),
        (grouping.has_position, lazy_gettext("Position"), lambda row: row.position),
        (grouping.has_month, lazy_gettext("Month"), lambda row: row.month),
    ]
    return [
        *[(head, value) for is_there, head, value in keys if is_there],
        (lazy_gettext("Currency"), lambda row: row.currency.value),
        (lazy_gettext("Settlements"), lambda row: row.count),
        (lazy_gettext("Hours"), lambda row: rounded_hours(row.minutes)),
        (lazy_gettext("Revenue, net"), lambda row: row.price),
        (lazy_gettext("Cost"), lambda row: row.cost),
        (lazy_gettext("Margin"), lambda row: row.margin),
    ]


def _cells(rows: list[Margin], columns: list[tuple[Any, Any]]) -> Iterator[list[Any]]:
    return ([value(row) for _head, value in columns] for row in rows)


def _charts(rows: list[Margin], grouping: Grouping) -> list[Chart]:
    """Return a chart for each currency: they share no scale."""
    found = []
    for currency, group in groupby(rows, key=lambda row: row.currency):
        shown = list(group)
        if grouping.has_month and grouping.has_client:
            continue  # a bar for each client, position and month is no picture
        if grouping is Grouping.month:
            series = [
                Bars(_("Revenue, net"), "accent", [row.price for row in shown]),
                Bars(_("Cost"), "line-strong", [row.cost for row in shown]),
                Bars(_("Margin"), "success", [row.margin for row in shown]),
            ]
            labels = [f"{row.month:%m.%Y}" for row in shown if row.month]
        else:
            shown = shown[:_BARS]
            series = [Bars(_("Margin"), "success", [row.margin for row in shown])]
            labels = [", ".join(filter(None, (row.position, row.client))) for row in shown]
        title = _("Margin %(grouping)s, %(currency)s", grouping=grouping, currency=currency)
        found.append(Chart(title, currency, labels, series, is_lying=grouping.has_client))
    return found
