"""The settlement of an employee: the register of all of them, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.arguments import read_key
from app.core.permissions import APPROVE, READ, WRITE
from app.core.views import AppModelView, Interface, action
from app.core.views.asking import AskingMixin, Question
from app.core.views.cells import cell
from app.core.views.pages import Section
from app.core.views.searching import by_relation
from app.extensions import db
from app.schedule.rules.months import whole_month
from app.settings.queries import only_company
from app.settlements.enums import EMPLOYEE_MOVES, EmployeeState
from app.settlements.forms import WhyForm
from app.settlements.models import (
    EmployeeSettlement,
    EmployeeSettlementLine,
    FinanceEntry,
)
from app.settlements.services import employees, unfolding
from app.settlements.views import months, profile
from app.settlements.views.money import hours_in_file, hours_or_nothing

_MONEY = ("gross", "adjustments", "payable", "cost", "price", "margin")
_WHO = ["employee", "client", "position", "contract", "company"]


def _may_become(state: EmployeeState) -> Any:
    return lambda row: state in EMPLOYEE_MOVES.get(row.state, ())


class EmployeeSettlementView(AskingMixin, AppModelView):
    """Settlements of employees."""

    datamodel = Interface(
        EmployeeSettlement,
        joinedload(EmployeeSettlement.employee),
        joinedload(EmployeeSettlement.client),
        joinedload(EmployeeSettlement.position),
        joinedload(EmployeeSettlement.contract),
        joinedload(EmployeeSettlement.company),
    )
    route_base = "/employee-settlements"
    class_permission_name = "EmployeeSettlements"
    #: The people of a month have the other heading.
    list_title = lazy_gettext("Register of settlements")
    tab_label = permission_label = EmployeeSettlement.__labels__[1]
    menu_icon = "coins"
    details_label = lazy_gettext("Settlement")
    exclude_route_methods = {"download", "add", "edit", "delete"}
    parent_columns = ("employee", "contract")
    restricted = {**dict.fromkeys(_MONEY, "Rates"), "burden": "Rates", "scheme": "Rates"}
    label_columns = {"margin": lazy_gettext("Margin")}
    list_columns = [
        "month", *_WHO, "state", "minutes", *_MONEY, "currency", "sent_at", "decided_at",
        "comment", "closed_at", "created_on",
    ]  # fmt: skip
    default_columns = (
        "month", "employee", "client", "position", "state", "minutes", "gross", "payable",
        "currency",
    )  # fmt: skip
    order_columns = ["month", "created_on"]
    base_order = ("month", "desc")
    searched = (by_relation(EmployeeSettlement.employee), by_relation(EmployeeSettlement.client))
    search_columns = [
        "employee", "client", "position", "contract", "month", "state", "currency", "created_on",
    ]  # fmt: skip
    show_fieldsets = [
        (lazy_gettext("Who and when"), {"fields": [*_WHO, "workplace", "month", "state"]}),
        (
            lazy_gettext("Sums"),
            {"fields": ["minutes", *_MONEY, "currency", "burden", "scheme", "client_settlement"]},
        ),
        (
            lazy_gettext("Course"),
            {
                "fields": [
                    "sent_at", "decided_by", "decided_at", "comment", "closed_by", "closed_at",
                    "cancelled_at", "cancel_reason",
                ]
            },
        ),
    ]  # fmt: skip
    add_columns: list[str] = []
    edit_columns: list[str] = []
    formatters_columns = {"month": lambda day: f"{day:%m.%Y}", "minutes": hours_or_nothing}
    file_values = {"minutes": hours_in_file}
    empty_hint = lazy_gettext("Settle people under Settlements, or change the filters.")

    def visible_columns(self) -> list[str]:
        """Leave the company out while there is only one."""
        columns = super().visible_columns()
        return [key for key in columns if key != "company"] if only_company() else columns

    def breadcrumb(self, item: Any | None) -> list[tuple[str, str]]:
        """Lead back to the month."""
        month = months.code(whole_month(item.month)) if item is not None and item.id else None
        way = [(_("Employee settlements"), url_for("RosterView.index", month=month))]
        if item is not None and item.id:
            way.append((str(item), url_for(f"{self.endpoint}.show", pk=item.id)))
        return way

    def subtitle(self, item: EmployeeSettlement) -> Markup:
        """Show whose settlement it is and how far it is."""
        link = Markup('<a href="{}">{}</a>').format(
            url_for("EmployeeView.show", pk=item.employee_id), item.employee
        )
        return Markup(" · ").join([cell(item.state), link, cell(item.client)])

    def show_sections(self, item: EmployeeSettlement) -> list[Section]:
        """Begin with the lines: how every amount came about."""
        names = unfolding.kind_names()
        lines = [(line, unfolding.reasons_of(line, names)) for line in item.lines]
        html = render_template(
            "settlements/_employee_lines.html",
            item=item,
            lines=lines,
            finance=_finance(item),
            sees_money=can(READ, "Rates"),
            **profile.frame(),
        )
        first = Section("", [(_("Lines"), Markup(html))])  # noqa: S704 - a rendered template
        return [first, *super().show_sections(item)]

    @page("/days/<pk>", READ)
    def days(self, pk: str) -> str:
        """Show the entries behind a line."""
        key = read_key(pk)
        line = db.session.get(EmployeeSettlementLine, key) if key else None
        if line is None:
            abort(404)
        return render_template(
            "settlements/_days.html", days=unfolding.days_of(line), **profile.frame()
        )

    # -- what is done with it -------------------------------------------------------------------

    @action(
        "approve",
        lazy_gettext("Approve"),
        verb=APPROVE,
        icon="check",
        offered=_may_become(EmployeeState.closed),
    )
    def approve(self, rows: list[EmployeeSettlement]) -> str:
        """Approve settlements; then the client can be charged."""
        employees.approve(rows)
        return str(_("Approved: %(count)s.", count=len(rows)))

    @action(
        "send",
        lazy_gettext("Send to the client for acceptance"),
        verb=WRITE,
        icon="send",
        offered=_may_become(EmployeeState.sent),
    )
    def send(self, rows: list[EmployeeSettlement]) -> str:
        """Ask the client to accept settlements."""
        employees.send_to_client(rows)
        return str(_("Sent to the client: %(count)s.", count=len(rows)))

    @action(
        "accepted",
        lazy_gettext("The client has accepted"),
        verb=APPROVE,
        icon="circle-check",
        offered=_may_become(EmployeeState.accepted),
    )
    def accepted(self, rows: list[EmployeeSettlement]) -> str:
        """Note that the client has accepted settlements."""
        employees.decide(rows, accepted=True)
        return str(_("Accepted: %(count)s.", count=len(rows)))

    @action(
        "rejecting",
        lazy_gettext("The client has rejected"),
        verb=APPROVE,
        icon="circle-x",
        multiple=False,
        offered=_may_become(EmployeeState.rejected),
    )
    def rejecting(self, rows: list[EmployeeSettlement]) -> Response:
        """Open the page that asks why."""
        return redirect(url_for("EmployeeSettlementView.reject", pk=rows[0].id))

    @action(
        "cancelling",
        lazy_gettext("Cancel the settlement"),
        verb=WRITE,
        icon="arrow-back-up",
        multiple=False,
        offered=_may_become(EmployeeState.cancelled),
    )
    def cancelling(self, rows: list[EmployeeSettlement]) -> Response:
        """Open the page that asks why."""
        return redirect(url_for("EmployeeSettlementView.cancel", pk=rows[0].id))

    @page("/reject/<pk>", APPROVE, methods=["GET", "POST"])
    def reject(self, pk: str) -> Response | str | tuple[str, int]:
        """Note why the client has rejected a settlement."""
        title = _("The client has rejected")
        return self._ask_why(
            pk,
            "reject",
            title,
            lambda row, why: employees.decide([row], accepted=False, comment=why),
        )

    @page("/cancel/<pk>", WRITE, methods=["GET", "POST"])
    def cancel(self, pk: str) -> Response | str | tuple[str, int]:
        """Take a settlement back: its hours are free again."""
        title = _("Cancel the settlement")
        return self._ask_why(pk, "cancel", title, lambda row, why: employees.cancel([row], why))

    def _ask_why(
        self, pk: str, name: str, title: str, verb: Callable[[EmployeeSettlement, str], None]
    ) -> Response | str | tuple[str, int]:
        question = Question(
            name,
            title,
            ["reason"],
            lambda row, form: verb(row, form.reason.data or ""),
            submit_label=title,
        )
        return self.ask(self.find_or_404(pk), WhyForm(), question)


def _finance(item: EmployeeSettlement) -> list[FinanceEntry]:
    query = sa.select(FinanceEntry).where(FinanceEntry.settlement_id == item.id)
    return list(db.session.scalars(query.order_by(FinanceEntry.id).limit(200)))
