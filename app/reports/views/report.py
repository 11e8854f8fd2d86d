"""What all reports share: who may read them, what they are asked for, how they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, request, url_for
from flask_babel import format_percent, lazy_gettext
from werkzeug.wrappers import Response

from app.clients.models import Client
from app.core import audit
from app.core.access import can
from app.core.clock import today
from app.core.limits import EXPORTS, SEARCHES
from app.core.permissions import EXPORT, READ
from app.core.views import AppView, exporting
from app.extensions import db
from app.reports.rules import USUAL_MONTHS, Wanted, months_before
from app.schedule.rules.months import whole_month
from app.settlements.views import months
from app.settlements.views.money import hours_or_nothing

ENTITY = "Reports"


class ReportView(AppView):
    """A report is all about money: who may not see rates sees none of it."""

    class_permission_name = ENTITY
    permission_label = lazy_gettext("Reports")
    request_limits = {"export": EXPORTS, "clients": SEARCHES}

    def is_available(self) -> bool:
        """Leave it out of the menu of those who would be refused."""
        return super().is_available() and can(READ, "Rates")


def check_rates() -> None:
    """Refuse who may not see rates and margins."""
    if not can(READ, "Rates"):
        abort(403)


def asked() -> Wanted:
    """Return what the address asks for; by default the last months that are over."""
    last = months.read_month(request.args.get("to", "")) or months.usual_month()
    first = months.read_month(request.args.get("from", ""))
    begin = first.first if first else months_before(last.first, USUAL_MONTHS - 1)
    client = _client()
    return Wanted(
        min(begin, last.first), max(begin, last.first), client.id if client is not None else None
    )


def _client() -> Client | None:
    """Return the client of the address, inside the scope."""
    text = request.args.get("client", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        return None
    found: Client | None = db.session.get(Client, int(text))
    return found


def link(endpoint: str, wanted: Wanted, **changes: Any) -> str:
    """Return the address of a report with what is asked for, and changes of it."""
    state = {"from": _code(wanted.first), "to": _code(wanted.last), "client": wanted.client_id}
    return url_for(endpoint, **(state | changes))


def frame(endpoint: str, wanted: Wanted) -> dict[str, Any]:
    """Return what the page of every report is given."""
    return {
        "wanted": wanted,
        "client": db.session.get(Client, wanted.client_id) if wanted.client_id else None,
        "code": _code,
        "name": month_name,
        "clock": hours_or_nothing,
        "percent": percent,
        "may_export": can(EXPORT, ENTITY),
        "link": lambda **changes: link(endpoint, wanted, **changes),
    }


def files(endpoint: str, wanted: Wanted, **changes: Any) -> dict[str, str]:
    """Return where the report is to be had as a file."""
    kinds = ("xlsx", "csv")
    return {kind: link(endpoint, wanted, kind=kind, **changes) for kind in kinds}


def send(report: str, kind: str, heads: list[Any], rows: Iterator[list[Any]]) -> Response:
    """Send the numbers as a file, and note in the event log that they left the house."""
    if kind not in exporting.KINDS:
        abort(404)
    name = f"{report}-{today():%Y-%m-%d}.{kind}"
    asked_for = {"file": name, "query": request.args.to_dict()}
    audit.record("exported", entity="EmployeeSettlement", after=asked_for)
    return exporting.send(exporting.write(name, kind, [str(head) for head in heads], rows))


def percent(part: Decimal, whole: Decimal) -> str:
    """Write how much of an amount a part of it is, with one decimal place."""
    return str(format_percent(part / whole, "#,##0.0 %")) if whole else "—"


def month_name(month: date) -> str:
    """Write „październik 2026”."""
    return months.name(whole_month(month))


def _code(month: date) -> str:
    return f"{month:%Y-%m}"
