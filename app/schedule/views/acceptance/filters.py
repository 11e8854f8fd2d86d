"""What the page of hours to accept is narrowed by, read from the address and written into it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, validators

from app.clients.models import Client
from app.core.forms import widgets
from app.core.forms.fields import CheckField, RelationField
from app.employees.models import Employee
from app.schedule.queries.waiting import Waiting

_NAMES = ("client", "employee", "first", "last", "differences")


def _day(label: Any) -> DateField:
    return DateField(label, [validators.Optional()], widget=widgets.Date())


def filter_form(args: MultiDict[str, str]) -> Any:
    """Return the bound form; what cannot be read is shown with its error and narrows nothing."""
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
        "first": _day(lazy_gettext("From")),
        "last": _day(lazy_gettext("To")),
        "differences": CheckField(lazy_gettext("Only differences from the plan")),
    }
    known = MultiDict((key, value) for key, value in args.items(multi=True) if key in _NAMES)
    form = type("AcceptanceFilter", (Form,), fields)(known)
    form.validate()
    return form


def waiting_of(form: Any) -> Waiting:
    """Return the narrowing a form says."""
    return Waiting(
        client_id=form.client.data.id if form.client.data else None,
        employee_id=form.employee.data.id if form.employee.data else None,
        first=form.first.data,
        last=form.last.data,
        only_differences=bool(form.differences.data),
    )


def args_of(waiting: Waiting) -> dict[str, Any]:
    """Return the arguments of the address of a narrowing."""
    values = {
        "client": waiting.client_id,
        "employee": waiting.employee_id,
        "first": waiting.first,
        "last": waiting.last,
        "differences": "y" if waiting.only_differences else None,
    }
    return {key: value for key, value in values.items() if value is not None}


def periods(day: date) -> list[tuple[str, date, date]]:
    """Return the weeks and months one usually decides on, with their names."""
    monday, first = day - timedelta(days=day.weekday()), day.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    week = timedelta(days=6)
    return [
        (_("This week"), monday, monday + week),
        (_("Last week"), monday - timedelta(days=7), monday - timedelta(days=1)),
        (_("This month"), first, next_month - timedelta(days=1)),
        (_("Last month"), before, first - timedelta(days=1)),
    ]
