"""„Rozlicz pracowników”: from the dashboard, all people of a client at once."""

from __future__ import annotations

from flask import flash, redirect
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.modules import Module
from app.core.permissions import APPROVE, WRITE
from app.core.views import AppView
from app.settlements.services import runs
from app.settlements.views import months
from app.settlements.views.dashboard import PEOPLE, asked_company, client_or_404, month_url


class SettlePeopleView(AppView):
    """What the dashboard does with the people of a client."""

    route_base = "/settlements/people"
    default_view = "settle"
    class_permission_name = PEOPLE
    permission_label = lazy_gettext("Employee settlements")
    module = Module.client_settlements
    extra_verbs = (APPROVE,)

    @page("/<pk>", WRITE, methods=["POST"])
    def settle(self, pk: str) -> Response:
        """Settle whoever can be settled; the page then shows what the others lack."""
        client, month = client_or_404(pk), months.asked_month()
        try:
            with transaction():
                found = runs.settle_people([client.id], month.first, close=can(APPROVE, PEOPLE))
        except DomainError as refusal:
            flash(str(refusal), "danger")
        else:
            flash(
                _(
                    "Settled: %(settled)s, approved: %(approved)s, not possible yet: %(gaps)s.",
                    settled=found.settled,
                    approved=found.approved,
                    gaps=found.lacking,
                ),
                "warning" if found.lacking else "success",
            )
        return redirect(month_url(client.id, month, asked_company()))
