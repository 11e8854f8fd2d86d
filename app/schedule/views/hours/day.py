"""One day of a person with all its entries, and a person's month as a list of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.assignments.models import Contract
from app.core.access import can, page
from app.core.arguments import read_day, read_key
from app.core.clock import local
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import READ, WRITE
from app.core.views import AppView
from app.extensions import db
from app.positions.queries import rate_kinds
from app.schedule.models import ScheduleEntry
from app.schedule.queries import lock_people
from app.schedule.rules.grid import Lens, make_cell, texts
from app.schedule.rules.worked import Worked, read_worked
from app.schedule.services import entries, grid
from app.schedule.services.book import Book
from app.schedule.services.months import closed_among
from app.schedule.views.hours.page import ENTITY
from app.schedule.views.hours.painting import packed
from app.schedule.views.hours.reading import chosen, read_lens, read_wanted
from app.schedule.views.hours.rows import Addresses, day_heads, month_title, row_sums, totals_of

_NOTE = 500
FIELDS = ("begin", "end", "pause", "amount", "kind", "note")


class HoursDayView(AppView):
    """The dialog behind a cell; on a phone, the days of a person's month."""

    route_base = "/hours"
    class_permission_name = ENTITY
    permission_label = lazy_gettext("Schedule entries")

    @page("/day/<int:contract_id>/<day>", READ)
    def show(self, contract_id: int, day: str) -> str:
        """Show the entries of a day, each in a form of its own."""
        contract, on = _contract(contract_id), read_day(day) or abort(404)
        return _dialog(contract, on)

    @page("/day/<int:contract_id>/<day>", WRITE, methods=["POST"])
    def save(self, contract_id: int, day: str) -> Response | tuple[str, int]:
        """Add, change or remove one entry; answer with the cell, or with the form and why not."""
        contract, on = _contract(contract_id), read_day(day) or abort(404)
        lens = read_lens(request.args)
        try:
            with transaction():
                _act(contract, on, lens, request.form)
        except (DomainError, StaleDataError) as error:
            stale = _("Somebody has just changed it. Look at it again.")
            text = stale if isinstance(error, StaleDataError) else str(error)
            return _dialog(_contract(contract_id), on, error=text, typed=request.form), 422
        wanted = replace(read_wanted(request.args), month=on.replace(day=1))
        found = grid.entries_of([contract_id], on, on, lens)
        cell = make_cell(found.get((contract_id, on), []), lens)
        said = {"contract": contract_id, "day": on.day, **packed(cell)}
        return jsonify(cells=[said], rows=totals_of([contract_id], wanted))

    @page("/person/<int:contract_id>", READ)
    def month(self, contract_id: int) -> str:
        """Show a month of one person, a day a line."""
        contract = _contract(contract_id)
        wanted = replace(read_wanted(request.args), contract_id=contract_id, page=1)
        found = grid.load_grid(wanted)
        days = wanted.days
        row = found.rows[0] if found.rows else None
        return render_template(
            "schedule/person.html",
            title=str(contract.employee),
            contract=contract,
            wanted=wanted,
            addresses=Addresses(found),
            month_title=month_title(wanted.month),
            days=list(zip(day_heads(days), row.cells, strict=True)) if row else [],
            sums=row_sums(row.value, row.planned, wanted.lens) if row else ("", ""),
            is_closed=bool(closed_among([wanted.month])),
            may_write=can(WRITE, ENTITY),
        )


def _contract(contract_id: int) -> Contract:
    query = (
        sa.select(Contract)
        .where(Contract.id == contract_id)
        .options(
            joinedload(Contract.employee),
            joinedload(Contract.client),
            joinedload(Contract.position),
        )
    )
    found: Contract | None = db.session.scalar(query)
    if found is None:
        abort(404)
    return found


