"""Entries of the schedule and their split."""

from datetime import date

from app.assignments.models import Contract
from app.clients.models import Client
from app.employees.models import Employee
from app.extensions import db
from app.positions.models import Position, RateKind
from app.schedule.enums import EntryState
from app.schedule.models import ClosedMonth, EntryPart, ScheduleEntry
from tests.security.world import fill

DAY = date(2097, 1, 14)
#: A day of another contract, on which nothing is planned yet.
_FREE = "2099-01-20"
PAGES = {
    "AcceptanceView.index GET": ("/acceptance/?client={Client}&first=2026-01-01", {}),
    "AcceptanceView.decide POST": (
        "/acceptance/decide", {"decision": "accept", "row": "{ScheduleEntry}:1"},
    ),
    "ScheduleSettingsView.index GET": ("/schedule-settings/", {}),
    "ScheduleSettingsView.save POST": ("/schedule-settings/", {"four_eyes": "y"}),
    "HoursView.index GET": ("/hours/?month=2097-01", {}),
    "HoursView.before GET": (
        "/hours/before?month=2097-01&from=week&first=2097-01-21&last=2097-01-21", {},
    ),
    "HoursView.save POST": (
        "/hours/save",
        {"month": "2099-01", "mode": "plan", "cells": '[[{Contract}, 20, "6-14", "", 0]]'},
    ),
    "HoursView.accept POST": ("/hours/accept", {"month": "2097-01"}),
    "HoursDayView.show GET": ("/hours/day/{Contract}/2099-01-20", {}),
    "HoursDayView.month GET": ("/hours/person/{Contract}?month=2099-01", {}),
    "HoursDayView.save POST": (
        f"/hours/day/{{Contract}}/{_FREE}?mode=plan", {"begin": "6:00", "end": "14:00"},
    ),
    "ClosedMonthView.close POST": ("/closed-months/close", {"month": "2098-12"}),
    "ClosedMonthView.open POST": (
        "/closed-months/open", {"month": "2098-11", "reason": "Spóźniona lista"},
    ),
}  # fmt: skip


def common(_world):
    """A month that can be opened again."""
    db.session.add(ClosedMonth(month=date(2098, 11, 1)))


def of_client(side, world):
    """Eight reported hours, and others that are accepted; their contract cannot be deleted."""
    who = {"client_id": side.ids[Client], "employee_id": side.ids[Employee]}
    contract = fill(
        Contract, side.mark, number=f"{side.mark} G/1", position_id=side.ids[Position],
        starts_on=date(2097, 1, 1), ends_on=date(2097, 3, 31), cancel_reason=None, **who,
    )  # fmt: skip
    db.session.add(contract)
    db.session.flush()
    who["contract_id"] = contract.id
    said = {"state": EntryState.reported, "minutes": 480, "reject_reason": None}
    accepted = fill(
        ScheduleEntry, side.mark, day=date(2097, 1, 15), import_key=f"{side.mark} accepted",
        **who, **(said | {"state": EntryState.accepted}),
    )  # fmt: skip
    side.save(accepted)
    own = {key: who[key] for key in ("client_id", "contract_id")}
    kinds = str(world.ids[RateKind])
    side.save(
        fill(EntryPart, side.mark, entry_id=accepted.id, day=accepted.day, minutes=480,
             kinds=kinds, **own)
    )  # fmt: skip
    side.save(fill(ScheduleEntry, side.mark, day=DAY, **who, **said))
