"""The page of the month grid, and what its cells and buttons send."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.clients.models import Client
from app.core.access import can, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.permissions import ACCEPT, MANAGE, READ, WRITE
from app.core.views import AppView
from app.extensions import db
from app.positions.queries import rate_kinds
from app.schedule.enums import EntryState
from app.schedule.queries import RULES
from app.schedule.rules.grid import Lens, amount_text, is_quantity
from app.schedule.services import deciding, grid
from app.schedule.services.cells import Answer, Typed, write
from app.schedule.services.months import closed_among
from app.schedule.views.hours.painting import answered
from app.schedule.views.hours.reading import day_of, read_typed, read_wanted
from app.schedule.views.hours.rows import (
    Addresses,
    args_of,
    day_heads,
    month_title,
    painted,
    totals_of,
)

ENTITY = "ScheduleEntries"


class HoursView(AppView):
    """People and days of a month: typed, pasted, copied, accepted."""

    route_base = "/hours"
    class_permission_name = ENTITY
    permission_label = lazy_gettext("Schedule entries")
    menu_icon = "table"

    @page("/", READ)
    def index(self) -> str:
        """Show the month the address asks for."""
        found = grid.load_grid(read_wanted(request.args))
        wanted, sums = found.wanted, found.sums()
        return render_template(
            "schedule/hours.html",
            title=_("Month grid"),
            grid=found,
            wanted=wanted,
            args=args_of(wanted),
            addresses=Addresses(found),
            heads=day_heads(wanted.days),
            rows=painted(found),
            sums=[amount_text(value, wanted.lens) if value else "" for value in sums],
            total=amount_text(sum(sums), wanted.lens),
            month_title=month_title(wanted.month),
            client=_client(wanted.client_id),
            positions=grid.positions_of(wanted),
            kinds=rate_kinds(),
            states=list(EntryState),
            is_quantity=is_quantity(wanted.lens),
            is_closed=bool(closed_among([wanted.month])),
            may_write=can(WRITE, ENTITY),
            may_accept=can(ACCEPT, ENTITY),
            may_close=can(MANAGE, "ClosedMonths"),
        )

    @page("/save", WRITE, methods=["POST"])
    def save(self) -> Response:
        """Write a batch of cells; one that is refused leaves the others alone."""
        wanted = read_wanted(request.form)
        try:
            typed = read_typed(request.form.get("cells", ""), wanted.month)
            answers = _write(typed, wanted.lens)
        except DomainError as error:
            return _refused(str(error))
        ids = sorted({answer.typed.contract_id for answer in answers})
        return jsonify(cells=list(map(answered, answers)), rows=totals_of(ids, wanted))

    @page("/before", WRITE)
    def before(self) -> Response:
        """Return what the same weekdays said before, to be typed again: contract, day, text.

        ``from`` tells how far back: the week before each day, else the month before.
        """
        wanted = read_wanted(request.args)
        try:
            first = day_of(wanted.month, request.args.get("first"))
            last = day_of(wanted.month, request.args.get("last"))
        except DomainError as error:
            return _refused(str(error))
        is_week = request.args.get("from") == "week"
        ids = grid.contract_ids(wanted)
        return jsonify(cells=_texts_before(ids, first, last, wanted, is_week=is_week))

    @page("/accept", ACCEPT, methods=["POST"])
    def accept(self) -> Response:
        """Accept whatever is reported on the page."""
        wanted = read_wanted(request.form)
        try:
            with transaction():
                count = _accept(wanted)
        except DomainError as error:
            flash(str(error), "danger")
        except StaleDataError:
            flash(_("Somebody has just changed it. Look at it again."), "danger")
        else:
            flash(_("Accepted: %(count)s.", count=count), "success")
        return redirect(url_for("HoursView.index", **args_of(wanted)))


def _write(typed: list[Typed], lens: Lens) -> list[Answer]:
    """Write; when somebody else was faster with one of the cells, look at them again."""
    for _attempt in range(2):
        try:
            with transaction():
                return write(typed, lens)
        except StaleDataError:
            continue
    raise DomainError(_("Somebody else is changing the same cells. Try again in a moment."))


def _texts_before(
    ids: list[int], first: date, last: date, wanted: grid.Wanted, *, is_week: bool
) -> list[tuple[int, int, str]]:
    """A month back is four weeks, or five for the days whose fourth week is this month."""
    found = grid.texts_before(ids, first, last, wanted.lens, weeks=1 if is_week else 4)
    if not is_week:
        fifth = wanted.month + timedelta(weeks=4)
        found = [one for one in found if one[1] < fifth]
        found += grid.texts_before(ids, max(first, fifth), last, wanted.lens, weeks=5)
    return [(contract_id, day.day, text) for contract_id, day, text in found]


def _accept(wanted: grid.Wanted) -> int:
    """Leave out what the same person has reported where four eyes are asked for."""
    entries = grid.reported_of(grid.contract_ids(wanted), wanted)
    if RULES.get("four_eyes"):
        entries = [one for one in entries if one.reported_by_id != acting_user_id()]
    if not entries:
        raise DomainError(_("Nothing on this page waits for your acceptance."))
    deciding.accept(entries)
    return len(entries)


def _client(pk: int | None) -> Client | None:
    return db.session.scalar(sa.select(Client).where(Client.id == pk)) if pk else None


def _refused(text: str) -> Response:
    response: Response = jsonify(error=text)
    response.status_code = 422
    return response
