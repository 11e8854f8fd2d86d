"""„Zwrot”: ticked rows of what is still out, with the pieces that come back."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.clock import today
from app.core.db import transaction
from app.core.permissions import WRITE
from app.core.views import action
from app.core.views.actions import MAX_ROWS
from app.core.views.submission import remember
from app.items.forms import take_back_form
from app.items.models import ItemIssue
from app.items.queries import open_issues
from app.items.services.issuing import take_back
from app.items.views.slip import Slip, SlipMixin


class ReturningMixin(SlipMixin):
    """The page on which things are taken back, and the action that leads there."""

    @page("/take-back", WRITE, methods=["GET", "POST"])
    def take_back(self) -> Response | str | tuple[str, int]:
        """Show what is still out, and take back what is ticked."""
        ticked = _ids(request.args.get("ids", ""))
        issues = open_issues(*self._asked(ticked), limit=MAX_ROWS)
        make_form = take_back_form(issues)
        slip = Slip(
            title=_("Return of items"),
            section=(_("When"), ["returned_on"]),
            template="items/take_back.html",
            submit_label=_("Take back"),
            save=self._take_back,
            done=lambda count: _("Taken back: %(count)s.", count=count),
        )
        if request.method != "POST":
            return self.show_slip(make_form(data={"returned_on": today(), "rows": ticked}), slip)
        return self.take_slip(make_form(request.form), slip)

    def _asked(self, ticked: list[int]) -> list[Any]:
        """Return which issues the address asks for: ticked ones, or those of a holder."""
        found: list[Any] = [ItemIssue.id.in_(ticked)] if ticked else []
        for name, column in (
            ("employee", ItemIssue.employee_id),
            ("client", ItemIssue.client_id),
        ):
            ids = _ids(request.args.get(f"_rel_{name}", ""))
            found += [column == ids[0]] if ids else []
        return found

    def _take_back(self, form: Any) -> str:
        backs = form["rows"].data
        url: str = self.holder_url(backs[0][0])
        with transaction():
            take_back(backs, on=form["returned_on"].data)
            remember(url)
        return url

    @action(
        "returning",
        lazy_gettext("Return"),
        verb=WRITE,
        icon="arrow-back-up",
        offered=lambda row: row.outstanding > 0,
    )
    def returning(self, rows: list[ItemIssue]) -> Response:
        """Open the page on which they are taken back."""
        ids = ",".join(str(row.id) for row in rows)
        return redirect(url_for("ItemIssueView.take_back", ids=ids))


def _ids(text: str) -> list[int]:
    parts = text.split(",")[:MAX_ROWS]
    return [int(one) for one in parts if one.isascii() and one.isdigit() and len(one) <= 9]
