"""The pages of positions, kinds of rates and price groups."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.clients.views.related import add_tab
from app.positions.models import MinimumPay, Position, PriceGroup, RateKind
from app.positions.views.position import PositionView
from app.positions.views.prices import ClientPricingView, PositionPriceView
from app.positions.views.rates import PositionRateView
from app.positions.views.settings import (
    MinimumPayView,
    PaySettingsView,
    PriceGroupItemView,
    PriceGroupView,
    RateKindView,
)
from app.positions.views.simulator import RateSimulatorView

# At import: the profile of clients is built before this package registers its pages.
add_tab(PositionView)
add_tab(ClientPricingView)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages; rates and prices stand on the profile of their position or group."""
    appbuilder.add_view(PositionView, "Positions", label=Position.__labels__[1], category="CRM")
    for view in (PositionRateView, PositionPriceView, ClientPricingView, PriceGroupItemView):
        appbuilder.add_view_no_menu(view)
    labels = {"category": "Settings"}
    appbuilder.add_view(RateKindView, "RateKinds", label=RateKind.__labels__[1], **labels)
    appbuilder.add_view(PriceGroupView, "PriceGroups", label=PriceGroup.__labels__[1], **labels)
    appbuilder.add_view(RateSimulatorView, "RateSimulator", label=_("Rate simulator"), **labels)
    appbuilder.add_view(MinimumPayView, "MinimumPay", label=MinimumPay.__labels__[1], **labels)
    appbuilder.add_view(PaySettingsView, "PaySettings", label=_("Cost of employment"), **labels)
