"""Grafik › Wpisy grafikowe: every entry in one list, and its tabs on contracts and employees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.core.access import can
from app.core.arguments import read_key
from app.core.clock import local
from app.core.permissions import WRITE
from app.core.views import AppModelView, Interface
from app.core.views.cells import EMPTY
from app.core.views.pages import ListPage
from app.schedule.models import ScheduleEntry
from app.schedule.rules.durations import as_clock, rounded_hours

_WHO = ["employee", "client", "contract"]
_WORKED = ["started_at", "ended_at", "pause", "minutes", "quantity", "rate_kind"]
_PLANNED = ["planned_started_at", "planned_ended_at", "planned_minutes", "planned_quantity"]
_DECIDED = ["reported_by", "reported_at", "decided_by", "decided_at", "reject_reason"]


def _hours(minutes: int | None) -> Any:
    return EMPTY if minutes is None else as_clock(minutes)


def _time(instant: Any) -> Any:
    """Write the clock alone: the day stands in a column of its own."""
    return EMPTY if instant is None else f"{local(instant):%H:%M}"


class ScheduleEntryView(AppModelView):
    """Entries of the schedule; they are written on the grid, in the calendar and by imports."""

    datamodel = Interface(
        ScheduleEntry,
        joinedload(ScheduleEntry.employee),
        joinedload(ScheduleEntry.client),
        joinedload(ScheduleEntry.contract),
        joinedload(ScheduleEntry.rate_kind),
    )
    route_base = "/schedule-entries"
    class_permission_name = "ScheduleEntries"
    menu_icon = "list-details"
    exclude_route_methods = {"download", "add", "edit", "delete", "history"}
    parent_columns = ("contract", "employee", "client")
    weak_columns = ("state", "source", "rate_kind")
    columns_by_client = ("day", "state")
    label_columns = {
        "minutes": lazy_gettext("Hours"),
        "planned_minutes": lazy_gettext("Planned hours"),
    }
    list_columns = [
        "day", *_WHO, *_WORKED, "state", "source", *_PLANNED, "note", "reported_at",
        "decided_at", "reject_reason", "created_on", "changed_on",
    ]  # fmt: skip
    default_columns = (
        "day", *_WHO, "started_at", "ended_at", "minutes", "quantity", "rate_kind", "state",
        "source",
    )  # fmt: skip
    order_columns = ["day"]
    base_order = ("day", "desc")
    search_columns = ["day", "client", "employee", "contract", "state", "source", "rate_kind"]
    show_fieldsets = [
        (lazy_gettext("Who and what"), {"fields": ["day", *_WHO, "state", "source", "note"]}),
        (lazy_gettext("Worked"), {"fields": _WORKED}),
        (lazy_gettext("Planned"), {"fields": _PLANNED}),
        (lazy_gettext("Reported and decided"), {"fields": _DECIDED}),
    ]
    add_columns: list[str] = []
    edit_columns: list[str] = []
    formatters_columns = {
        "minutes": _hours,
        "planned_minutes": _hours,
        "started_at": _time,
        "ended_at": _time,
        "pause_started_at": _time,
        "planned_started_at": _time,
        "planned_ended_at": _time,
    }
    file_values = {"minutes": rounded_hours, "planned_minutes": rounded_hours}
    empty_hint = lazy_gettext("Enter hours in the month grid, or change the filters.")

    def list_page(self) -> ListPage:
        """Lead to where hours are entered: the month of the contract, of the client, of all."""
        found: ListPage = super().list_page()
        if not can(WRITE, self.class_permission_name):
            return found
        contract_id = read_key(request.args.get("_rel_contract"))
        if contract_id:
            url = url_for("HoursDayView.month", contract_id=contract_id)
        else:
            url = url_for("HoursView.index", client=read_key(request.args.get("_rel_client")))
        return replace(found, add_url=url, add_label=str(_("Enter hours")))
