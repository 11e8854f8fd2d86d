"""Columns and filters of a list that are no columns of its table: counted, or known above.

A package above hands a list what it knows of the rows, without being imported by it::

    add_column(ClientView, ExtraColumn("contracts", _("Contracts"), load), after="status")

``load`` is given a page of rows and returns what each of them shows: one call, so a fixed
number of statements, however long the page is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.core.access import can
from app.core.permissions import READ
from app.core.views.cells import cell


@dataclass(frozen=True)
class ExtraColumn:
    """A column whose values are loaded for all rows of a page at once."""

    key: str
    label: Any
    #: rows → value by id; a row without a value has none to show
    load: Callable[[Sequence[Any]], Mapping[int, Any]]
    #: how the list shows a value and its row; the export writes the value itself
    show: Callable[[Any, Any], str | Markup] = lambda value, _row: cell(value)
    #: the entity one must be allowed to read
    entity: str = ""

    def is_open(self) -> bool:
        """Tell whether the user may see the column."""
        return not self.entity or can(READ, self.entity)


@dataclass(frozen=True)
class ExtraFilter:
    """A filter with a condition of its own; it takes the place of an operator, too."""

    key: str
    label: Any
    #: makes the WTForms field in which the value is edited
    make_field: Callable[[], Any]
    #: text of the URL → SQL condition; raises ``BadFilterValue``
    condition: Callable[[str], Any]
    name: Any = field(default_factory=lambda: _("is"))
    entity: str = ""

    def is_open(self) -> bool:
        """Tell whether the user may filter by it."""
        return not self.entity or can(READ, self.entity)

    def apply(self, query: Any, value: str) -> Any:
        """Add the condition to a query."""
        return query.where(self.condition(value))

    def edit(self, value: str) -> Any:
        """Return the bound field that shows a value."""
        form = type("FilterForm", (Form,), {self.key: self.make_field()})
        return form(MultiDict({self.key: value}) if value else None)[self.key]


@dataclass(frozen=True)
class ExtraTab:
    """A tab of a profile that is no list of rows: ``url`` is what it loads for a row."""

    key: str
    label: Any
    url: Callable[[Any], str]
    #: the entity one must be allowed to read
    entity: str

    def is_open(self) -> bool:
        """Tell whether the user may open the tab."""
        return can(READ, self.entity)


def add_tab(view: Any, tab: ExtraTab) -> None:
    """Put a tab on the profiles of a view class, after the lists that belong to its rows."""
    known = {one.key: one for one in view.extra_tabs}
    view.extra_tabs = tuple((known | {tab.key: tab}).values())


def add_column(
    view: Any, column: ExtraColumn, *, after: str = "", is_default: bool = False
) -> None:
    """Put a column into the list of a view class, before the app makes the view."""
    known = {one.key: one for one in view.extra_columns}
    view.extra_columns = tuple((known | {column.key: column}).values())
    view.list_columns = _inserted(view.list_columns, column.key, after)
    if is_default:
        view.default_columns = tuple(_inserted(view.default_columns, column.key, after))


def add_filter(view: Any, extra: ExtraFilter) -> None:
    """Let the list of a view class be narrowed by what a package above knows."""
    known = {one.key: one for one in view.extra_filters}
    view.extra_filters = tuple((known | {extra.key: extra}).values())


def _inserted(keys: Sequence[str], key: str, after: str) -> list[str]:
    rest = [one for one in keys if one != key]
    place = rest.index(after) + 1 if after in rest else len(rest)
    return [*rest[:place], key, *rest[place:]]
