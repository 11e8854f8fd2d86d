"""CRM › Stanowiska, and the tab „Stanowiska” of a client."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.clients.models import Address
from app.clients.views.related import ClientTabView
from app.core.access import can
from app.core.clock import today
from app.core.forms.widgets import NarrowedSelect
from app.core.history import Elsewhere, Held
from app.core.permissions import DELETE, READ, WRITE
from app.core.views import ArchiveModelView, Interface, action
from app.core.views.editing import NeedsConfirmation
from app.core.views.pages import Section
from app.core.views.restoring import RestoringMixin
from app.extensions import db
from app.positions.forms.prices import custom_prices
from app.positions.forms.rates import RateRowsField
from app.positions.models import Position, RateKind
from app.positions.queries import (
    all_rate_kinds,
    client_price_group,
    is_old,
    price_history,
    rates_of,
    scheme_of,
)
from app.positions.services import (
    check_changed_prices,
    check_changed_rates,
    copy_position,
    normalise_position,
    restore_notes,
)
from app.positions.views.prices import PositionPriceView
from app.positions.views.rates import PositionRateView

_DATA = ["name", "description", "contract_type", "occupation_code", "qualifications"]
_JOB = ["contract_type", "occupation_code", "address", "description", "qualifications"]
_COSTS = ["price_source", "price_group"]


class PositionView(RestoringMixin, ArchiveModelView, ClientTabView):
    """Positions of clients."""

    datamodel = Interface(Position, joinedload(Position.client), joinedload(Position.price_group))
    route_base = "/positions"
    class_permission_name = "Positions"
    add_title = lazy_gettext("Add position")
    menu_icon = "id-badge-2"
    help_page = "positions"
    details_label = lazy_gettext("Data")
    related_views = [PositionRateView, PositionPriceView]
    history_relations = ("rates", "prices")
    restored_relations = ("rates", "prices")
    restricted = {
        "price_source": "Rates",
        "price_group": "Rates",
        "rates": "Rates",
        "rate_rows": "Rates",
        "price_rows": "Rates",
        "prices": "Rates",
    }
    list_columns = [
        "name", "client", "contract_type", "occupation_code", "workplace", "price_source",
        "price_group", "created_on", "changed_on",
    ]  # fmt: skip
    default_columns = (
        "name", "client", "contract_type", "occupation_code", "workplace", "price_source",
    )  # fmt: skip
    order_columns = ["name", "created_on", "changed_on"]
    sort_keys = {"name": "sort_key"}
    base_order = ("name", "asc")
    search_columns = [
        "client", "contract_type", "occupation_code", "price_source", "price_group", "created_on",
        "changed_on",
    ]  # fmt: skip
    show_fieldsets = [
        (lazy_gettext("Data"), {"fields": ["client", *_DATA, "workplace"]}),
        (lazy_gettext("Client's costs"), {"fields": _COSTS}),
    ]
    add_fieldsets = [
        (lazy_gettext("Data"), {"fields": ["client", "name", *_JOB]}),
        (lazy_gettext("Rates"), {"fields": ["rate_rows"]}),
        (lazy_gettext("Client's costs"), {"fields": [*_COSTS, "price_rows"]}),
    ]
    edit_fieldsets = [
        (lazy_gettext("Data"), {"fields": ["name", *_JOB]}),
        *add_fieldsets[1:],
    ]
    add_form_extra_fields = {
        "rate_rows": RateRowsField(lazy_gettext("Rates")),
        "price_rows": custom_prices(),
    }
    edit_form_extra_fields = add_form_extra_fields
    form_template = "positions/form.html"
    form_conditions = {"price_group": "price_source=group", "price_rows": "price_source=own"}
    description_columns = {
        "address": lazy_gettext("Copied as the place of work; the copy stays when it changes."),
    }
    empty_hint = lazy_gettext("Add what people do at the client, then the rates.")

    def pre_add(self, item: Position) -> None:
        """Check the data and the rates typed with it; copy the place of work."""
        normalise_position(item)
        check_changed_prices(item)
        doubts = check_changed_rates(item)
        if doubts:
            raise NeedsConfirmation(
                _("These rates are unusual:"),
                [(doubt, "") for doubt in doubts],
                _("Save it anyway only if it is really meant so."),
            )

    pre_update = pre_add

    def after_save_url(self, item: Position) -> str:
        """Go to the position: its rates come next."""
        return url_for("PositionView.show", pk=item.id)

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Offer the addresses of the client, and its rates to those who may change them."""
        super().limit_fields(form, is_new=is_new)
        position = None if is_new else db.session.get_one(Position, form._id)  # noqa: SLF001 - the row's id
        form.address.widget = NarrowedSelect("client", position.client_id if position else None)
        for name, view in (("rate_rows", PositionRateView), ("price_rows", PositionPriceView)):
            if name in form and not can(WRITE, view.class_permission_name):
                del form[name]
        kinds = all_rate_kinds()
        if "rate_rows" in form:
            _offer_rates(form.rate_rows, kinds, position)
        if "price_rows" in form:
            may_remove = can(DELETE, PositionPriceView.class_permission_name)
            prices = position.prices if position else []
            form.price_rows.offer(kinds, prices, may_remove=may_remove)
        if position is not None and "price_source" in form:
            group = client_price_group(position.client_id)
            name = group or _("none: hours × client rate")
            form.price_source.description = _("The client's price group: %(name)s.", name=name)

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Narrow the addresses to those of the client the form has named."""
        client_id = request.args.get("client", "")
        if column == "address" and client_id.isascii() and client_id.isdigit():
            return choices.where(Address.client_id == int(client_id[:9]))
        return choices

    def subtitle(self, item: Position) -> Markup:
        """Show whose position it is."""
        url = url_for("ClientView.show", pk=item.client_id)
        return Markup('<a href="{}">{}</a>').format(url, item.client)

    def show_sections(self, item: Position) -> list[Section]:
        """Add the price scheme that applies to what the row itself says."""
        sections = super().show_sections(item)
        if self.hidden_columns():
            return [section for section in sections if section.pairs]
        scheme = scheme_of(item)
        name = f"{scheme.name} ({scheme.source})" if scheme else _("hours × client rate")
        sections[-1].pairs.append((_("Scheme in force"), escape(name)))
        return sections

    def history_elsewhere(self, item: Position) -> list[Elsewhere]:
        """Add what has changed the prices from outside, for those who may see prices."""
        return [] if self.hidden_columns() else price_history(item)

    def restored(self, item: Position, past: Held) -> None:
        """Put back what no field holds: the place of work as it was copied, notes of rates."""
        item.workplace = past.own["workplace"]
        if can(WRITE, PositionRateView.class_permission_name):
            restore_notes(rates_of(item), past.related("rates"))

    @action(
        "copy",
        lazy_gettext("Copy"),
        verb=WRITE,
        icon="copy",
        multiple=False,
        offered=lambda row: not row.is_archived,
    )
    def copy(self, rows: list[Position]) -> Response:
        """Make a position like this one, rates and prices included, and open it."""
        twin = copy_position(rows[0], with_rates=can(READ, "Rates"))
        db.session.flush()
        return redirect(url_for("PositionView.edit", pk=twin.id))


def _offer_rates(field: RateRowsField, kinds: list[RateKind], position: Position | None) -> None:
    """Show what holds now or later; a new position is mostly set up in its first month."""
    rates, day = rates_of(position) if position else [], today()
    field.offer(
        kinds,
        rates,
        shown=lambda rate: not is_old(rate, rates, day),
        new_from=day if position else day.replace(day=1),
        may_remove=can(DELETE, PositionRateView.class_permission_name),
    )
