"""Cancelling a contract, and taking that back."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.assignments.forms import CancelForm
from app.assignments.models import Contract
from app.assignments.services.contracts import cancel_contract, withdraw_cancellation
from app.core.access import page
from app.core.clock import today
from app.core.permissions import WRITE
from app.core.views import action
from app.core.views.asking import AskingMixin, Question


class CancellingMixin(AskingMixin):
    """The pages and actions by which a contract ends before its time."""

    @page("/cancel/<pk>", WRITE, methods=["GET", "POST"])
    def cancel(self, pk: str) -> Response | str | tuple[str, int]:
        """Ask for the last day and the reason, and cancel."""
        title = _("Cancel the contract / trip")
        question = Question(
            "cancel",
            title,
            ["day", "reason"],
            lambda item, form: cancel_contract(
                item, on=form.day.data, reason=form.reason.data or ""
            ),
            submit_label=title,
            submit_icon="calendar-off",
        )
        return self.ask(self.find_or_404(pk), CancelForm(data={"day": today()}), question)

    @action(
        "cancelling",
        lazy_gettext("Cancel the contract / trip"),
        verb=WRITE,
        icon="calendar-off",
        multiple=False,
        offered=lambda row: row.cancelled_on is None,
    )
    def cancelling(self, rows: list[Contract]) -> Response:
        """Open the page that asks when and why."""
        return redirect(url_for("ContractView.cancel", pk=rows[0].id))

    @action(
        "withdraw",
        lazy_gettext("Withdraw the cancellation"),
        verb=WRITE,
        icon="arrow-back-up",
        multiple=False,
        confirm=lazy_gettext("Let the contract run to its agreed end again?"),
        offered=lambda row: row.cancelled_on is not None,
    )
    def withdraw(self, rows: list[Contract]) -> str:
        """Let a cancelled contract run again."""
        withdraw_cancellation(rows[0])
        return str(_("Saved."))
