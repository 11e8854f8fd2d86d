"""The calendar and the endpoints behind its dialogs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.clients.models import Client
from app.core.access import can, page
from app.core.clock import today
from app.core.forms.fields import RelationField
from app.core.permissions import READ, WRITE
from app.core.views import AppView
from app.employees.models import Employee
from app.schedule.enums import EntryState
from app.schedule.queries.calendar import Span, closed_months, contracts_page, entries_of
from app.schedule.views.calendar.address import DAY, MONTH, Place, open_place
from app.schedule.views.calendar.changing import ChangingMixin
from app.schedule.views.calendar.planning import PlanningMixin
from app.schedule.views.calendar.rows import MARKS, grouped, heads

PERMISSION = "ScheduleEntries"


class CalendarView(ChangingMixin, PlanningMixin, AppView):
    """Who works when: a page of its own, and a tab of clients and employees."""

    route_base = "/calendar"
    class_permission_name = PERMISSION
    permission_label = lazy_gettext("Schedule entries")
    menu_icon = "calendar-month"

    @page("/", READ)
    def index(self) -> str:
        """Show a month, a week or a day."""
        place = open_place(request.args)
        span, may_write = place.span, can(WRITE, PERMISSION)
        contracts, has_more = contracts_page(place.whose, span, place.after)
        shown = heads(span, closed_months(span))
        groups = grouped(contracts, _entries(contracts, place), shown, may_write=may_write)
        before, after = place.steps()
        return render_template(
            "schedule/calendar.html",
            title=_("Calendar"),
            today=today(),
            place=place,
            form=None if place.is_embedded else _whose_form(request.args),
            heads=shown,
            groups=groups,
            before_url=before,
            after_url=after,
            next_url=place.url(after=contracts[-1].id) if has_more else "",
            first_url=place.url() if place.after else "",
            is_month=place.shown == MONTH,
            is_day=place.shown == DAY,
            states=[(state, MARKS[state]) for state in EntryState],
            may_write=may_write,
            names_clients=place.whose.client_id is None,
        )


def _entries(contracts: list[Any], place: Place) -> Any:
    """Return the entries of the rows; a single day also shows the end of the night before."""
    span = place.span
    if place.shown == DAY:
        span = Span(span.first - timedelta(days=1), span.last)
    return entries_of([one.id for one in contracts], span)


def _whose_form(args: MultiDict[str, str]) -> Any:
    fields = {
        "client": RelationField(
            lazy_gettext("Client"), view="ContractView", column="client", choices=sa.select(Client)
        ),
        "employee": RelationField(
            lazy_gettext("Employee"),
            view="ContractView",
            column="employee",
            choices=sa.select(Employee),
        ),
    }
    known = MultiDict((key, value) for key, value in args.items(multi=True) if key in fields)
    form = type("WhoseForm", (Form,), fields)(known)
    form.validate()
    return form
