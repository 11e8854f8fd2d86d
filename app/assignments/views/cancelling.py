"""Cancelling a contract, and taking that back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.assignments.forms import CancelForm
from app.assignments.models import Contract
from app.assignments.services.contracts import cancel_contract, withdraw_cancellation
from app.core.access import page
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import WRITE
from app.core.views import action
from app.core.views.pages import FormPage
from app.core.views.part import ViewPart


class CancellingMixin(ViewPart):
    """The pages and actions by which a contract ends before its time."""

    @page("/cancel/<pk>", WRITE, methods=["GET", "POST"])
    def cancel(self, pk: str) -> Response | str | tuple[str, int]:
        """Ask for the last day and the reason, and cancel."""
        item = self.find_or_404(pk)
        form = CancelForm(data={"day": today()})
        if not form.is_submitted():
            return self._render_cancel(form, item)
        if not form.validate():
            return self._render_cancel(form, item), 422
        try:
            with transaction():
                cancel_contract(item, on=form.day.data, reason=form.reason.data or "")
        except DomainError as refusal:
            form.form_errors = [*form.form_errors, str(refusal)]
            return self._render_cancel(form, item), 422
        flash(_("Saved."), "success")
        return redirect(url_for("ContractView.show", pk=item.id))

    def _render_cancel(self, form: Any, item: Contract) -> str:
        cancel_page = FormPage(
            title=_("Cancel the contract / trip"),
            form=form,
            sections=[("", ["day", "reason"])],
            action=url_for("ContractView.cancel", pk=item.id),
            cancel_url=self.cancel_url(item),
            is_new=False,
            token=uuid.uuid4().hex,
            revision=None,
            breadcrumb=self.breadcrumb(item),
            submit_label=_("Cancel the contract / trip"),
            submit_icon="calendar-off",
            cancel_label=_("Leave it as it is"),
        )
        return render_template(self.form_template, page=cancel_page)

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
