"""Settings › Kinds of rates, Price groups, Minimum pay and Cost of employment."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.core.access import can
from app.core.clock import today
from app.core.permissions import DELETE, WRITE
from app.core.views import AppModelView, ArchiveModelView, Interface, SettingsPage
from app.core.views.pages import ListPage
from app.core.views.restoring import RestoringMixin
from app.extensions import db
from app.positions.forms.counting import PayForm
from app.positions.forms.prices import group_prices
from app.positions.models import MinimumPay, PriceGroup, PriceGroupItem, RateKind
from app.positions.queries import all_rate_kinds, countries_without_minimum, employer_burden
from app.positions.services import (
    check_minimum_pay,
    check_price,
    normalise_rate_kind,
    set_employer_burden,
)
from app.positions.views.prices import RECORD, RECORD_CONDITIONS, RECORD_HINTS, SECRET
from app.positions.views.rates import require_rates

_WHAT = ["name", "unit", "place", "base"]
_WHEN = ["rule", "night_from", "night_to", "holiday_window", "daily_hours", "weekly_hours"]
_USUAL = ["employee_rate", "client_rate"]


class RateKindView(RestoringMixin, ArchiveModelView):
    """What is counted and paid, and when it applies by itself."""

    datamodel = Interface(RateKind, joinedload(RateKind.base))
    route_base = "/rate-kinds"
    class_permission_name = "RateKinds"
    add_title = lazy_gettext("Add kind of rate")
    menu_icon = "clock"
    help_page = "positions"
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
    form_conditions = {
        "night_from": "rule=night",
        "night_to": "rule=night",
        "holiday_window": "rule=holiday",
        "daily_hours": "rule=overtime_50|overtime_100",
        "weekly_hours": "rule=overtime_50|overtime_100",
    }
    empty_hint = lazy_gettext("Add the kinds of rates your agency pays.")

    def pre_add(self, item: RateKind) -> None:
        """Check what the form cannot."""
        normalise_rate_kind(item)

    pre_update = pre_add


class PriceGroupView(RestoringMixin, ArchiveModelView):
    """Schemes of prices."""

    datamodel = Interface(PriceGroup)
    route_base = "/price-groups"
    class_permission_name = "PriceGroups"
    add_title = lazy_gettext("Add price group")
    menu_icon = "percentage"
    help_page = "positions"
    list_columns = ["name", "description", "created_on", "changed_on"]
    default_columns = ("name", "description", "changed_on")
    order_columns = ["name", "created_on", "changed_on"]
    base_order = ("name", "asc")
    search_columns = ["name"]
    show_columns = ["name", "description"]
    add_fieldsets = [
        (lazy_gettext("Data"), {"fields": ["name", "description"]}),
        (lazy_gettext("Price records"), {"fields": ["price_rows"]}),
    ]
    edit_fieldsets = add_fieldsets
    add_form_extra_fields = {"price_rows": group_prices()}
    edit_form_extra_fields = add_form_extra_fields
    form_template = "positions/form.html"
    history_relations = ("items",)
    restored_relations = ("items",)
    restricted = {"items": "Rates", "price_rows": "Rates"}
    empty_hint = lazy_gettext("A price group turns costs into prices: cost + margin, or an amount.")

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Offer the records to those who may change them."""
        super().limit_fields(form, is_new=is_new)
        entity = PriceGroupItemView.class_permission_name
        if "price_rows" in form and not can(WRITE, entity):
            del form["price_rows"]
        if "price_rows" in form:
            items = [] if is_new else db.session.get_one(PriceGroup, form._id).items  # noqa: SLF001 - the row's id
            form.price_rows.offer(all_rate_kinds(), items, may_remove=can(DELETE, entity))


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
    default_columns = ("name", "section", "rate_kind", "mode", "margin", "amount")
    order_columns = ["section", "name"]
    base_order = ("section", "asc")
    search_columns = ["price_group", "section", "mode", "rate_kind"]
    show_columns = ["price_group", *RECORD]
    add_columns = ["price_group", *RECORD]
    edit_columns = RECORD
    description_columns = RECORD_HINTS
    form_conditions = RECORD_CONDITIONS

    def after_save_url(self, item: PriceGroupItem) -> str:
        """Go back to the tab of the group."""
        return f"{url_for('PriceGroupView.show', pk=item.price_group_id)}#{self.endpoint}"

    def pre_add(self, item: Any) -> None:
        """Check the record."""
        require_rates(self)
        check_price(item)

    pre_update = pre_add


PriceGroupView.related_views = [PriceGroupItemView]


class MinimumPayView(AppModelView):
    """The lowest pay the law allows, by country, unit and day."""

    datamodel = Interface(MinimumPay)
    exclude_route_methods = {"download", "history"}
    route_base = "/minimum-pay"
    class_permission_name = "MinimumPay"
    add_title = lazy_gettext("Add minimum pay")
    menu_icon = "gavel"
    list_columns = ["country", "unit", "amount", "valid_from", "note", "changed_on"]
    default_columns = ("country", "unit", "amount", "valid_from", "note")
    order_columns = ["country", "valid_from"]
    base_order = ("valid_from", "desc")
    search_columns = ["country", "unit", "valid_from"]
    show_columns = ["country", "unit", "amount", "valid_from", "note"]
    add_columns = show_columns
    edit_columns = show_columns
    description_columns = {
        "country": lazy_gettext("Where the work is done: PL, DE."),
        "amount": lazy_gettext("In the currency of the country."),
    }
    empty_hint = lazy_gettext("Rates are compared with the minimum of their year.")

    def pre_add(self, item: MinimumPay) -> None:
        """Check what the form cannot."""
        check_minimum_pay(item)

    pre_update = pre_add

    def list_page(self) -> ListPage:
        """Say for which of the years at hand a value is missing."""
        found = super().list_page()
        year = today().year
        for asked in (year, year + 1):
            for country in countries_without_minimum(asked):
                text = _("%(country)s: no minimum pay for %(year)s.", country=country, year=asked)
                found.messages.append(text)
        return found


class PaySettingsView(SettingsPage):
    """What an employer pays beside the gross pay; margins are counted with it."""

    route_base = "/pay-settings"
    class_permission_name = "PaySettings"
    permission_label = lazy_gettext("Cost of employment")
    note = lazy_gettext(
        "Margins, warnings and the rate simulator count the cost of an employee with it."
    )
    menu_icon = "pig-money"
    form = PayForm

    def values(self) -> dict[str, Any]:
        """Begin with the percentage."""
        return {"employer_burden": employer_burden()}

    def keep(self, form: Any) -> None:
        """Save the percentage."""
        set_employer_burden(form.employer_burden.data)
