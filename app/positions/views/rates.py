"""The tab „Stawki” of a position."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.core.access import can, page
from app.core.clock import today
from app.core.errors import DomainError
from app.core.money import round_money
from app.core.permissions import READ
from app.core.views import AppModelView, Interface
from app.core.views.editing import NeedsConfirmation
from app.positions.forms.counting import MarginForm, position_text
from app.positions.models import Position, PositionRate
from app.positions.rules import margin
from app.positions.services import check_rate, rate_doubts

_LIVE = {
    "hx-get": "/position-rates/margin",
    "hx-trigger": "input changed delay:250ms, load",
    "hx-include": "closest form",
    "hx-target": "#margin-example",
}


def require_rates(view: Any) -> None:
    """Refuse to save amounts the user may not see."""
    if view.hidden_columns():
        raise DomainError(_("You may not see rates, so you cannot change them."))


def short(rate: Decimal | None) -> Decimal | None:
    """Return a rate without the places nobody has typed: 33.4000 is shown as 33,40."""
    if rate is None:
        return None
    rounded = round_money(rate)
    return rounded if rounded == rate else rate


class PositionTabView(AppModelView):
    """The view of rows that are looked after on a tab of their position."""

    parent_columns = ("position",)

    def after_save_url(self, item: Any) -> str:
        """Go back to the tab."""
        return self._tab_url(item.position_id)

    def cancel_url(self, item: Any | None) -> str:
        """Go back to the tab a new row was to be added on."""
        position = self.find_offered("position", request.args.get("_rel_position", ""))
        is_new = position is not None and item is None
        return self._tab_url(position.id) if is_new else super().cancel_url(item)

    def _tab_url(self, position_id: int) -> str:
        return f"{url_for('PositionView.show', pk=position_id)}#{self.endpoint}"

    def check_editable(self, item: Any) -> None:
        """Refuse to change what belongs to an archived position."""
        if item.position.is_archived:
            raise DomainError(_("The position is archived. Restore it first."))


#: The columns of a rate that tell of pay, of the price, or of what is left.
SECRET_RATES = {
    "employee_rate": "Rates",
    "client_rate": "Rates",
    "margin": "Rates",
    "margin_percent": "Rates",
}
RATE_COLUMNS = ["valid_from", "employee_rate", "client_rate", "margin", "margin_percent", "note"]


class RateFormView(AppModelView):
    """What the views of rates share: who sees them, and the margin while they are typed."""

    form_template = "positions/rate_form.html"
    add_title = lazy_gettext("Add rate")
    menu_icon = "coins"
    restricted = SECRET_RATES
    label_columns = {
        "margin": lazy_gettext("Margin"),
        "margin_percent": lazy_gettext("Margin %"),
    }
    order_columns = ["valid_from", "employee_rate", "client_rate", "changed_on"]
    base_order = ("valid_from", "desc")

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Show the margin while rates are typed."""
        super().limit_fields(form, is_new=is_new)
        for name in ("employee_rate", "client_rate"):
            if name in form:
                form[name].render_kw = _LIVE
                form[name].data = short(form[name].data)


class PositionRateView(RateFormView, PositionTabView):
    """Rates of positions; a new one is added with a later day, the old one stays."""

    datamodel = Interface(
        PositionRate, joinedload(PositionRate.position), joinedload(PositionRate.rate_kind)
    )
    route_base = "/position-rates"
    class_permission_name = "PositionRates"
    list_columns = ["rate_kind", "position", *RATE_COLUMNS, "changed_on"]
    default_columns = ("rate_kind", "position", *RATE_COLUMNS)
    search_columns = ["position", "rate_kind", "valid_from", "employee_rate", "client_rate"]
    show_columns = ["position", "rate_kind", *RATE_COLUMNS]
    add_columns = ["position", "rate_kind", "employee_rate", "client_rate", "valid_from", "note"]
    edit_columns = ["rate_kind", "valid_from", "employee_rate", "client_rate", "note"]
    description_columns = {
        "valid_from": lazy_gettext("The newest rate that is valid on the day worked applies."),
    }
    empty_hint = lazy_gettext("Add what the employee gets and what the client pays.")

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Load the clients of the offered positions with them."""
        return choices.options(joinedload(Position.client)) if column == "position" else choices

    def option_text(self, column: str, row: Any) -> str:
        """Say whose position it is: „Pokojówka” exists at every hotel."""
        return position_text(row) if column == "position" else super().option_text(column, row)

    def prefill(self, form: Any) -> None:
        """Begin with today."""
        super().prefill(form)
        form.valid_from.data = today()

    def pre_add(self, item: PositionRate) -> None:
        """Check the rate, and ask before one that is rarely meant."""
        require_rates(self)
        self.check_editable(item)
        check_rate(item)
        doubts = rate_doubts(item)
        if doubts:
            url = url_for("PositionView.show", pk=item.position.id)
            raise NeedsConfirmation(
                _("This rate is unusual:"),
                [(doubt, url) for doubt in doubts],
                _("Save it anyway only if it is really meant so."),
            )

    pre_update = pre_add

    @page("/margin", READ)
    def margin(self) -> str:
        """Show what is left of the typed client rate."""
        if not can(READ, "Rates"):
            abort(403)
        form = MarginForm(request.args)
        template = (
            "positions/_row_margin.html" if "row" in request.args else "positions/_margin.html"
        )
        employee, client = form.employee_rate.data, form.client_rate.data
        if not form.validate() or employee is None or client is None:
            return render_template(template, margin=None)
        return render_template(template, margin=margin(client, employee))
