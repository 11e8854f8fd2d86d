"""„Zwrot”: ticked rows of what is still out, with the pieces that come back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import WRITE
from app.core.views import action
from app.core.views.actions import MAX_ROWS
from app.core.views.pages import FormPage
from app.core.views.part import ViewPart
from app.core.views.submission import RepeatedSubmission, check_unused, remember, twin_url
from app.items.forms import take_back_form
from app.items.models import ItemIssue
from app.items.queries import open_issues
from app.items.services.issuing import take_back


class ReturningMixin(ViewPart):
    """The page on which things are taken back, and the action that leads there."""

    @page("/take-back", WRITE, methods=["GET", "POST"])
    def take_back(self) -> Response | str | tuple[str, int]:
        """Show what is still out, and take back what is ticked."""
        ticked = _ids(request.args.get("ids", ""))
        issues = open_issues(*self._asked(ticked), limit=MAX_ROWS)
        make_form = take_back_form(issues)
        if request.method != "POST":
            data = {"returned_on": today(), "rows": ticked}
            return self._take_back_page(make_form(data=data))
        form = make_form(request.form)
        try:
            check_unused()
            if form.validate():
                url = self._take_back(form)
                flash(_("Taken back: %(count)s.", count=len(form["rows"].data)), "success")
                return redirect(url)
        except RepeatedSubmission as repeated:
            return redirect(repeated.url)
        except DomainError as refusal:
            if url := twin_url():
                return redirect(url)
            form.form_errors = [*form.form_errors, str(refusal)]
        return self._take_back_page(form), 422

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

    def _take_back_page(self, form: Any) -> str:
        form_page = FormPage(
            title=_("Return of items"),
            form=form,
            sections=[(_("When"), ["returned_on"])],
            action=request.full_path.rstrip("?"),
            cancel_url=self.cancel_url(None),
            is_new=True,
            token=uuid.uuid4().hex,
            revision=None,
            breadcrumb=self.breadcrumb(None),
            submit_label=_("Take back"),
        )
        return render_template("items/take_back.html", page=form_page)

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
