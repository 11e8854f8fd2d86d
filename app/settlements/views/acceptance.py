"""Rozliczenia › Do akceptacji: what clients were asked to accept, and what they have said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.clients.models import Client
from app.core.access import can, page
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import APPROVE, READ, WRITE
from app.core.views import AppView
from app.extensions import db
from app.schedule.rules.months import whole_month
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement
from app.settlements.queries import ACCEPTANCE
from app.settlements.rules.acceptance import due_day
from app.settlements.services import employees
from app.settlements.views import months
from app.settlements.views.dashboard import PEOPLE, client_or_404

STATES = (EmployeeState.sent, EmployeeState.accepted, EmployeeState.rejected)
#: More rows than this nobody reads; the newest months come first.
_MOST = 300


@dataclass
class Asked:
    """What a client was asked of a month, by what it has said."""

    client: Client
    month: date
    counts: dict[EmployeeState, int] = field(default_factory=dict)

    @property
    def due(self) -> date:
        """Return the day by which the client should have answered."""
        return due_day(self.month, int(ACCEPTANCE.get("acceptance_day")))

    @property
    def is_late(self) -> bool:
        """Tell whether the client should have answered by now."""
        return bool(self.counts.get(EmployeeState.sent)) and self.due < today()


class SettlementsToAcceptView(AppView):
    """What waits for clients."""

    route_base = "/settlements-to-accept"
    class_permission_name = PEOPLE
    menu_icon = "circle-check"

    @page("/", READ)
    def index(self) -> str:
        """Show every client and month with something sent."""
        return render_template(
            "settlements/to_accept.html",
            rows=_asked(),
            states=STATES,
            is_on=bool(ACCEPTANCE.get("client_accepts")),
            may_decide=can(APPROVE, PEOPLE),
            may_set=can(WRITE, "SettlementSettings"),
            code=lambda month: months.code(whole_month(month)),
            name=lambda month: months.name(whole_month(month)),
        )

    @page("/accept/<pk>/<month>", APPROVE, methods=["POST"])
    def accept(self, pk: str, month: str) -> Response:
        """Note that a client has accepted everything it was sent of a month."""
        client, part = client_or_404(pk), months.read_month(month)
        if part is None:
            abort(404)
        query = sa.select(EmployeeSettlement).where(
            EmployeeSettlement.client_id == client.id,
            EmployeeSettlement.month == part.first,
            EmployeeSettlement.state == EmployeeState.sent,
        )
        try:
            with transaction():
                found = db.session.scalars(query.order_by(EmployeeSettlement.id)).all()
                employees.decide(found, accepted=True)
        except DomainError as refusal:
            flash(str(refusal), "danger")
        else:
            flash(_("Accepted: %(count)s.", count=len(found)), "success")
        return redirect(url_for("SettlementsToAcceptView.index"))


def _asked() -> list[Asked]:
    head = EmployeeSettlement
    query = (
        sa.select(Client, head.month, head.state, sa.func.count())
        .join(head.client)
        .where(head.state.in_(STATES))
        .group_by(Client.id, head.month, head.state)
        .order_by(head.month.desc(), Client.sort_key, Client.id)
    )
    found: dict[tuple[int, date], Asked] = {}
    for client, month, state, count in db.session.execute(query.limit(_MOST)):
        found.setdefault((client.id, month), Asked(client, month)).counts[state] = count
    return list(found.values())
