"""Settings › Number series: how documents are numbered, with a live example."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from wtforms import ValidationError, validators

from app.core.access import page
from app.core.clock import today
from app.core.errors import DomainError
from app.core.forms import widgets
from app.core.forms.fields import TrimmedStringField
from app.core.numbering import NumberSeries, Reset
from app.core.numbering.allocating import last_number
from app.core.numbering.rules import MAX_LENGTH, format_number, validate_pattern
from app.core.permissions import READ
from app.core.views import AppModelView, Interface
from app.extensions import db
from app.settings.models import Company
from app.settings.queries import only_company


def _check_pattern(form: Any, field: Any) -> None:
    try:
        validate_pattern(field.data or "", form.reset.data or Reset.yearly)
    except DomainError as error:
        raise ValidationError(str(error)) from error


def _next_example(series: NumberSeries) -> str:
    """Return the number the next document would get today."""
    seq = last_number(series, on=today()) + 1
    return format_number(series.pattern, seq=seq, on=today())


_EXAMPLE = {
    "hx-get": "/number-series/example",
    "hx-trigger": "input changed delay:250ms, load",
    "hx-include": "closest form",
    "hx-target": "#number-example",
    "autocomplete": "off",
}


def _pattern_field() -> TrimmedStringField:
    return TrimmedStringField(
        lazy_gettext("Pattern"),
        [
            validators.InputRequired(lazy_gettext("This field is required.")),
            validators.Length(max=MAX_LENGTH),
            _check_pattern,
        ],
        widget=widgets.Text(),
        description=lazy_gettext(
            "{seq} is the counter, {seq:4} the counter with zeros, {yyyy} or {yy} the year, "
            "{mm} the month."
        ),
        render_kw=_EXAMPLE,
    )


class NumberSeriesView(AppModelView):
    """Number series; one that was used is switched off, never deleted."""

    datamodel = Interface(NumberSeries, joinedload(NumberSeries.company))
    route_base = "/number-series"
    class_permission_name = "NumberSeries"
    add_title = lazy_gettext("Add number series")
    menu_icon = "list-numbers"
    help_page = "settings"
    exclude_route_methods = {"download", "delete", "history"}
    form_template = "settings/series_form.html"
    list_columns = ["name", "kind", "company", "pattern", "example", "reset", "is_active"]
    default_columns = ("name", "kind", "company", "pattern", "example", "reset", "is_active")
    label_columns = {"example": lazy_gettext("Next number")}
    order_columns = ["name", "kind"]
    base_order = ("name", "asc")
    search_columns = ["kind", "name", "is_active", "company"]
    show_columns = ["name", "kind", "company", "pattern", "example", "reset", "is_active"]
    add_columns = ["name", "kind", "company", "pattern", "reset", "is_active"]
    edit_columns = add_columns
    add_form_extra_fields = {"pattern": _pattern_field()}
    edit_form_extra_fields = {"pattern": _pattern_field()}
    description_columns = {
        "company": lazy_gettext("Leave it empty when all companies share the series."),
    }

    @page("/example", READ)
    def example(self) -> str:
        """Show what the typed pattern gives, or what is wrong with it."""
        pattern = request.args.get("pattern", "")[: MAX_LENGTH + 1]
        resets = {item.value: item for item in Reset}
        reset = resets.get(request.args.get("reset", ""), Reset.yearly)
        try:
            validate_pattern(pattern, reset)
        except DomainError as error:
            return render_template("settings/_example.html", problem=str(error))
        numbers = [format_number(pattern, seq=seq, on=today()) for seq in (1, 2)]
        return render_template("settings/_example.html", numbers=numbers)

    def value(self, row: Any, key: str) -> Any:
        """Compute the next number, which is no column."""
        return _next_example(row) if key == "example" else super().value(row, key)

    def visible_columns(self) -> list[str]:
        """Leave the company out while there is only one."""
        columns = super().visible_columns()
        return columns if _has_choice() else [key for key in columns if key != "company"]

    def limit_fields(self, form: Any, *, is_new: bool) -> None:
        """Ask for the company only when there are several."""
        super().limit_fields(form, is_new=is_new)
        if "company" in form and not _has_choice():
            del form["company"]

    def pre_add(self, item: NumberSeries) -> None:
        """Check what the form checks, also for what comes another way."""
        validate_pattern(item.pattern, item.reset)

    pre_update = pre_add


def _has_choice() -> bool:
    return only_company() is None and bool(db.session.scalar(sa.select(Company.id).limit(1)))
