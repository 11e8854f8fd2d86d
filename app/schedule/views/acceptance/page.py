"""The page of hours to accept, and the decisions that are taken on it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.background import news
from app.background.models import Job
from app.core.access import can, page
from app.core.arguments import YEARS, read_key
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import ACCEPT, READ
from app.core.views import AppView
from app.schedule.queries.waiting import PAGE, Waiting, count, page_after
from app.schedule.services.deciding_on_all import PERMISSION, decide_on_all, in_words
from app.schedule.services.decisions import Outcome, decide
from app.schedule.views.acceptance.filters import args_of, filter_form, periods, waiting_of
from app.schedule.views.acceptance.rows import grouped

_ROW = re.compile(r"(\d{1,9}):(\d{1,9})", re.ASCII)


class AcceptanceView(AppView):
    """Reported hours: accepted, or sent back with a reason, by the ticked row or all at once."""

    route_base = "/acceptance"
    class_permission_name = PERMISSION
    permission_label = lazy_gettext("Schedule entries")
    menu_icon = "checks"

    @page("/", READ)
    def index(self) -> str:
        """Show what waits."""
        return self._render(request.args)

    @page("/decide", ACCEPT, methods=("POST",))
    def decide(self) -> Response | tuple[str, int]:
        """Accept or reject what is ticked, or everything the filter finds."""
        reason = _reason()
        if reason == "":
            flash(_("Say why the hours are rejected."), "danger")
            return self._render(request.form, ticked=set(request.form.getlist("row"))), 422
        try:
            with transaction():
                found = self._decide(reason)
        except DomainError as refusal:
            flash(str(refusal), "danger")
            return self._render(request.form, ticked=set(request.form.getlist("row"))), 422
        if isinstance(found, Job):
            return redirect(news.follow(found))
        self._tell(found, is_acceptance=reason is None)
        waiting = waiting_of(filter_form(request.form))
        return redirect(url_for("AcceptanceView.index", **args_of(waiting)))

    def _decide(self, reason: str | None) -> Outcome | Job:
        if "everything" in request.form:
            form = filter_form(request.form)
            if form.errors:
                abort(400)  # a filter that cannot be read would mean more than was shown
            return decide_on_all(_until(waiting_of(form)), reason=reason)
        seen = _ticked()
        if not seen:
            raise DomainError(_("Tick the entries first."))
        outcome = decide(seen, reason=reason)
        if not outcome.found:
            abort(404)
        return outcome

    def _tell(self, outcome: Outcome, *, is_acceptance: bool) -> None:
        words = in_words(outcome, is_acceptance=is_acceptance)
        flash(words, "warning" if outcome.refused else "success")

    def _render(self, args: MultiDict[str, str], ticked: set[str] | None = None) -> str:
        form = filter_form(args)
        waiting = waiting_of(form)
        after = args.get("after", "")
        rows, has_more = page_after(waiting, read_key(after) or 0)
        every, differing = count(waiting)
        chosen = args_of(waiting)
        return render_template(
            "schedule/acceptance.html",
            title=_("Hours to accept"),
            form=form,
            groups=grouped(rows),
            ticked=ticked,
            every=every,
            differing=differing,
            chosen=chosen,
            is_narrowed=bool(chosen),
            periods=_period_links(waiting),
            after=after,
            next_url=_url(chosen, after=rows[-1].id) if has_more else "",
            first_url=_url(chosen) if after else "",
            may_accept=can(ACCEPT, PERMISSION),
            until=now().isoformat(),
        )


def _reason() -> str | None:
    """Return the reason of a rejection, "" when it is missing, none for an acceptance."""
    decision = request.form.get("decision")
    if decision not in ("accept", "reject"):
        abort(400)
    reason = request.form.get("reason", "").replace("\x00", " ").strip()
    return reason if decision == "reject" else None


def _ticked() -> dict[int, int | None]:
    values = request.form.getlist("row")
    matches = [_ROW.fullmatch(value) for value in values]
    if len(values) > PAGE or not all(matches):
        abort(400)
    return {int(match[1]): int(match[2]) for match in matches if match}


def _until(waiting: Waiting) -> Waiting:
    """Leave out what was reported or changed after the page was shown."""
    try:
        until = datetime.fromisoformat(request.form.get("until", ""))
    except ValueError:
        abort(400)
    if until.tzinfo is None or until.year not in YEARS:
        abort(400)
    return replace(waiting, until=until)


def _url(chosen: dict[str, Any], **more: Any) -> str:
    return url_for("AcceptanceView.index", **(chosen | more))


def _period_links(waiting: Waiting) -> list[tuple[str, str, bool]]:
    """Return the usual weeks and months: name, address, and whether it is the shown one."""
    chosen = {key: value for key, value in args_of(waiting).items() if key not in ("first", "last")}
    shown = (waiting.first, waiting.last)
    links = [(_("All"), _url(chosen), shown == (None, None))]
    for name, first, last in periods(today()):
        links.append((name, _url(chosen, first=first, last=last), shown == (first, last)))
    return links
