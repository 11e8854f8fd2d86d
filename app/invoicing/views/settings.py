"""Settings › Invoices: the closed period."""

from typing import Any

from flask_babel import lazy_gettext

from app.core.modules import Module
from app.core.views import SettingsPage
from app.invoicing.forms import ClosedPeriodForm
from app.invoicing.services.periods import close_to, closed_to


class InvoiceSettingsView(SettingsPage):
    """What holds for all invoices."""

    route_base = "/invoice-settings"
    class_permission_name = "InvoiceSettings"
    permission_label = lazy_gettext("Invoice settings")
    section = lazy_gettext("Closed period")
    module = Module.invoices
    menu_icon = "lock"
    form = ClosedPeriodForm

    def values(self) -> dict[str, Any]:
        """Begin with the last closed day."""
        return {"closed_to": closed_to()}

    def keep(self, form: Any) -> None:
        """Close a period, or open it again."""
        close_to(form.closed_to.data)
