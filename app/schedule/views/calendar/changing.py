"""One shift of the calendar: added, changed, moved by hand, taken out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.assignments.models import Contract
from app.core.access import page
from app.core.arguments import read_day, read_key
from app.core.clock import local, today
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import WRITE
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import lock_people
from app.schedule.queries.calendar import Whose, contracts_on, month_of
from app.schedule.rules.moving import on_day
from app.schedule.services import entries
from app.schedule.services.book import Book
from app.schedule.views.calendar.answers import changed
from app.schedule.views.calendar.forms import ShiftForm, shift_values
from app.schedule.views.calendar.rows import bar, said

#: So many people of the client a shift can be given to in its dialog.
_MOST_OFFERED = 500


class Stale(Exception):  # noqa: N818 - a verdict: somebody was faster
    """Somebody has changed the shift since it was shown; says who and what."""


class ChangingMixin:
    """The endpoints of single shifts."""

    @page("/add", WRITE, methods=("GET", "POST"))
    def add(self) -> Response | str | tuple[str, int]:
        """Ask for a shift of a person on a day, and add it."""
        contract = _contract(request.values.get("contract"))
        day = read_day(request.values.get("day")) or max(contract.starts_on, today())
        form = ShiftForm(request.form or None, data={"contract": str(contract.id), "day": day})
        form.offer([contract])
        context = {"title": _("Add a shift"), "contract": contract, "entry": None}
        if request.method != "POST":
            return _shift_page(form, **context)
        return _saved(form, lambda: _add(contract, form), context)

    @page("/edit/<int:pk>", WRITE, methods=("GET", "POST"))
    def edit(self, pk: int) -> Response | str | tuple[str, int]:
        """Show a shift and change it; its revision tells whether it is still what was shown."""
        entry = _entry(pk)
        form = ShiftForm(request.form or None, data=shift_values(entry))
        of_client = Whose(client_id=entry.client_id)
        contracts = contracts_on(of_client, month_of(entry.day), most=_MOST_OFFERED)
        form.offer(contracts if entry.state is EntryState.planned else [entry.contract])
        context = {"title": _("Shift"), "contract": entry.contract, "entry": entry}
        if request.method != "POST":
            return _shift_page(form, **context)
        return _saved(form, lambda: _change(entry, form), context)

    @page("/move", WRITE, methods=("POST",))
    def move(self) -> Response | tuple[Response, int]:
        """Put a shift on another day, or give it to another person; answers in words."""
        entry = _entry(read_key(request.form.get("entry")))
        contract = _contract(request.form.get("contract"))
        day = read_day(request.form.get("day"))
        if day is None:
            abort(400)
        try:
            with transaction():
                _require_fresh(entry, contract)
                _move(entry, contract, day)
        except Stale as stale:
            return jsonify(message=str(stale)), 409
        except DomainError as refusal:
            return jsonify(message=str(refusal)), 422
        shown = bar(entry, may_move=True)
        moved = _("Moved: %(person)s, %(shift)s.", person=contract.employee, shift=shown.label)
        return jsonify(message=moved, revision=entry.revision, label=shown.label)

    @page("/remove/<int:pk>", WRITE, methods=("POST",))
    def remove(self, pk: int) -> Response | tuple[str, int]:
        """Take a shift out."""
        entry = _entry(pk)
        day = entry.day
        form = ShiftForm(None, data=shift_values(entry))
        form.offer([entry.contract])
        context = {"title": _("Shift"), "contract": entry.contract, "entry": entry}
        try:
            with transaction():
                _require_fresh(entry, entry.contract)
                entries.remove(entry)
        except (DomainError, Stale) as refusal:
            return _refused(form, refusal, context)
        flash(_("The shift was removed."), "success")
        return changed(day, entry.client_id)


def _saved(
    form: ShiftForm, act: Callable[[], ScheduleEntry], context: dict[str, Any]
) -> Response | tuple[str, int]:
    if not form.validate():
        return _shift_page(form, **context), 422
    try:
        with transaction():
            entry = act()
    except (DomainError, Stale) as refusal:
        return _refused(form, refusal, context)
    flash(_("Saved."), "success")
    return changed(entry.day, entry.client_id, focus=entry.id)


def _refused(form: ShiftForm, refusal: Exception, context: dict[str, Any]) -> tuple[str, int]:
    form.form_errors = [*form.form_errors, str(refusal)]
    return _shift_page(form, **context), 409 if isinstance(refusal, Stale) else 422


def _shift_page(form: ShiftForm, **context: Any) -> str:
    entry, contract = context["entry"], context["contract"]
    back = url_for("CalendarView.index", client=contract.client_id, day=form.day.data)
    return render_template(
        "schedule/shift.html",
        form=form,
        back_url=back,
        planned=_planned(entry) if entry else "",
        is_locked=entry is not None and entry.state is EntryState.settled,
        **context,
    )


def _planned(entry: ScheduleEntry) -> str:
    """Return the plan where something else was reported."""
    if entry.state is EntryState.planned or entry.is_as_planned or not entry.planned_minutes:
        return ""
    plan = ScheduleEntry(
        day=entry.day,
        started_at=entry.planned_started_at,
        ended_at=entry.planned_ended_at,
        minutes=entry.planned_minutes,
    )
    return said(plan)


def _add(contract: Contract, form: ShiftForm) -> ScheduleEntry:
    day = form.day.data
    write = entries.report if form.as_worked.data else entries.plan
    entry = write(contract, day, form.worked(day))
    entry.note = form.note.data
    return entry


def _change(entry: ScheduleEntry, form: ShiftForm) -> ScheduleEntry:
    """Change hours, day and person; a plan that was worked is reported by the way."""
    day, contract = form.day.data, _contract(form.contract.data)
    _require_fresh(entry, contract)
    entries.require_open(entry, Book([entry.contract_id], entry.day, entry.day))
    worked = form.worked(day)
    if contract.id != entry.contract_id:
        entries.hand_over(entry, contract, day)
    is_report = bool(form.as_worked.data) and entry.state is EntryState.planned
    if is_report and day == entry.day:
        entries.confirm(entry, worked)
    elif worked != entries.worked_of(entry) or day != entry.day:
        entries.change(entry, day, worked)
        if is_report:
            entries.confirm(entry)
    entry.note = form.note.data
    return entry


def _move(entry: ScheduleEntry, contract: Contract, day: date) -> None:
    if contract.id != entry.contract_id:
        entries.hand_over(entry, contract, day)
    elif day != entry.day:
        entries.change(entry, day, on_day(entries.worked_of(entry), day))


def _require_fresh(entry: ScheduleEntry, contract: Contract) -> None:
    """Refuse when somebody has changed the shift since it was shown: who, when, to what."""
    lock_people({entry.contract_id, contract.id})
    try:
        db.session.refresh(entry, with_for_update={"of": ScheduleEntry})
    except InvalidRequestError:  # somebody has just removed it
        abort(404)
    if read_key(request.form.get("revision")) == entry.revision:
        return
    raise Stale(
        _("%(who)s has changed the shift on %(when)s. It is now: %(what)s.",
          who=entry.changed_by or _("System"), when=f"{local(entry.changed_on):%d.%m.%Y %H:%M}",
          what=f"{entry.employee}, {bar(entry, may_move=False).label}")
    )  # fmt: skip


def _entry(pk: int | None) -> ScheduleEntry:
    """Return an entry of the user's scope."""
    query = sa.select(ScheduleEntry).where(ScheduleEntry.id == pk)
    found: ScheduleEntry | None = db.session.scalar(
        query.options(
            joinedload(ScheduleEntry.contract),
            joinedload(ScheduleEntry.employee),
            joinedload(ScheduleEntry.rate_kind),
        )
    )
    return found or abort(404)


def _contract(text: str | None) -> Contract:
    query = sa.select(Contract).where(Contract.id == read_key(text))
    found: Contract | None = db.session.scalar(
        query.options(joinedload(Contract.employee), joinedload(Contract.client))
    )
    return found or abort(404)
