"""The pages of settlements, and the tabs they add to profiles below."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.clients.views.related import add_tab
from app.settlements.views.dashboard import DashboardView
from app.settlements.views.invoices import SettlementInvoiceView
from app.settlements.views.people import SettlePeopleView
from app.settlements.views.settlement import ClientSettlementView

# At import: the profile of clients is built before this package registers its pages.
add_tab(ClientSettlementView)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu."""
    appbuilder.add_view(
        DashboardView, "SettlementDashboard", label=_("Dashboard"), category="Settlements"
    )
    appbuilder.add_view_no_menu(ClientSettlementView)
    for view in (SettlePeopleView, SettlementInvoiceView):
        appbuilder.add_view_no_menu(view)
