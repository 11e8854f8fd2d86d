"""The pages of settlements, and the tabs they add to profiles below."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.assignments.views.contract import ContractView
from app.clients.views.related import add_tab
from app.employees.views import employee
from app.settlements.models import FinanceEntry
from app.settlements.views.acceptance import SettlementsToAcceptView
from app.settlements.views.dashboard import DashboardView
from app.settlements.views.employees import EmployeeSettlementView
from app.settlements.views.finance import FinanceEntryView
from app.settlements.views.invoices import SettlementInvoiceView
from app.settlements.views.people import SettlePeopleView
from app.settlements.views.roster import RosterView
from app.settlements.views.run import RunView
from app.settlements.views.settings import SettlementSettingsView
from app.settlements.views.settlement import ClientSettlementView

# At import: the profile of clients is built before this package registers its pages.
add_tab(ClientSettlementView)
employee.add_tab(EmployeeSettlementView)
ContractView.related_views = [
    *ContractView.related_views,
    EmployeeSettlementView,
    FinanceEntryView,
]


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu."""
    appbuilder.add_view(
        DashboardView, "SettlementDashboard", label=_("Dashboard"), category="Settlements"
    )
    appbuilder.add_view(
        ClientSettlementView,
        "ClientSettlements",
        label=_("Register of client settlements"),
        category="Settlements",
    )
    appbuilder.add_view(
        RosterView, "EmployeeSettlementRoster", label=_("Settlements"), category="Settlements"
    )
    appbuilder.add_view(
        SettlementsToAcceptView,
        "SettlementsToAccept",
        label=_("To accept"),
        category="Settlements",
    )
    appbuilder.add_view(
        EmployeeSettlementView,
        "EmployeeSettlements",
        label=_("Register of settlements"),
        category="Settlements",
    )
    appbuilder.add_view(
        FinanceEntryView,
        "FinanceEntries",
        label=FinanceEntry.__labels__[1],
        category="Settlements",
    )
    appbuilder.add_view(
        SettlementSettingsView,
        "SettlementSettings",
        label=_("Settlement settings"),
        category="Settings",
    )
    for view in (RunView, SettlePeopleView, SettlementInvoiceView):
        appbuilder.add_view_no_menu(view)
