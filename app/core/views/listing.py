"""The list page: filters as chips, chosen columns, saved views, a bounded pager."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import abort, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.forms.fields import starting_with
from app.core.permissions import EXPORT, READ, WRITE
from app.core.search import Searchable, matching_ids
from app.core.views import query, saved
from app.core.views.cells import cell, is_number
from app.core.views.pages import Action, Chip, Column, ListLink, ListPage, Row
from app.core.views.paging import make_pager
from app.core.views.part import Rows, Strings, ViewPart
from app.core.views.searching import is_searchable
from app.core.views.state import ARCHIVED, EVERY, ListState, read_state

OPTIONS = 30
#: Texts of fewer characters are codes and phone numbers, which are never cut.
LONG = 41


class ListingMixin(ViewPart):
    """The list, its filter editors and the options of its relations."""

    list_template = "core/list.html"

    @page("/list/", READ)
    def list(self) -> str | Response:
        """Show the list the URL describes."""
        return render_template(self.list_template, page=self.list_page())

    @page("/list/filter/<column>", READ)
    def filter(self, column: str) -> str:
        """Return the editor of one filter, to be added as a chip."""
        if column not in self.filterable_columns():
            abort(404)
        chip = Chip(column, self.column_label(column), self._editor(column, 0, ""), "")
        return render_template("core/_chip.html", chip=chip)

    @page("/options/<column>", READ)
    def options(self, column: str) -> Response:
        """Answer a relation select: at most thirty rows that contain what was typed."""
        if column not in self.relation_columns():
            abort(404)
        rows = self.datamodel.session.scalars(
            self.choices(column, request.args.get("q", "")[:100]).limit(OPTIONS)
        )
        texts = [(str(row.id), self.option_text(column, row)) for row in rows]
        return jsonify([{"value": value, "text": text} for value, text in texts])

    def option_text(self, column: str, row: Any) -> str:  # noqa: ARG002 - for views
        """Return how an option of a relation is called."""
        return str(row)

    # -- building the page --------------------------------------------------------------------

    def list_state(self) -> ListState:
        """Return the state of the URL, or of the user's default view when it says nothing."""
        args = request.args
        if not set(args) - {"_panel", "_view"} and "_view" not in args:
            args = saved.default_args(type(self).__name__) or args
        return read_state(self, MultiDict(args))

    def list_page(self) -> ListPage:
        """Return everything the template shows."""
        state = self.list_state()
        base = url_for(f"{self.endpoint}.list")
        found = query.fetch(self, state)
        rows = found.rows
        columns = self.shown_columns(state)
        return ListPage(
            title=str(self.list_title),
            view=type(self).__name__,
            list_id=f"list-{type(self).__name__}",
            url=base,
            columns=self._heads(columns, rows, state, base),
            rows=self._rows(columns, rows),
            chips=[self._chip(state, position, base) for position in range(len(state.filters))],
            filter_choices=[(key, self.column_label(key)) for key in self.filterable_columns()],
            q=state.q,
            has_quick_search=is_searchable(self),
            pager=make_pager(state, found, base),
            saved_views=saved.links(type(self).__name__, base, state.args(with_page=False)),
            can_share_views=saved.may_share(),
            every_url=f"{base}?_view=",
            column_choices=[
                (key, self.column_label(key), key in columns) for key in self.visible_columns()
            ],
            add_url=self._add_url(state),
            add_label=str(self.add_title),
            export_urls=self._export_urls(state),
            bulk_actions=self._bulk_actions(),
            view_state=urlencode(state.args(with_page=False)),
            archived=state.archived,
            archived_urls={key: state.url(base, archived=key) for key in ("", ARCHIVED, EVERY)}
            if self.is_archivable
            else {},
            messages=[*state.messages, *self._complaints(found.bad_filters)],
            hidden_args=[
                (key, value)
                for key, value in state.args(with_page=False)
                if key != "q" and not key.startswith("_flt_")
            ],
            is_filtered=bool(state.q or state.filters or state.archived),
            clear_url=state.url(base, q="", filters=(), archived=""),
            empty_hint=str(self.empty_hint),
            help_page=self.help_page,
            is_embedded=state.parent is not None,
            links=self.list_links(),
        )

    def shown_columns(self, state: ListState) -> Strings:
        """Return the chosen columns, in the order of the declaration."""
        chosen = state.columns or tuple(self.default_columns or self.list_columns)
        hidden = {state.parent[0]} if state.parent else set()
        return [key for key in self.visible_columns() if key in chosen and key not in hidden]

    def _heads(self, columns: Strings, rows: Rows, state: ListState, base: str) -> Sequence[Column]:
        sorted_by, direction = state.order or self.base_order
        extras = {extra.key for extra in self.extra_columns}
        heads = []
        for key in columns:
            is_sorted = key == sorted_by
            following = "desc" if is_sorted and direction == "asc" else "asc"
            heads.append(
                Column(
                    key=key,
                    label=self.column_label(key),
                    is_sortable=key in self.sortable_columns(),
                    sort=direction if is_sorted else "",
                    sort_url=state.url(base, order=(key, following)),
                    is_number=key not in extras and self._holds_numbers(key, rows),
                    is_whole=self._is_whole(key),
                )
            )
        return heads

    def _holds_numbers(self, key: str, rows: Rows) -> bool:
        values = (self.value(row, key) for row in rows)
        return is_number(next((value for value in values if value is not None), None))

    def _is_whole(self, key: str) -> bool:
        mapper = sa.inspect(self.datamodel.obj)
        if key in self.whole_columns:
            return True
        if key in mapper.relationships:  # a status is one word in a colour
            relation = mapper.relationships[key]
            return not relation.uselist and hasattr(relation.mapper.class_, "color")
        column = mapper.columns.get(key)
        if column is None or isinstance(column.type, sa.Text):
            return False
        is_text = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
        return not is_text or (column.type.length or LONG) < LONG

    def _rows(self, columns: Strings, rows: Rows) -> Sequence[Row]:
        show = url_for(f"{self.endpoint}.show", pk="0").removesuffix("0")
        extras = self.load_extras(columns, rows)
        return [
            Row(
                pk=row.id,
                title=str(row),
                url=f"{show}{row.id}",
                cells=[
                    self._extra_cell(row, *extras[key]) if key in extras else self.format(row, key)
                    for key in columns
                ],
                is_archived=self.is_archivable and row.is_archived,
            )
            for row in rows
        ]

    def load_extras(self, columns: Strings, rows: Rows) -> dict[str, tuple[Any, Any]]:
        """Return the extra columns on screen with what they know of the rows, by key."""
        return {
            extra.key: (extra, extra.load(rows) if rows else {})
            for extra in self.extra_columns
            if extra.key in columns
        }

    def _extra_cell(self, row: Any, extra: Any, values: Any) -> str | Markup:
        found: str | Markup = extra.show(values.get(row.id), row)
        return found

    def format(self, row: Any, key: str) -> str | Markup:
        """Return the markup of one cell."""
        value = self.value(row, key)
        formatter = self.formatters_columns.get(key)
        return escape(formatter(value)) if formatter else cell(value)

    def value(self, row: Any, key: str) -> Any:
        """Return the value of one cell; a model method is called."""
        value = getattr(row, key)
        return value() if callable(value) else value

    def _chip(self, state: ListState, position: int, base: str) -> Chip:
        column, index, value = state.filters[position]
        others = state.filters[:position] + state.filters[position + 1 :]
        return Chip(
            column=column,
            label=self.column_label(column),
            field_html=self._editor(column, index, value),
            remove_url=state.url(base, filters=others),
        )

    def _editor(self, column: str, index: int, value: str) -> Markup:
        """Return the operator and the value of a filter as form controls."""
        choices = [
            (f"_flt_{position}_{column}", str(operator.name), position == index)
            for position, operator in enumerate(self.operators(column))
        ]
        return Markup(  # noqa: S704 - the template has escaped what it shows
            render_template(
                "core/_filter.html",
                choices=choices,
                name=f"_flt_{index}_{column}",
                field=self.filter_field(column, f"_flt_{index}_{column}", value),
                label=self.column_label(column),
            )
        )

    def _add_url(self, state: ListState) -> str:
        if not can(WRITE, self.class_permission_name) or "add" in self.exclude_route_methods:
            return ""
        parent: dict[str, Any] = (
            {f"_rel_{state.parent[0]}": state.parent[1]} if state.parent else {}
        )
        return url_for(f"{self.endpoint}.add", **parent)

    def _export_urls(self, state: ListState) -> dict[str, str]:
        if not can(EXPORT, self.class_permission_name):
            return {}
        return {
            kind: state.url(url_for(f"{self.endpoint}.export", kind=kind), page=0)
            for kind in ("csv", "xlsx")
        }

    def list_links(self) -> Sequence[ListLink]:
        """Return the pages beside the list, which its tools lead to."""
        return ()

    def _bulk_actions(self) -> Sequence[Action]:
        url = url_for(f"{self.endpoint}.action_post")
        return [
            Action(name, str(item.text), item.icon or "", str(item.confirmation or ""), url)
            for name, item in self.actions.items()
            if item.multiple and self.may_act(name)
        ]

    def _complaints(self, columns: Strings) -> Strings:
        return [
            _(
                "The value of the filter “%(label)s” cannot be read.",
                label=self.column_label(column),
            )
            for column in columns
        ]

    # -- relations ------------------------------------------------------------------------------

    def choices(self, column: str, text: str = "") -> Any:
        """Return the SELECT of rows a relation may be set to, narrowed by what was typed."""
        model = self.datamodel.get_related_model(column)
        if text and issubclass(model, Searchable):
            found = starting_with(model, "").where(
                model.id.in_(matching_ids(model.search_kind, text))
            )
        else:
            found = starting_with(model, text)
        if hasattr(model, "archived_on"):
            found = found.where(model.archived_on.is_(None))
        if hasattr(model, "offered"):
            found = found.where(model.offered())
        return self.limit_choices(column, found)

    def limit_choices(self, column: str, choices: Any) -> Any:  # noqa: ARG002 - for views
        """Narrow the rows a relation offers; what is not offered cannot be posted."""
        return choices
