"""What the lists of clients and of employees show of items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.core.modules import Module, is_enabled
from app.core.views.cells import EMPTY
from app.core.views.extras import ExtraColumn
from app.items.models import ItemIssue
from app.items.queries import held_pieces


class HeldColumn(ExtraColumn):
    """A column that is there as long as the module is."""

    def is_open(self) -> bool:
        """Tell whether the user may see the column."""
        return is_enabled(Module.items) and super().is_open()


def _held(name: str, column: Any) -> ExtraColumn:
    def load(rows: Sequence[Any]) -> dict[int, int]:
        return held_pieces(column, [row.id for row in rows])

    def show(pieces: int | None, row: Any) -> Markup:
        if not pieces:
            return EMPTY
        owner = {f"_rel_{name}": row.id}
        url = url_for("ItemIssueView.list", _flt_0_state="out", **owner)
        return Markup('<a href="{}">{}</a>').format(url, pieces)

    return HeldColumn("held_items", _("Items to return"), load, show, entity="ItemIssues")


OF_EMPLOYEES = _held("employee", ItemIssue.employee_id)
OF_CLIENTS = _held("client", ItemIssue.client_id)
