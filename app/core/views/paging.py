"""The pager of a list: bounded counts, numbered pages, and pages by key where none has counted."""

from __future__ import annotations

from app.core.views import query
from app.core.views.pages import Pager
from app.core.views.state import LAST, PAGE_SIZES, ListState


def make_pager(state: ListState, found: query.Page, base: str) -> Pager:
    """Return where a list stands and where its pages lead."""
    # A page reached from the end has no number: nobody has counted up to there.
    is_numbered = bool(found.rows) and (state.page > 0 or not state.cursor)
    first = state.page * state.size + 1 if is_numbered else 0
    pages = None if found.is_more else max(1, -(-found.total // state.size))
    return Pager(
        first=first,
        last=first + len(found.rows) - 1 if is_numbered else 0,
        total=found.total,
        is_more=found.is_more,
        page=state.page,
        pages=pages,
        first_url=state.url(base, page=0, cursor="") if found.has_previous else "",
        prev_url=_previous_url(state, found, base),
        next_url=_next_url(state, found, base),
        last_url=_last_url(state, pages, base) if found.has_next else "",
        size=state.size,
        sizes=[(size, state.url(base, size=size), size == state.size) for size in PAGE_SIZES],
    )


def _previous_url(state: ListState, found: query.Page, base: str) -> str:
    number = max(state.page - 1, 0)
    if not found.has_previous or (not state.page and not found.previous_cursor):
        return ""
    is_counted = not found.is_more or state.page == 1
    return state.url(base, page=number, cursor="" if is_counted else found.previous_cursor)


def _next_url(state: ListState, found: query.Page, base: str) -> str:
    if not found.has_next:
        return ""
    is_numbered = state.page > 0 or not state.cursor
    cursor = found.next_cursor if found.is_more else ""
    return state.url(base, page=state.page + 1 if is_numbered else 0, cursor=cursor)


def _last_url(state: ListState, pages: int | None, base: str) -> str:
    return state.url(base, page=pages - 1 if pages else 0, cursor="" if pages else LAST)
