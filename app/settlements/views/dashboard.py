"""Rozliczenia › Dashboard: every client of a month, and the people of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.clients.models import Client
from app.core import audit
from app.core.access import can, page
from app.core.arguments import read_key
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.limits import EXPORTS, Limit
from app.core.modules import Module, is_enabled
from app.core.permissions import APPROVE, EXPORT, ISSUE, READ, WRITE
from app.core.views import AppView, exporting
from app.extensions import db
from app.positions.rules import ZERO
from app.schedule.rules.durations import as_clock
from app.schedule.rules.months import MonthPart
from app.settings.models import Company
from app.settings.queries import companies
from app.settlements.enums import Stage
from app.settlements.queries import ACCEPTANCE
from app.settlements.services import clients, finding, lacking, overview, people, totals
from app.settlements.views import month_file, months
from app.settlements.views.mending import client_mend_url, hours_url, mend_url
from app.settlements.views.money import money_of, pay_state, percent

ENTITY, PEOPLE = "ClientSettlements", "EmployeeSettlements"


@dataclass(frozen=True)
class May:
    """What the user may see and do."""

    see_money: bool
    see_invoices: bool
    see_contracts: bool
    settle: bool
    settle_people: bool
    invoice: bool


class DashboardView(AppView):
    """How far every client of a month is, and what can be done next."""

    route_base = "/settlements"
    class_permission_name = ENTITY
    permission_label = lazy_gettext("Settlements of clients")
    module = Module.client_settlements
    menu_icon = "layout-dashboard"
    request_limits: ClassVar[Mapping[str, Limit]] = {"export": EXPORTS}

    @page("/", READ)
    def index(self) -> str:
        """Show a page of clients."""
        wanted = _wanted()
        found = finding.find(
            wanted,
            after=read_key(request.values.get("after")),
            before=read_key(request.values.get("before")),
        )
        rows = overview.standings(found.clients, wanted.month)
        return render_template(
            "settlements/dashboard.html",
            rows=[one for one in rows if one.is_of(wanted.company_id)],
            found=found,
            guardians=finding.guardians(),
            stages=list(Stage),
            link=_link(wanted),
            files=_files(wanted) if found.total and can(EXPORT, ENTITY) else {},
            run_url=url_for("RunView.index", month=months.code(wanted.month))
            if can(APPROVE, ENTITY)
            else "",
            **frame(wanted.month),
            wanted=wanted,
        )

    @page("/export/<kind>", EXPORT)
    def export(self, kind: str) -> Response:
        """Send every client that matches as a file."""
        if kind not in exporting.KINDS:
            abort(404)
        wanted, may = _wanted(), _may()
        columns = month_file.columns(
            several=len(companies()) > 1,
            asks_client=bool(ACCEPTANCE.get("client_accepts")),
            sees_invoices=may.see_invoices,
            sees_money=may.see_money,
        )
        name = f"settlements-{months.code(wanted.month)}.{kind}"
        asked_for = {"file": name, "query": request.args.to_dict()}
        audit.record("exported", entity="ClientSettlement", after=asked_for)
        heads = [head for head, _value in columns]
        rows = month_file.rows(wanted, columns)
        return exporting.send(exporting.write(name, kind, heads, rows))

    @page("/totals", READ)
    def totals(self) -> str:
        """Return the sums of the month; the page asks for them once it is there."""
        month = months.asked_month()
        found = totals.totals(month)
        return render_template("settlements/_totals.html", found=found, **frame(month))

    @page("/client/<pk>", READ)
    def client(self, pk: str) -> str:
        """Show the people of a client in a month, and what is missing."""
        client, month, company = client_or_404(pk), months.asked_month(), asked_company()
        standings = [
            one
            for one in overview.standings([client], month)
            if one.is_of(company.id if company else None)
        ]
        several = company is not None and len(companies()) > 1
        found = people.people_of(client.id, month, company.id if company and several else None)
        return render_template(
            "settlements/client.html",
            client=client,
            company=company,
            standings=standings,
            people=found[: people.MOST],
            more=max(0, len(found) - people.MOST),
            url=month_url(client.id, month, company),
            lacks=lacking.lacks,
            mend_url=mend_url,
            client_mend_url=partial(client_mend_url, month=month),
            **frame(month),
        )

    @page("/client/<pk>", WRITE, methods=["POST"])
    def settle(self, pk: str) -> Response:
        """Settle the client, or say who stands in the way."""
        client, month = client_or_404(pk), months.asked_month()
        company = asked_company()
        if company is None:
            flash(_("Say in the contracts which company of yours they are with."), "danger")
            return redirect(month_url(client.id, month, company))
        try:
            with transaction():
                settlement = clients.create(
                    client, company, month.first, despite_open="despite_open" in request.values
                )
        except DomainError as refusal:
            flash(str(refusal), "danger")
            return redirect(month_url(client.id, month, company))
        return redirect(url_for("ClientSettlementView.show", pk=settlement.id))


def frame(month: MonthPart) -> dict[str, Any]:
    """Return what every page about a month is given."""
    before, after = months.neighbours(month)
    known = companies()
    return {
        "month": months.code(month),
        "month_name": months.name(month),
        "before": before,
        "after": after,
        "companies": known,
        "client_accepts": bool(ACCEPTANCE.get("client_accepts")),
        "may": _may(),
        "pay_state": pay_state,
        "people_states": month_file.ANSWERS,
        "clock": as_clock,
        "percent": percent,
        "money_of": money_of,
        "zero": ZERO,
        "hours_url": partial(hours_url, month=month),
        "month_url": lambda client_id, company: _month_url(
            client_id, month, company if len(known) > 1 else None
        ),
    }


def client_or_404(pk: str) -> Client:
    """Return a client inside the scope."""
    key = read_key(pk)
    found: Client | None = db.session.get(Client, key) if key else None
    return found if found is not None else abort(404)


def asked_company() -> Company | None:
    """Return the company of the address, the only one where there is one."""
    known = companies()
    if len(known) == 1:
        return known[0]
    asked = read_key(request.values.get("company"))
    return next((one for one in known if one.id == asked), None)


def month_url(client_id: int, month: MonthPart, company: Company | None) -> str:
    """Return the page of a client's month."""
    return _month_url(client_id, month, company if len(companies()) > 1 else None)


