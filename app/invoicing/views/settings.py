"""Settings › Invoices: the closed period."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.db import transaction
from app.core.modules import Module
from app.core.permissions import READ, WRITE
from app.core.views import AppView
from app.invoicing.forms import ClosedPeriodForm
from app.invoicing.services.periods import close_to, closed_to


class InvoiceSettingsView(AppView):
    """What holds for all invoices."""

    route_base = "/invoice-settings"
    class_permission_name = "InvoiceSettings"
    permission_label = lazy_gettext("Invoice settings")
    module = Module.invoices
    menu_icon = "lock"

    @page("/", READ)
    def index(self) -> str:
        """Show the form."""
        return self._render(ClosedPeriodForm(data={"closed_to": closed_to()}))

    @page("/", WRITE, methods=("POST",))
    def save(self) -> Response | tuple[str, int]:
        """Close a period, or open it again."""
        form = ClosedPeriodForm(request.form)
        if not form.validate():
            return self._render(form), 422
        with transaction():
            close_to(form.closed_to.data)
        flash(_("Saved."), "success")
        return redirect(url_for("InvoiceSettingsView.index"))

    def _render(self, form: Any) -> str:
        return render_template(
            "invoicing/settings.html",
            title=_("Invoice settings"),
            form=form,
            may_write=can(WRITE, self.class_permission_name),
        )
