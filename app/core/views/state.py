"""What a list shows, read from the URL and written back into it.

The argument names are FAB's (``_flt_0_status``, ``_oc_ClientView``, ``psize_ClientView``), so
links written for FAB's lists keep working. Whatever cannot be understood is dropped with a
message; a list never answers with an error because of its arguments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

PAGE_SIZES = (25, 50, 100, 200)
MAX_PAGE = 100_000
_FILTER = re.compile(r"_flt_(\d)_(\w+)")
ACTIVE, ARCHIVED, EVERY = "", "archived", "all"
#: Cursors: the last page; the page before a row; otherwise the page after a row.
LAST, BEFORE = "last", "-"


@dataclass(frozen=True)
class ListState:
    """The arguments of one list."""

    view: str
    filters: tuple[tuple[str, int, str], ...] = ()
    parent: tuple[str, int] | None = None
    q: str = ""
    order: tuple[str, str] | None = None
    page: int = 0
    cursor: str = ""
    size: int = 50
    columns: tuple[str, ...] = ()
    archived: str = ACTIVE
    messages: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_backwards(self) -> bool:
        """Tell whether the page is read from its end."""
        return self.cursor == LAST or self.cursor.startswith(BEFORE)

    def args(self, *, with_page: bool = True) -> list[tuple[str, str]]:
        """Return the arguments that reproduce this state."""
        args = [(f"_flt_{index}_{column}", value) for column, index, value in self.filters]
        if self.parent:
            args.append((f"_rel_{self.parent[0]}", str(self.parent[1])))
        if self.q:
            args.append(("q", self.q))
        if self.order:
            args += [(f"_oc_{self.view}", self.order[0]), (f"_od_{self.view}", self.order[1])]
        if self.columns:
            args.append((f"_cols_{self.view}", ",".join(self.columns)))
        if self.archived:
            args.append(("archived", self.archived))
        args.append((f"psize_{self.view}", str(self.size)))
        if with_page and self.page:
            args.append((f"page_{self.view}", str(self.page)))
        if with_page and self.cursor:
            args.append(("after", self.cursor))
        return args

    def url(self, base: str, **changes: Any) -> str:
        """Return the URL of the state with changes; a changed filter starts at page one."""
        if not changes.keys() & {"page", "cursor"}:
            changes |= {"page": 0, "cursor": ""}
        return f"{base}?{urlencode(replace(self, **changes).args())}"


def read_state(view: Any, args: MultiDict[str, str]) -> ListState:
    """Read what ``view`` (an ``AppModelView``) allows; the rest is dropped."""
    name = type(view).__name__
    filters, messages = _filters(view, args)
    return ListState(
        view=name,
        filters=filters,
        parent=_parent(view, args),
        q=" ".join(args.get("q", "").split())[:200],
        order=_order(view, args),
        page=min(_number(args.get(f"page_{name}"), 0), MAX_PAGE),
        cursor=args.get("after", "")[:300],
        size=_size(args.get(f"psize_{name}"), view.page_size),
        columns=tuple(
            key for key in args.get(f"_cols_{name}", "").split(",") if key in view.visible_columns()
        ),
        archived=args["archived"] if args.get("archived") in (ARCHIVED, EVERY) else ACTIVE,
        messages=tuple(messages),
    )


def _filters(
    view: Any, args: MultiDict[str, str]
) -> tuple[tuple[tuple[str, int, str], ...], list[str]]:
    known, messages = [], []
    for key, value in args.items(multi=True):
        match = _FILTER.fullmatch(key)
        if not match or value == "":
            continue
        index, column = int(match[1]), match[2]
        if column in view.filterable_columns() and index < len(view.operators(column)):
            known.append((column, index, value[:300]))
        else:
            messages.append(_("A filter of the address is unknown here and was left out."))
    return tuple(known), messages[:1]


def _parent(view: Any, args: MultiDict[str, str]) -> tuple[str, int] | None:
    for column in view.parent_columns:
        pk = _number(args.get(f"_rel_{column}"), 0)
        if pk:
            return column, pk
    return None


def _order(view: Any, args: MultiDict[str, str]) -> tuple[str, str] | None:
    column, direction = (
        args.get(f"_oc_{view.__class__.__name__}"),
        args.get(f"_od_{view.__class__.__name__}"),
    )
    if column in view.sortable_columns() and direction in ("asc", "desc"):
        return str(column), str(direction)
    return None


def _size(text: str | None, default: int) -> int:
    size = _number(text, default)
    return size if size in PAGE_SIZES else default


def _number(text: str | None, default: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return default