def _month_url(client_id: int, month: MonthPart, company: Company | None) -> str:
    pk = company.id if company is not None else None
    return url_for("DashboardView.client", pk=client_id, month=months.code(month), company=pk)


def _may() -> May:
    invoices = is_enabled(Module.invoices)
    return May(
        see_money=can(READ, "Rates"),
        see_invoices=invoices and can(READ, "Invoices"),
        see_contracts=can(READ, "Contracts"),
        settle=can(WRITE, ENTITY),
        settle_people=can(WRITE, PEOPLE),
        invoice=invoices and can(ISSUE, "Invoices") and can(APPROVE, ENTITY),
    )


def _wanted() -> finding.Wanted:
    return finding.Wanted(
        months.asked_month(),
        " ".join(request.args.get("q", "").replace("\x00", " ").split())[:200],
        {stage.value: stage for stage in Stage}.get(request.args.get("stage", "")),
        read_key(request.values.get("guardian")),
        read_key(request.values.get("company")) if len(companies()) > 1 else None,
    )


def _files(wanted: finding.Wanted) -> dict[str, str]:
    """Return where the month is to be had as a file."""
    link = _link(wanted)
    return {kind: link("DashboardView.export", kind=kind) for kind in ("xlsx", "csv")}


def _link(wanted: finding.Wanted) -> Any:
    """Return a function that builds addresses of the dashboard with changes."""
    state = {
        "month": months.code(wanted.month),
        "q": wanted.q or None,
        "stage": wanted.stage.value if wanted.stage else None,
        "guardian": wanted.guardian_id,
        "company": wanted.company_id,
    }
    return lambda endpoint="DashboardView.index", **changes: url_for(endpoint, **(state | changes))
