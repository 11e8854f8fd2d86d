"""The rows of a list: one bounded count, one indexed page, whatever the size of the table."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.core.arguments import read_decimal
from app.core.db import is_sqlite, not_by_index, not_led_by
from app.core.isolation import current_scope
from app.core.views.column_filter import BadFilterValue
from app.core.views.searching import is_searchable, matching
from app.core.views.state import ARCHIVED, BEFORE, LAST, ListState

#: Counting stops here; beyond it the list says „1000+” and pages by key.
COUNT_BOUND = 1000
LARGEST = 2**62


@dataclass(frozen=True)
class Page:
    """A page of rows and where it lies."""

    rows: list[Any]
    total: int
    is_more: bool
    has_next: bool
    has_previous: bool
    next_cursor: str
    previous_cursor: str
    bad_filters: list[str]


def filtered(view: Any, state: ListState) -> tuple[sa.Select[Any], list[str]]:
    """Return the SELECT of every row the state admits, and the columns of bad filters."""
    model = view.datamodel.obj
    query, bad = view.base_query(sa.select(model)), []
    weak = _weak_columns(view, state)
    for column, index, value in state.filters:
        operator = view.operators(column)[index]
        try:
            if column in weak:
                query = query.where(not_led_by(operator.criterion(value)))
            else:
                query = operator.apply(query, value)
        except BadFilterValue:
            bad.append(column)
            query = query.where(sa.false())
    if state.parent:
        column, pk = state.parent
        query = view.operators(column)[0].apply(query, str(pk))
    is_search = bool(state.q) and is_searchable(view)
    if is_search:
        query = query.where(matching(view, state.q))
    if view.is_archivable and state.archived != "all":
        is_led = is_search or (state.order is not None and state.archived != ARCHIVED)
        archived_on = not_by_index(model.archived_on) if is_led else model.archived_on
        is_archived = archived_on.is_not(None)
        query = query.where(is_archived if state.archived == ARCHIVED else sa.not_(is_archived))
    return query, bad


def _weak_columns(view: Any, state: ListState) -> frozenset[str]:
    """Return the columns whose index is not to lead: a list of one person's rows is short."""
    filters = state.filters
    leading = {column for column, index, _value in filters if index == 0} & {*view.parent_columns}
    if state.parent:
        leading.add(state.parent[0])
    if not leading:
        return frozenset()
    held = view.columns_by_client if leading == {"client"} else ()
    return frozenset(view.weak_columns) - frozenset(held)


def ordering(view: Any, state: ListState) -> tuple[Any, str]:
    """Return the column that orders the list, and the direction."""
    name, direction = state.order or view.base_order
    return getattr(view.datamodel.obj, view.sort_keys.get(name, name)), direction


def fetch(view: Any, state: ListState) -> Page:
    """Return the page the state asks for."""
    query, bad = filtered(view, state)
    column, direction = ordering(view, state)
    read = _read_found if state.q and is_searchable(view) else _read
    rows, counted = read(view, state, query, column, direction)
    is_more, rows = len(rows) > state.size, rows[: state.size]
    if state.is_backwards:
        rows.reverse()
    return Page(
        rows=rows,
        total=min(counted, COUNT_BOUND),
        is_more=counted > COUNT_BOUND,
        has_next=state.cursor != LAST if state.is_backwards else is_more,
        has_previous=is_more if state.is_backwards else bool(state.page or state.cursor),
        next_cursor=_cursor(rows[-1], column) if rows else "",
        previous_cursor=_cursor(rows[0], column, BEFORE) if rows else "",
        bad_filters=bad,
    )


def _read(
    view: Any, state: ListState, query: sa.Select[Any], column: Any, direction: str
) -> tuple[list[Any], int]:
    """Return the rows of a page and one more, and the bounded count: two short walks."""
    session = view.datamodel.session
    ones = query.with_only_columns(sa.literal(1), maintain_column_froms=True)
    counted = session.scalar(_bounded_count(ones)) or 0
    paged = _paged(query, column, direction, state).limit(state.size + 1)
    if _is_read_by_client(view, state):
        keys = session.scalars(_keys_by_client(paged, column, direction, state)).all()
        if state.is_backwards:
            direction = "asc" if direction == "desc" else "desc"
        paged = _ordered(sa.select(column.class_), column, direction).where(
            column.class_.id.in_(keys)
        )
    return list(session.scalars(paged.options(*view.list_options(state))).unique()), counted


def _read_found(
    view: Any, state: ListState, query: sa.Select[Any], column: Any, direction: str
) -> tuple[list[Any], int]:
    """Return the same of a search, which is dear: what it finds is looked up once.

    Only its keys are put in order; whole rows are read for one page.
    """
    key = sa.inspect(column.class_).primary_key[0]
    found = query.with_only_columns(key, column.label("place"), maintain_column_froms=True).cte()
    page = _paged(sa.select(found.c[key.key]), column, direction, state, within=found)
    page_of = page.limit(state.size + 1).subquery()
    counted = _bounded_count(sa.select(sa.literal(1)).select_from(found)).scalar_subquery()
    rows = sa.select(column.class_, counted).join(page_of, page_of.c[key.key] == key)
    if state.is_backwards:
        direction = "asc" if direction == "desc" else "desc"
    ordered = _ordered(rows, column, direction).options(*view.list_options(state))
    pairs = view.datamodel.session.execute(ordered).unique().all()
    if not pairs and (state.page or state.cursor):
        return [], count(view, state, COUNT_BOUND)
    return [row for row, _total in pairs], pairs[0][1] if pairs else 0


