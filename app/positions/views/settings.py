"""Settings › Kinds of rates and Settings › Price groups."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.core.views import AppModelView, ArchiveModelView, Interface
from app.positions.models import PriceGroup, PriceGroupItem, RateKind
from app.positions.services import check_price, normalise_rate_kind
from app.positions.views.prices import RECORD, RECORD_HINTS, SECRET
from app.positions.views.rates import require_rates

_WHAT = ["name", "unit", "place", "base"]
_WHEN = ["rule", "night_from", "night_to", "holiday_window", "daily_hours", "weekly_hours"]
_USUAL = ["employee_rate", "client_rate"]


class RateKindView(ArchiveModelView):
    """What is counted and paid, and when it applies by itself."""

    datamodel = Interface(RateKind, joinedload(RateKind.base))
    route_base = "/rate-kinds"
    class_permission_name = "RateKinds"
    add_title = lazy_gettext("Add kind of rate")
    menu_icon = "clock"
    restricted = {"employee_rate": "Rates", "client_rate": "Rates"}
    list_columns = ["name", "place", "unit", "rule", "base", *_WHEN[1:], *_USUAL]
    default_columns = ("name", "place", "unit", "rule", "base", *_USUAL)
    order_columns = ["place", "name"]
    base_order = ("place", "asc")
    search_columns = ["name", "unit", "rule", "employee_rate", "client_rate"]
    show_fieldsets = [
        (lazy_gettext("Data"), {"fields": _WHAT}),
        (lazy_gettext("When it applies by itself"), {"fields": _WHEN}),
        (lazy_gettext("Usual rates"), {"fields": _USUAL}),
    ]
    add_fieldsets = show_fieldsets
    edit_fieldsets = show_fieldsets
    description_columns = {
        "base": lazy_gettext("Its rate is taken where this kind has none."),
        "night_from": lazy_gettext("For the night: eight hours between 21:00 and 07:00."),
        "daily_hours": lazy_gettext("For overtime; 8 as a rule."),
        "weekly_hours": lazy_gettext("For overtime; 40 as a rule."),
        "employee_rate": lazy_gettext("Taken when the position has no rate of this kind."),
    }
    empty_hint = lazy_gettext("Add the kinds of rates your agency pays.")

    def pre_add(self, item: RateKind) -> None:
        """Check what the form cannot."""
        normalise_rate_kind(item)

    pre_update = pre_add


class PriceGroupView(ArchiveModelView):
    """Schemes of prices."""

    datamodel = Interface(PriceGroup)
    route_base = "/price-groups"
    class_permission_name = "PriceGroups"
    add_title = lazy_gettext("Add price group")
    menu_icon = "percentage"
    list_columns = ["name", "description", "created_on", "changed_on"]
    default_columns = ("name", "description", "changed_on")
    order_columns = ["name", "created_on", "changed_on"]
    base_order = ("name", "asc")
    search_columns = ["name"]
    show_columns = ["name", "description"]
    add_columns = show_columns
    edit_columns = show_columns
    history_relations = ("items",)
    restricted = {"items": "Rates"}
    empty_hint = lazy_gettext("A price group turns costs into prices: cost + margin, or an amount.")


class PriceGroupItemView(AppModelView):
    """The records of a price group, in its four sections."""

    datamodel = Interface(
        PriceGroupItem,
        joinedload(PriceGroupItem.price_group),
        joinedload(PriceGroupItem.rate_kind),
    )
    route_base = "/price-group-items"
    class_permission_name = "PriceGroupItems"
    add_title = lazy_gettext("Add price record")
    menu_icon = "list-details"
    parent_columns = ("price_group",)
    restricted = SECRET
    list_columns = ["name", "price_group", *RECORD[:1], *RECORD[2:]]
    order_columns = ["section", "name"]
    base_order = ("section", "asc")
    search_columns = ["price_group", "section", "mode", "rate_kind"]
    show_columns = ["price_group", *RECORD]
    add_columns = ["price_group", *RECORD]
    edit_columns = RECORD
    description_columns = RECORD_HINTS

    def after_save_url(self, item: PriceGroupItem) -> str:
        """Go back to the tab of the group."""
        return f"{url_for('PriceGroupView.show', pk=item.price_group_id)}#{self.endpoint}"

    def pre_add(self, item: Any) -> None:
        """Check the record."""
        require_rates(self)
        check_price(item)

    pre_update = pre_add


PriceGroupView.related_views = [PriceGroupItemView]
