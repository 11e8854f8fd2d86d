"""The search box of a list: by the rows' own index, and by what they lead to.

    searched = (by_relation(Payment.invoice), by_text(ItemIssue.number))

A row without texts of its own (a payment) is found by the index of what it hangs on, which is kept
when that is renamed; so it needs no copy of those texts in an index of its own.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.core.search import matching_ids

#: Returns the condition that a text finds a row.
FindsBy = Callable[[str], sa.ColumnElement[bool]]


def by_relation(relation: Any) -> FindsBy:
    """Find rows whose related row, which is ``Searchable``, the text finds."""

    def found(text: str) -> sa.ColumnElement[bool]:
        (column,) = relation.property.local_columns
        kind = relation.property.mapper.class_.search_kind
        condition: sa.ColumnElement[bool] = column.in_(matching_ids(kind, text))
        return condition

    return found


def by_text(*columns: Any) -> FindsBy:
    """Find rows by a part of a short text of their own, in lists that are not long."""

    def found(text: str) -> sa.ColumnElement[bool]:
        wanted = text.strip().lower()
        return sa.or_(*(sa.func.lower(one).contains(wanted, autoescape=True) for one in columns))

    return found


def is_searchable(view: Any) -> bool:
    """Tell whether a list has a search box."""
    return bool(view.search_kind or view.searched)


def matching(view: Any, text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a text finds a row of a list."""
    model = view.datamodel.obj
    key = sa.inspect(model).primary_key[0]
    own = [key.in_(matching_ids(view.search_kind, text))] if view.search_kind else []
    return sa.or_(*own, *(finds(text) for finds in view.searched))