def _is_read_by_client(view: Any, state: ListState) -> bool:
    """Tell whether an index leads to the page of each client, for who sees only some of them."""
    is_simple = not state.parent and (bool(state.cursor) or not state.page)
    return (
        is_simple
        and not current_scope().sees_all
        and all(column in view.columns_by_client for column, *_rest in state.filters)
        and (state.order or view.base_order)[0] in view.columns_by_client
    )


def _keys_by_client(
    paged: sa.Select[Any], column: Any, direction: str, state: ListState
) -> sa.Select[Any]:
    """Return the keys of a page, out of those of each client: all of them need not be sorted.

    They are asked for by themselves; joined with all that a row shows, PostgreSQL reads the table.
    """
    model, client_ids = column.class_, current_scope().client_ids
    assert client_ids is not None  # noqa: S101 - the scope is a limited one
    clients = client_ids.subquery()
    client_id = next(iter(clients.c))
    own = paged.where(model.client_id == client_id).correlate(clients)
    row = model.__table__.alias()
    if is_sqlite():
        joined = clients.join(row, row.c.id.in_(own.with_only_columns(model.id)))
        found = sa.select(row.c.id, row.c[column.key].label("place")).select_from(joined)
    else:
        first = own.with_only_columns(model.id, column.label("place")).lateral()
        found = sa.select(first).select_from(clients.join(first, sa.true()))
    if state.is_backwards:
        direction = "asc" if direction == "desc" else "desc"
    within = found.subquery()
    keys = _ordered(sa.select(within.c.id), column, direction, within)
    return keys.limit(state.size + 1)


def _bounded_count(ones: sa.Select[Any]) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(ones.limit(COUNT_BOUND + 1).subquery())


def is_longer(view: Any, state: ListState, bound: int) -> bool:
    """Tell whether the list has more rows than that; no row beyond it is counted."""
    return count(view, state, bound) > bound


def count(view: Any, state: ListState, bound: int = LARGEST) -> int:
    """Return how many rows the list has, at most one more than ``bound``."""
    found, _ = filtered(view, state)
    ones = found.with_only_columns(sa.literal(1), maintain_column_froms=True)
    limited = ones.limit(bound + 1).subquery()
    return view.datamodel.session.scalar(sa.select(sa.func.count()).select_from(limited)) or 0


def every_row(view: Any, state: ListState) -> sa.Select[Any]:
    """Return the SELECT of all rows in the order on screen, for exports."""
    query, _ = filtered(view, state)
    return _ordered(query, *ordering(view, state)).options(*view.list_options(state))


def _ordered(
    query: sa.Select[Any], column: Any, direction: str, within: Any = None
) -> sa.Select[Any]:
    key, place = _places(column, within)
    order, last = (place.desc(), key.desc()) if direction == "desc" else (place.asc(), key.asc())
    # PostgreSQL reads an index backwards only if nobody asks where the missing NULLs stand.
    return query.order_by(order.nulls_last() if column.expression.nullable else order, last)


def _places(column: Any, within: Any) -> tuple[Any, Any]:
    """Return key and order of the rows: their own, or those kept of what was found."""
    key = sa.inspect(column.class_).primary_key[0]
    return (key, column) if within is None else (within.c[key.key], within.c.place)


def _paged(
    query: sa.Select[Any], column: Any, direction: str, state: ListState, within: Any = None
) -> sa.Select[Any]:
    """Start at the cursor; a page before one, and the last page, are read backwards."""
    if state.is_backwards:
        direction = "asc" if direction == "desc" else "desc"
    ordered = _ordered(query, column, direction, within)
    after = _read_cursor(state.cursor.removeprefix(BEFORE), column)
    if after is None:
        return ordered if state.is_backwards else ordered.offset(state.page * state.size)
    key, place = _places(column, within)
    here, there = sa.tuple_(place, key), sa.tuple_(*after)
    return ordered.where(here < there if direction == "desc" else here > there)


def _cursor(row: Any, column: Any, prefix: str = "") -> str:
    """Return where another page starts; "" when the order cannot be resumed by key."""
    if column.expression.nullable:
        return ""
    value = getattr(row, column.key)
    if isinstance(value, (date, datetime, Decimal)):
        value = str(value)
    pk = sa.inspect(row).identity[0]
    if not isinstance(value, (str, int)):
        return ""
    return prefix + base64.urlsafe_b64encode(json.dumps([value, pk]).encode()).decode()


def _read_cursor(text: str, column: Any) -> tuple[Any, Any] | None:
    """Return (value, key) of a cursor, ``None`` for none or one that is not ours."""
    key = sa.inspect(column.class_).primary_key[0]
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text.encode()))
        typed = _typed(value, column.expression.type)
    except (ValueError, TypeError, binascii.Error, ArithmeticError):
        return None
    if not isinstance(pk, int) or abs(pk) > LARGEST:
        return None
    return sa.literal(typed, column.expression.type), sa.literal(pk, key.type)


def _typed(value: Any, type_: Any) -> Any:
    kind: Any = type_.python_type if not isinstance(type_, sa.types.TypeDecorator) else datetime
    if kind is datetime:
        return _instant(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        number = read_decimal(str(value))
        if number is None:
            raise ValueError(value)
        return number
    if not isinstance(value, kind):
        raise TypeError(value)
    if abs(value) > LARGEST if kind is int else "\x00" in value or not value.encode():
        raise ValueError(value)
    return value


def _instant(text: str) -> datetime:
    """Read an instant that the database can hold: aware, and inside the calendar in UTC."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant.astimezone(UTC)
