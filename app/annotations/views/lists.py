"""Settings › Tags and Settings › Statuses."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy.orm import selectinload

from app.annotations.enums import Color
from app.annotations.forms import CodesSelectMultipleField, color_field, kind_field
from app.annotations.models import EntityStatus, Tag
from app.annotations.targets import field_choices, kind_choices
from app.core.modules import Module
from app.core.views import AppModelView, ArchiveModelView, Interface
from app.core.views.cells import EMPTY, badge, chip


def _kinds(codes: list[str]) -> Any:
    labels = dict(kind_choices())
    return ", ".join(labels.get(code, code) for code in codes) or lazy_gettext("everything")


def _kind(code: str) -> str:
    return dict(kind_choices()).get(code, code)


def _color(code: str) -> Any:
    label = {color.value: color for color in Color}.get(code)
    return badge(label, code) if label else EMPTY


def _fields(codes: list[str]) -> Any:
    labels = dict(field_choices())
    return ", ".join(labels.get(code, code) for code in codes) or EMPTY


class TagView(AppModelView):
    """Coloured words; one that is in use cannot be deleted."""

    datamodel = Interface(Tag)
    route_base = "/tags"
    class_permission_name = "Tags"
    module = Module.tags
    add_title = lazy_gettext("Add tag")
    menu_icon = "tags"
    help_page = "settings"
    list_columns = ["name", "color", "entities", "created_on"]
    default_columns = ("name", "color", "entities")
    order_columns = ["name", "created_on"]
    base_order = ("name", "asc")
    search_columns = ["name"]
    show_columns = ["name", "color", "entities"]
    add_columns = ["name", "color", "entities"]
    edit_columns = add_columns
    formatters_columns = {"entities": _kinds, "color": _color}
    empty_hint = lazy_gettext("Tags mark records across all lists, for example “VIP”.")
    add_form_extra_fields = {
        "color": color_field(),
        "entities": CodesSelectMultipleField(lazy_gettext("Used for"), choices=kind_choices),
    }
    edit_form_extra_fields = add_form_extra_fields
    description_columns = {"entities": lazy_gettext("Choose nothing to use it everywhere.")}

    def format(self, row: Any, key: str) -> Any:
        """Show the name as the tag looks."""
        return chip(row.name, row.color) if key == "name" else super().format(row, key)


class EntityStatusView(ArchiveModelView):
    """Statuses an agency makes for its records, and the way through them."""

    datamodel = Interface(
        EntityStatus, selectinload(EntityStatus.roles), selectinload(EntityStatus.sources)
    )
    route_base = "/statuses"
    class_permission_name = "Statuses"
    add_title = lazy_gettext("Add status")
    menu_icon = "progress-check"
    help_page = "settings"
    list_columns = ["name", "position", "entity", "roles", "sources", "required_fields"]
    default_columns = ("name", "position", "entity", "roles", "sources")
    order_columns = ["position", "name"]
    base_order = ("position", "asc")
    search_columns = ["name", "roles", "sources"]
    show_columns = [
        "entity", "name", "color", "position", "roles", "sources", "required_fields",
    ]  # fmt: skip
    add_columns = show_columns
    edit_columns = show_columns
    formatters_columns = {"entity": _kind, "color": _color, "required_fields": _fields}
    add_form_extra_fields = {
        "entity": kind_field(lazy_gettext("For"), kind_choices),
        "color": color_field(),
        "required_fields": CodesSelectMultipleField(
            lazy_gettext("Required fields"), choices=field_choices
        ),
    }
    edit_form_extra_fields = add_form_extra_fields
    description_columns = {
        "position": lazy_gettext("Statuses are offered in this order."),
        "roles": lazy_gettext("Who may set it; nobody chosen: everybody."),
        "sources": lazy_gettext("After which statuses it is offered; none chosen: always."),
    }

    def format(self, row: Any, key: str) -> Any:
        """Show the name as the status looks."""
        return badge(row.name, row.color) if key == "name" else super().format(row, key)