def _entries(contract: Contract, day: date) -> list[ScheduleEntry]:
    query = (
        sa.select(ScheduleEntry)
        .where(ScheduleEntry.contract_id == contract.id, ScheduleEntry.day == day)
        .options(
            joinedload(ScheduleEntry.rate_kind),
            joinedload(ScheduleEntry.employee),
            joinedload(ScheduleEntry.changed_by),
        )
        .order_by(ScheduleEntry.started_at, ScheduleEntry.id)
    )
    return list(db.session.scalars(query))


def _dialog(
    contract: Contract, day: date, *, error: str = "", typed: Mapping[str, str] | None = None
) -> str:
    head, lens = day_heads([day])[0], read_lens(request.args)
    may_write, is_closed = can(WRITE, ENTITY), bool(closed_among([day]))
    return render_template(
        "schedule/_hours_day.html",
        contract=contract,
        day=day,
        head=head,
        forms=[_form(one, lens, typed or {}) for one in (*_entries(contract, day), None)],
        kinds=rate_kinds(),
        lens=lens,
        error=error,
        may_write=may_write and not is_closed,
        is_closed=is_closed,
    )


@dataclass(frozen=True)
class EntryForm:
    """An entry of the day, or the one that may be added, and what its fields hold."""

    entry: ScheduleEntry | None
    values: Mapping[str, str]
    key: str


def _form(entry: ScheduleEntry | None, lens: Lens, typed: Mapping[str, str]) -> EntryForm:
    """What was typed and refused is shown again."""
    key = str(entry.id) if entry else ""
    is_typed = bool(typed) and typed.get("entry", "") == key
    values = {name: str(typed.get(name, "")) for name in FIELDS} if is_typed else {}
    return EntryForm(entry, values or _values(entry, lens), key or "new")


def _values(entry: ScheduleEntry | None, lens: Lens) -> dict[str, str]:
    values = dict.fromkeys(FIELDS, "")
    if entry is None:
        return values | {"kind": str(lens.kind.id) if lens.kind else ""}
    values |= {"kind": str(entry.rate_kind_id or ""), "note": entry.note or ""}
    if entry.started_at is None or entry.ended_at is None:
        return values | {"amount": texts(entry)[0]}
    return values | {
        "begin": f"{local(entry.started_at):%H:%M}",
        "end": f"{local(entry.ended_at):%H:%M}",
        "pause": str(entry.pause or ""),
    }


def _act(contract: Contract, day: date, lens: Lens, form: Mapping[str, str]) -> None:
    """Do what the pressed button says."""
    pk, act = read_key(form.get("entry")), form.get("act", "save")
    lock_people([contract.id])
    book = Book([contract.id], day, day)
    if pk is None:
        worked = _worked(day, form)
        book.check(contract.id, day, worked, is_planned=lens.is_plan)
        entries.draft(contract, day, worked, is_planned=lens.is_plan).note = _note(form)
        return
    entry = next((one for one in _entries(contract, day) if one.id == pk), None)
    if entry is None or str(entry.revision) != form.get("revision"):
        raise DomainError(_("Somebody has just changed it. Look at it again."))
    if act == "remove":
        entries.remove(entry)
        return
    entries.require_open(entry, book)
    worked = _worked(day, form)
    with db.session.no_autoflush:  # the note is written together with the rest
        entry.note = _note(form)
        if act == "report":
            entries.confirm(entry, worked, book=book)
        elif worked != entries.worked_of(entry):
            entries.change(entry, day, worked, book=book)


def _worked(day: date, form: Mapping[str, str]) -> Worked:
    """Read from when to when, or a number where no times are given."""
    kind_id = read_key(form.get("kind"))
    kind = next((one for one in rate_kinds() if one.id == kind_id), None) if kind_id else None
    begin, end = form.get("begin", "").strip(), form.get("end", "").strip()
    text = form.get("amount", "")
    if begin or end:
        pause = form.get("pause", "").strip()
        text = f"{begin}-{end} ({pause})" if pause not in ("", "0") else f"{begin}-{end}"
    return read_worked(day, text[:60], chosen(kind))


def _note(form: Mapping[str, Any]) -> str | None:
    return " ".join(str(form.get("note", "")).replace("\x00", " ").split())[:_NOTE] or None
