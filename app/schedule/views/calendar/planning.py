"""Many shifts at once: „Kopiuj tydzień” and „Dodaj zbiorczo”, each with one question before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.assignments.models import Contract
from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import WRITE
from app.schedule.queries.calendar import Span, contracts_on, count_on, entries_on, week_of
from app.schedule.rules.holidays import public_holidays
from app.schedule.services import planning
from app.schedule.services.planning import Checked, Proposal, Refusal
from app.schedule.views.calendar.address import Place, open_place
from app.schedule.views.calendar.answers import changed
from app.schedule.views.calendar.forms import BulkForm, CopyForm

Proposals = list[Proposal | Refusal]
_NAMED = 50
#: What the question does not repeat of the form before it.
_OWN = ("csrf_token", "confirmed")
#: So many people are offered to be ticked.
MOST_PEOPLE = 300


class PlanningMixin:
    """The endpoints that add several shifts."""

    @page("/copy", WRITE, methods=("GET", "POST"))
    def copy(self) -> Response | str | tuple[str, int]:
        """Ask which week is copied to how many others; say what will happen; do it."""
        place = open_place(request.args)
        form = CopyForm(request.form or None, data={"week": place.day, "weeks": 1})
        if request.method != "POST":
            return _page(form, place, is_copy=True)
        if not form.validate():
            return _page(form, place, is_copy=True), 422
        span = week_of(form.week.data)
        return _answer(
            form, place, lambda: _copied(place, span, form.weeks.data or 1), is_copy=True
        )

    @page("/bulk", WRITE, methods=("GET", "POST"))
    def bulk(self) -> Response | str | tuple[str, int]:
        """Ask for people, days and hours; say what will happen; do it."""
        place = open_place(request.args)
        contracts = contracts_on(place.whose, place.span, most=MOST_PEOPLE)
        usual = {
            "first": place.span.first,
            "last": place.span.last,
            "weekdays": ["0", "1", "2", "3", "4"],
        }
        form = BulkForm(request.form or None, contracts, data=usual)
        if request.method != "POST":
            return _page(form, place, is_copy=False)
        if not form.validate():
            return _page(form, place, is_copy=False), 422
        return _answer(form, place, lambda: _same_hours(form, contracts), is_copy=False)


def _answer(
    form: Any, place: Place, propose: Callable[[], Proposals], *, is_copy: bool
) -> Response | str | tuple[str, int]:
    """Show what would be added and what refused; with the answer „yes”, add it."""
    is_confirmed = request.form.get("confirmed") == "y"
    try:
        if is_confirmed:
            with transaction():
                checked = planning.add(propose())
        else:
            checked = planning.check(propose())
    except DomainError as refusal:
        form.form_errors = [*form.form_errors, str(refusal)]
        return _page(form, place, is_copy=is_copy), 422
    if not is_confirmed:
        return _page(form, place, is_copy=is_copy, checked=checked)
    words = _("Shifts added: %(count)s.", count=len(checked.possible))
    if checked.refused:
        words += " " + _("Left out: %(count)s.", count=len(checked.refused))
    flash(words, "warning" if checked.refused else "success")
    return changed(place.day, place.whose.client_id)


def _page(form: Any, place: Place, *, is_copy: bool, checked: Checked | None = None) -> str:
    here = "CalendarView.copy" if is_copy else "CalendarView.bulk"
    return render_template(
        "schedule/copy.html" if is_copy else "schedule/bulk.html",
        title=_("Copy a week") if is_copy else _("Add several shifts"),
        form=form,
        action=url_for(here, **place.args()),
        back_url=place.url(),
        checked=checked,
        named=checked.refused[:_NAMED] if checked else [],
        more=max(0, len(checked.refused) - _NAMED) if checked else 0,
        most=MOST_PEOPLE,
        typed=[(key, value) for key, value in request.form.items(multi=True) if key not in _OWN],
    )


def _copied(place: Place, span: Span, weeks: int) -> Proposals:
    planning.require_few(count_on(place.whose, span) * weeks)
    rows = entries_on(place.whose, span, most=planning.MOST + 1)
    return planning.weeks_copied(rows, weeks)


def _same_hours(form: BulkForm, contracts: list[Contract]) -> Proposals:
    chosen = set(form.contracts.data or ())
    first, last = form.first.data, form.last.data
    holidays = public_holidays({first.year, last.year})
    days = [
        day
        for step in range((last - first).days + 1)
        if str((day := first + timedelta(days=step)).weekday()) in form.weekdays.data
        and (form.on_holidays.data or day not in holidays)
    ]
    people = [contract for contract in contracts if str(contract.id) in chosen]
    planning.require_few(len(people) * len(days))
    wanted: Proposals = []
    for contract in people:
        for day in days:
            try:
                wanted.append(Proposal(contract, day, form.worked(day), form.note.data))
            except DomainError as refusal:
                wanted.append(Refusal(contract, day, str(refusal)))
    return wanted
