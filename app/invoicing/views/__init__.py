"""The pages of invoices and payments."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.clients.views.related import add_tab
from app.invoicing.models import Invoice, Payment
from app.invoicing.views.invoice import InvoiceView
from app.invoicing.views.payments import PaymentView
from app.invoicing.views.settings import InvoiceSettingsView

# At import: the profile of clients is built before this package registers its pages.
add_tab(InvoiceView)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu."""
    place = {"category": "Invoices"}
    appbuilder.add_view(InvoiceView, "Invoices", label=Invoice.__labels__[1], **place)
    appbuilder.add_view(PaymentView, "Payments", label=Payment.__labels__[1], **place)
    appbuilder.add_view(
        InvoiceSettingsView, "InvoiceSettings", label=_("Invoice settings"), category="Settings"
    )
