"""Settings › Event log: the audit log, to be read and filtered; it cannot be changed."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import Model
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape
from wtforms import SelectField

from app.core.audit.content import HIDDEN
from app.core.audit.labels import ACTIONS, action_label, entity_label, field_label
from app.core.audit.models import AuditEntry
from app.core.forms import widgets
from app.core.views import AppModelView, Interface
from app.core.views.cells import EMPTY, badge, format_datetime
from app.core.views.filters import TextEquals
from app.core.views.pages import Section

_LONGEST = 300


def _entities() -> list[tuple[str, str]]:
    """Return every entity by its label."""
    mappers = Model.registry.mappers
    names = {mapper.class_.__name__ for mapper in mappers if hasattr(mapper.class_, "__labels__")}
    return sorted(((name, entity_label(name)) for name in names), key=lambda choice: choice[1])


def _actions() -> list[tuple[str, Any]]:
    return [(code, label) for code, (label, _color) in ACTIONS.items()]


def _words(value: Any) -> str:
    """Return a recorded value as text: the names of a list, the rest as it was stored."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return str(value.get("label") or value.get("id") or value)
    return str(value)


def _cell(value: Any) -> Markup:
    text = _words(value)
    if not text:
        return EMPTY
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return escape(shown)


def _difference(before: Any, after: Any) -> Markup:
    if before is None:
        return _cell(after)
    return Markup("<del>{}</del> → <ins>{}</ins>").format(_cell(before), _cell(after))


class AuditEntryView(AppModelView):
    """Who did what, when and from where."""

    datamodel = Interface(AuditEntry)
    route_base = "/audit"
    class_permission_name = "AuditLog"
    menu_icon = "history"
    exclude_route_methods = {"download", "add", "edit", "delete", "history"}
    list_columns = [
        "at", "actor_name", "action", "entity", "label", "record_id", "ip", "client_id",
        "request_id",
    ]  # fmt: skip
    default_columns = ("at", "actor_name", "action", "entity", "label", "ip")
    order_columns = ["at"]
    base_order = ("id", "desc")
    search_columns = ["at", "actor_name", "action", "entity", "record_id", "label", "ip"]
    show_columns = [
        "at", "actor_name", "ip", "action", "entity", "record_id", "label", "request_id",
    ]  # fmt: skip
    add_columns: list[str] = []
    edit_columns: list[str] = []
    show_title = lazy_gettext("Event")
    empty_hint = lazy_gettext("Everything people do leaves a row here.")
    formatters_columns = {
        "at": format_datetime,
        "action": lambda value: badge(*action_label(value)),
        "entity": lambda value: entity_label(value) if value else EMPTY,
    }

    def _init_forms(self) -> None:
        """Let actions and entities be chosen from lists."""
        super()._init_forms()
        choices = {"action": _actions, "entity": _entities}
        fields = {
            name: SelectField(
                self.label_columns[name],
                choices=options,
                validate_choice=False,
                widget=widgets.Select(),
            )
            for name, options in choices.items()
        }
        self.search_form = type("AuditSearchForm", (self.search_form,), fields)

    def value(self, row: Any, key: str) -> Any:
        """Call a row by its number where writing its name would have cost a query."""
        if key == "label" and not row.label and row.record_id:
            return f"#{row.record_id}"
        return super().value(row, key)

    def operators(self, column: str) -> list[Any]:
        """Compare codes chosen from a list as a whole."""
        found = super().operators(column)
        if column not in ("action", "entity"):
            return found
        return [operator for operator in found if isinstance(operator, TextEquals)]

    def show_sections(self, item: AuditEntry) -> list[Section]:
        """Add what changed, value by value."""
        before, after = item.before or {}, item.after or {}
        sections = super().show_sections(item)
        pairs: list[tuple[str, str | Markup]]
        if isinstance(before, dict) and isinstance(after, dict):
            pairs = [
                (
                    field_label(item.entity, key),
                    _difference(before.get(key) if item.before else None, after.get(key)),
                )
                for key in dict.fromkeys([*before, *after])
            ]
        else:
            pairs = [(_("Value"), _difference(item.before, item.after))]
        return [*sections, Section(_("What changed"), pairs)] if pairs else sections

    def subtitle(self, item: AuditEntry) -> str:
        """Say why some values are dots."""
        values = [*_flat(item.before), *_flat(item.after)]
        return _("Secret values are never recorded.") if HIDDEN in values else ""


def _flat(values: Any) -> list[Any]:
    return list(values.values()) if isinstance(values, dict) else []
