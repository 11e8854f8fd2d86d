"""``AppModelView``: FAB's declarative CRUD with every measured fault corrected once.

FAB keeps generating what it is good at from the declaration: permissions, menu entries, forms,
filters and actions. Corrected here: filters live per request and not on the shared view;
every row is looked up inside the scope, for every verb; arguments are read, never trusted;
a refused form keeps what was typed; labels come from the model; errors stay inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import request, url_for
from flask_appbuilder import ModelView
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.core.access import can
from app.core.arguments import read_key
from app.core.forms.converter import Converter, FilterConverter
from app.core.forms.fields import RelationField
from app.core.forms.widgets import RemoteSelect
from app.core.limits import EXPORTS, SEARCHES, Limit
from app.core.models import Archivable
from app.core.modules import Module, is_enabled
from app.core.permissions import READ
from app.core.search import Searchable
from app.core.views.actions import ActionsMixin, ArchiveMixin
from app.core.views.app_view import safe_back_url
from app.core.views.editing import EditingMixin
from app.core.views.exporting import ExportMixin
from app.core.views.extras import ExtraColumn, ExtraFilter, ExtraTab
from app.core.views.listing import ListingMixin
from app.core.views.searching import FindsBy
from app.core.views.showing import ShowingMixin
from app.core.views.state import ListState
from app.core.views.tracing import HistoryMixin


class AppModelView(
    ListingMixin, ShowingMixin, HistoryMixin, EditingMixin, ActionsMixin, ExportMixin, ModelView
):
    """What every entity's view shares; a view only declares.

    ``list_columns`` are all columns a user may choose, ``default_columns`` those shown at
    first; ``search_columns`` may be filtered by; ``sort_keys`` maps a list column to the stored
    key that orders it; ``parent_columns`` are relations a list may be narrowed to as a tab;
    ``restricted`` maps a column to the entity one must be allowed to read to see it;
    ``extra_columns`` and ``extra_filters`` are no columns of the table, ``extra_tabs`` no lists
    of rows, see ``extras``;
    ``weak_columns`` have indexes that are not to lead where one of ``parent_columns`` narrows more;
    ``columns_by_client`` are those an index holds after the client, to order and filter by;
    ``tab_label`` is what the list is called as a tab; ``whole_columns`` are never cut;
    ``file_values`` turns what is stored into what an exported file holds, minutes into hours;
    ``request_limits`` say how often an account may call a method, or with ``action/`` before its
    name an action.
    """

    exclude_route_methods = {"download"}
    module: Module | None = None
    menu_icon = ""
    request_limits: Mapping[str, Limit] = {
        "list": SEARCHES, "options": SEARCHES, "export": EXPORTS, "export_later": EXPORTS,
    }  # fmt: skip
    default_columns: Sequence[str] = ()
    parent_columns: Sequence[str] = ()
    whole_columns: Sequence[str] = ()
    file_values: Mapping[str, Callable[[Any], Any]] = {}
    weak_columns: Sequence[str] = ()
    columns_by_client: Sequence[str] = ()
    sort_keys: dict[str, str] = {}
    base_order = ("id", "asc")
    restricted: dict[str, str] = {}
    searched: Sequence[FindsBy] = ()
    extra_columns: tuple[ExtraColumn, ...] = ()
    extra_filters: tuple[ExtraFilter, ...] = ()
    extra_tabs: tuple[ExtraTab, ...] = ()
    tab_label: Any = ""
    label_columns: dict[str, Any] = {}
    history_relations: Sequence[str] = ()
    details_label: Any = _("Details")
    empty_hint: Any = ""
    help_page = ""
    page_size = 50

    list_title: Any = ""
    add_title: Any = ""
    edit_title: Any = ""
    show_title: Any = ""

    def __init__(self, **kwargs: Any) -> None:
        model = self.datamodel.obj
        self.is_archivable = issubclass(model, Archivable)
        self.search_kind = model.search_kind if issubclass(model, Searchable) else ""
        self._operators: dict[str, list[Any]] = {one.key: [one] for one in self.extra_filters}
        extras: list[Any] = [*self.extra_columns, *self.extra_filters]
        labels: dict[str, Any] = {one.key: one.label for one in extras}
        self.label_columns = labels | (self.label_columns or {})
        verbs = {
            name: getattr(type(self), name)._action_verb
            for name in dir(type(self))
            if hasattr(getattr(type(self), name), "_action_verb")
        }
        self.method_permission_name: dict[str, str] = {
            **(self.method_permission_name or {}),
            **verbs,
        }
        super().__init__(**kwargs)

    # -- FAB's hooks ------------------------------------------------------------------------

    def _init_titles(self) -> None:
        name, plural = self.datamodel.obj.__labels__
        self.list_title = self.list_title or plural
        self.add_title = self.add_title or name
        self.edit_title = self.edit_title or name
        self.show_title = self.show_title or name
        super()._init_titles()

    def _init_properties(self) -> None:
        declared = {key: getattr(self, key) for key in ("add_columns", "edit_columns")}
        if not self.search_columns:
            self.search_exclude_columns = list(self.datamodel.get_columns_list())
        super()._init_properties()
        # FAB takes „no columns” for „all columns”, whose relations would then offer their options.
        for key, columns in declared.items():
            if columns == []:
                setattr(self, key, [])

    def _gen_labels_columns(self, list_columns: list[str]) -> None:
        """Take the labels written beside the columns in the model."""
        for attribute in sa.inspect(self.datamodel.obj).all_orm_descriptors:
            label = attribute.info.get("label")
            if label is not None:
                self.label_columns.setdefault(attribute.key, label)
        super()._gen_labels_columns(list_columns)

    def _init_forms(self) -> None:
        converter = Converter(self.datamodel, self)
        common = (self.description_columns, self.validators_columns)
        if not self.add_form:
            self.add_form = converter.create_form(
                self.label_columns, self.add_columns, *common, self.add_form_extra_fields
            )
        if not self.edit_form:
            self.edit_form = converter.create_form(
                self.label_columns, self.edit_columns, *common, self.edit_form_extra_fields
            )
        self.search_form = FilterConverter(self.datamodel, self).create_form(
            self.label_columns, self.search_columns
        )

    # -- what may be seen, filtered and ordered -----------------------------------------------

    def is_available(self) -> bool:
        """Tell whether the module of the view is switched on."""
        return is_enabled(self.module)

    def hidden_columns(self) -> set[str]:
        """Return the columns the user may not see; nor filter, order or export by them."""
        hidden = {column for column, entity in self.restricted.items() if not can(READ, entity)}
        return hidden | {extra.key for extra in self.extra_columns if not extra.is_open()}

    def visible_columns(self) -> list[str]:
        """Return the list columns the user may choose from."""
        hidden = self.hidden_columns()
        return [key for key in self.list_columns if key not in hidden]

    def filterable_columns(self) -> list[str]:
        """Return the columns the user may filter by."""
        hidden = self.hidden_columns()
        extras = [extra.key for extra in self.extra_filters if extra.is_open()]
        return [key for key in (*extras, *self.search_columns) if key not in hidden]

    def sortable_columns(self) -> set[str]:
        """Return the columns the user may order by: listed ones only."""
        return set(self.order_columns) & set(self.visible_columns())

    def relation_columns(self) -> set[str]:
        """Return the relations whose options the user may ask for."""
        columns = {*self.add_columns, *self.edit_columns, *self.filterable_columns()}
        return {key for key in columns - self.hidden_columns() if self.datamodel.is_relation(key)}

    def _extra_filter(self, column: str) -> ExtraFilter | None:
        return next((extra for extra in self.extra_filters if extra.key == column), None)

    def operators(self, column: str) -> list[Any]:
        """Return the filter operators of a column; they keep no state of their own."""
        if column not in self._operators:
            converter = self.datamodel.filter_converter_class(self.datamodel)
            self._operators[column] = converter.convert(column)
        return self._operators[column]

    def filter_field(self, column: str, name: str, value: str) -> Any:
        """Return the control in which the value of a filter is edited; ``name`` is posted."""
        extra = self._extra_filter(column)
        if extra is not None:
            field = extra.edit(value)
        else:
            field = self.search_form(MultiDict({column: value}) if value else None)[column]
        if isinstance(field, RelationField):
            row = self.find_choice(column, value)
            field.data = ([row] if row else []) if field.is_multiple else row
            field.widget = RemoteSelect()
        elif not value:
            field.data = None
        field.name = field.id = name
        field.errors, field.description, field.flags.required = (), "", False
        return field

    def find_choice(self, column: str, pk: str) -> Any:
        """Return the related row with that key inside the scope, or ``None``."""
        if (key := read_key(pk)) is None:
            return None
        model = self.datamodel.get_related_model(column)
        return self.datamodel.session.scalar(sa.select(model).where(model.id == key))

    def find_offered(self, column: str, pk: str) -> Any:
        """Return the related row with that key if a form would offer it, or ``None``."""
        if (key := read_key(pk)) is None:
            return None
        model = self.datamodel.get_related_model(column)
        return self.datamodel.session.scalar(self.choices(column).where(model.id == key))

    def column_label(self, key: str) -> str:
        """Return the translated label of a column."""
        return str(self.label_columns.get(key, key))

    def tab_title(self, column: str) -> str:  # noqa: ARG002 - for views
        """Return what the list is called on the profile of what a column refers to."""
        return str(self.tab_label or self.list_title)

    def base_query(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """Narrow every list of this view."""
        return query.where(*self.datamodel.visible())

    def list_options(self, state: ListState) -> tuple[Any, ...]:  # noqa: ARG002 - for views
        """Return the loader options of the list; columns not shown need not be loaded."""
        return tuple(self.datamodel.options)

    # -- forms ----------------------------------------------------------------------------------

    def limit_fields(self, form: Any, *, is_new: bool) -> None:  # noqa: ARG002 - for views
        """Take away the fields the user may not see."""
        for column in self.hidden_columns():
            if column in form:
                del form[column]

    def form_sections(self, form: Any, *, is_new: bool) -> list[tuple[str, list[str]]]:
        """Return the titled groups of fields."""
        groups = self.add_fieldsets if is_new else self.edit_fieldsets
        columns = self.add_columns if is_new else self.edit_columns
        return [
            (str(title or ""), [key for key in group["fields"] if key in form])
            for title, group in groups or [("", {"fields": columns})]
        ]

    def cancel_url(self, item: Any | None) -> str:
        """Return where „Cancel” leads: never back to the form itself."""
        if item is not None:
            return url_for(f"{self.endpoint}.show", pk=item.id)
        url = safe_back_url()
        is_form = url.partition("?")[0] == request.path
        return url if url and not is_form else url_for(f"{self.endpoint}.list")

    def back_url(self) -> str:
        """Return where to go after an action: where the user was, or the list."""
        return safe_back_url() or url_for(f"{self.endpoint}.list")

    def get_method_permission(self, method_name: str) -> str:
        """Return the verb of a method for FAB's permission table."""
        verb: Any = getattr(self, method_name)._permission_name
        return str(verb)


class ArchiveModelView(ArchiveMixin, AppModelView):
    """The view of an ``Archivable`` entity: archived and restored, never deleted."""

    exclude_route_methods = {"download", "delete"}
