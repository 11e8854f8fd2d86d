"""What the address of the calendar says: whose it is, which days, how they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.clients.models import Client
from app.core.arguments import read_day, read_key
from app.core.clock import today
from app.employees.models import Employee
from app.extensions import db
from app.schedule.queries.calendar import Span, Whose, month_of, week_of

MONTH, WEEK, DAY = "month", "week", "day"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """Where in the calendar somebody is."""

    day: date
    shown: str = MONTH
    whose: Whose = field(default_factory=Whose)
    after: int = 0
    is_embedded: bool = False

    @property
    def span(self) -> Span:
        """Return the days that are shown."""
        if self.shown == MONTH:
            return month_of(self.day)
        return week_of(self.day) if self.shown == WEEK else Span(self.day, self.day)

    @property
    def title(self) -> str:
        """Return the shown days in words."""
        if self.shown == MONTH:
            return str(format_date(self.day, "LLLL y"))
        if self.shown == DAY:
            return str(format_date(self.day, "EEEE, d MMMM y"))
        span = self.span
        return f"{span.first:%d.%m} – {span.last:%d.%m.%Y}"

    def args(self) -> dict[str, Any]:
        """Return the arguments of this place."""
        values = {
            "view": self.shown,
            "day": self.day,
            "client": self.whose.client_id,
            "employee": self.whose.employee_id,
            "after": self.after or None,
            "embedded": "y" if self.is_embedded else None,
        }
        return {key: value for key, value in values.items() if value is not None}

    def url(self, **changes: Any) -> str:
        """Return the address of this place with changes; another time begins at the first row."""
        changed = replace(self, **({"after": 0} | changes))
        return url_for("CalendarView.index", **changed.args())

    def steps(self) -> tuple[str, str]:
        """Return the addresses of the time before and after."""
        span = self.span
        before, after = span.first - _ONE_DAY, span.last + _ONE_DAY
        return self.url(day=_start(before, self.shown)), self.url(day=after)

    def shapes(self) -> list[tuple[str, str, bool]]:
        """Return the ways to show it: name, address, and whether it is the shown one."""
        names = ((MONTH, _("Month")), (WEEK, _("Week")), (DAY, _("Day")))
        return [(name, self.url(shown=key), key == self.shown) for key, name in names]


def _start(day: date, shown: str) -> date:
    if shown == MONTH:
        return day.replace(day=1)
    return week_of(day).first if shown == WEEK else day


def read_place(args: MultiDict[str, str]) -> Place:
    """Return what an address says; what cannot be read is left out."""
    shown = args.get("view", MONTH)
    return Place(
        day=read_day(args.get("day")) or today(),
        shown=shown if shown in (WEEK, DAY) else MONTH,
        whose=Whose(read_key(args.get("client")), read_key(args.get("employee"))),
        after=read_key(args.get("after")) or 0,
        is_embedded="embedded" in args,
    )


def open_place(args: MultiDict[str, str]) -> Place:
    """Return what an address says; a client or employee the user does not reach does not exist."""
    place = read_place(args)
    for model, pk in ((Client, place.whose.client_id), (Employee, place.whose.employee_id)):
        if pk is not None and db.session.scalar(sa.select(model.id).where(model.id == pk)) is None:
            abort(404)
    return place
