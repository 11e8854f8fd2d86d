"""Closing a month of hours, and opening it again with a reason."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import MANAGE
from app.core.views import AppView
from app.schedule.services import months
from app.schedule.views.hours.reading import read_month


class ClosedMonthView(AppView):
    """The buttons of the month grid that close its month."""

    route_base = "/closed-months"
    class_permission_name = "ClosedMonths"
    permission_label = lazy_gettext("Closed months")
    permission_section = lazy_gettext("Schedule")

    @page("/close", MANAGE, methods=["POST"])
    def close(self) -> Response:
        """Let no hours of the month change any more."""
        month = read_month(request.form.get("month"))
        with transaction():
            months.close_month(month)
        flash(_("%(month)s is closed.", month=f"{month:%m.%Y}"), "success")
        return redirect(self.back_url())

    @page("/open", MANAGE, methods=["POST"])
    def open(self) -> Response:
        """Let them change again; the reason is kept."""
        month = read_month(request.form.get("month"))
        try:
            with transaction():
                months.open_month(month, request.form.get("reason", "").replace("\x00", " "))
        except DomainError as error:
            flash(str(error), "danger")
        else:
            flash(_("%(month)s is open again.", month=f"{month:%m.%Y}"), "success")
        return redirect(self.back_url())
