"""Prices beside the rates: those of one position, and the price group of a client."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.clients.views.related import ClientTabView
from app.core.views import Interface
from app.core.views.restoring import RestoringMixin
from app.positions.models import ClientPricing, PositionPrice
from app.positions.services import check_custom_price
from app.positions.views.rates import PositionTabView, require_rates

RECORD = ["section", "name", "rate_kind", "mode", "margin", "amount", "fee"]
RECORD_HINTS = {
    "rate_kind": lazy_gettext("Leave it empty when it prices every kind of rate."),
    "amount": lazy_gettext("Charged when the component occurs."),
    "fee": lazy_gettext(
        "Added once, with the employee's first settled contract at the client, or inside the rate "
        "already."
    ),
}
RECORD_CONDITIONS = {"margin": "mode=margin", "amount": "mode=amount", "fee": "section=fee"}
SECRET = {"margin": "Rates", "amount": "Rates"}


class PositionPriceView(PositionTabView):
    """The price records of a position that has its own („Niestandardowa”)."""

    datamodel = Interface(
        PositionPrice, joinedload(PositionPrice.position), joinedload(PositionPrice.rate_kind)
    )
    route_base = "/position-prices"
    class_permission_name = "PositionPrices"
    list_title = lazy_gettext("Custom prices")
    add_title = lazy_gettext("Add price record")
    menu_icon = "percentage"
    restricted = SECRET
    list_columns = ["name", "position", *RECORD[:1], *RECORD[2:]]
    default_columns = ("name", "section", "rate_kind", "mode", "margin", "amount")
    order_columns = ["section", "name"]
    base_order = ("section", "asc")
    search_columns = ["position", "section", "mode", "rate_kind"]
    show_columns = ["position", *RECORD]
    add_columns = ["position", *RECORD]
    edit_columns = RECORD
    description_columns = RECORD_HINTS
    form_conditions = RECORD_CONDITIONS
    empty_hint = lazy_gettext("Used when the prices of the position are set to “Custom”.")

    def pre_add(self, item: PositionPrice) -> None:
        """Check the record."""
        require_rates(self)
        self.check_editable(item)
        check_custom_price(item)

    pre_update = pre_add


class ClientPricingView(RestoringMixin, ClientTabView):
    """The price group of a client, for positions that take their prices „Z Klienta”."""

    datamodel = Interface(
        ClientPricing, joinedload(ClientPricing.client), joinedload(ClientPricing.price_group)
    )
    route_base = "/client-pricing"
    class_permission_name = "ClientPricing"
    list_title = lazy_gettext("Client's price group")
    add_title = lazy_gettext("Choose the client's price group")
    menu_icon = "percentage"
    restricted = {"price_group": "Rates"}
    list_columns = ["price_group", "client", "note", "changed_on"]
    order_columns = ["changed_on"]
    base_order = ("id", "asc")
    search_columns = ["client", "price_group"]
    show_columns = ["client", "price_group", "note"]
    add_columns = ["client", "price_group", "note"]
    edit_columns = ["price_group", "note"]
    empty_hint = lazy_gettext("Without a price group the client pays hours × client rate.")

    def pre_add(self, item: Any) -> None:  # noqa: ARG002 - the hook's signature
        """Refuse it to those who may not see rates."""
        require_rates(self)

    pre_update = pre_add
