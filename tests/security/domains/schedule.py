"""Entries of the schedule, their split, and imports of hours."""

from datetime import date

import sqlalchemy as sa

from app.assignments.models import Contract
from app.background import files
from app.clients.models import Client
from app.employees.models import Employee
from app.extensions import db
from app.positions.models import Position, RateKind
from app.schedule.enums import EntryState, ImportState, RowVerdict
from app.schedule.models import (
    ClosedMonth,
    EntryPart,
    HoursImport,
    HoursImportRow,
    HoursLayout,
    ScheduleEntry,
)
from tests.security.visits import Upload
from tests.security.world import fill

DAY = date(2097, 1, 14)
#: A day of another contract, on which nothing is planned yet.
_FREE = "2099-01-20"
HOURS = b"Nr umowy;Data;Od;Do\r\nU/1;2026-10-05;6:00;14:00\r\n"
LAYOUT = {
    "form": "long", "header_row": 1, "month": None, "month_first": False,
    "columns": [[0, "Nr umowy", "contract", None], [1, "Data", "day", None],
                [2, "Od", "begin", None], [3, "Do", "end", None]],
}  # fmt: skip
ADD = {"HoursImportView": {"file": Upload("godziny.csv", HOURS)}}
_COLUMNS = {
    "shown": "|1", "header_row": "1", "is_remembered": "y", "name": "Zeszyt", "col_0": "contract",
    "col_1": "day", "col_2": "begin", "col_3": "end",
}  # fmt: skip
PAGES = {
    "AcceptanceView.index GET": ("/acceptance/?client={Client}&first=2026-01-01", {}),
    "AcceptanceView.decide POST": (
        "/acceptance/decide", {"decision": "accept", "row": "{ScheduleEntry}:1"},
    ),
    "CalendarView.index GET": ("/calendar/?client={Client}&day=2097-01-14", {}),
    "CalendarView.add GET": ("/calendar/add?contract={shift_contract}&day=2097-01-20", {}),
    "CalendarView.add POST": (
        "/calendar/add",
        {"contract": "{shift_contract}", "day": "2097-01-20", "begin": "6", "end": "14", "note": "N"},
    ),
    "CalendarView.edit GET": ("/calendar/edit/{shift}", {}),
    "CalendarView.edit POST": (
        "/calendar/edit/{shift}",
        {
            "revision": "1", "contract": "{shift_contract}", "day": "2097-01-21", "amount": "7",
            "note": "x",
        },
    ),
    "CalendarView.move POST": (
        "/calendar/move",
        {"entry": "{shift}", "revision": "1", "contract": "{shift_contract}", "day": "2097-01-22"},
    ),
    "CalendarView.remove POST": ("/calendar/remove/{shift}", {"revision": "1"}),
    "CalendarView.copy GET": ("/calendar/copy?client={Client}&day=2097-01-14", {}),
    "CalendarView.copy POST": (
        "/calendar/copy?client={Client}&day=2097-01-14",
        {"week": "2097-01-14", "weeks": "1", "confirmed": "y"},
    ),
    "CalendarView.bulk GET": ("/calendar/bulk?client={Client}&day=2097-01-14", {}),
    "CalendarView.bulk POST": (
        "/calendar/bulk?client={Client}&day=2097-01-14",
        {
            "contracts": "{shift_contract}", "weekdays": "1", "first": "2097-01-20",
            "last": "2097-01-25", "begin": "6", "end": "14", "note": "Nowa", "confirmed": "y",
        },
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
    "HoursImportView.show GET": ("/hours-imports/show/{own_checked}", {}),
    "HoursImportView.progress GET": ("/hours-imports/progress/{own_checked}", {}),
    "HoursImportView.refused GET": ("/hours-imports/refused/{own_checked}", {}),
    "HoursImportView.layout GET": ("/hours-imports/layout/{own_checked}", {}),
    "HoursImportView.layout POST": ("/hours-imports/layout/{own_checked}", _COLUMNS),
    **{
        f"HoursImportView.action/{name} POST": (
            f"/hours-imports/action/{name}/{{own_{state}}}", {},
        )
        for name, state in (("load", "checked"), ("check", "checked"), ("revert", "imported"),
                            ("revert_untouched", "imported"))
    },
    **{
        f"HoursImportView.action_post/{name} POST": (
            "/hours-imports/action_post", {"action": name, "rowid": f"{{own_{state}}}"},
        )
        for name, state in (("load", "checked"), ("check", "checked"), ("revert", "imported"),
                            ("revert_untouched", "imported"))
    },
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
    shift = fill(
        ScheduleEntry, side.mark, day=date(2097, 1, 21), import_key=f"{side.mark} planned",
        **who, **(said | {"state": EntryState.planned}),
    )  # fmt: skip
    db.session.add(shift)
    db.session.flush()
    side.values |= {"shift": shift.id, "shift_contract": contract.id}


def of_people(world):
    """Imports of everybody: one that is checked, one that has come in; foreign ones are Beta's.

    So is a layout of files; the one that requests name is everybody's.
    """
    mark, client_id = world.beta.mark, world.beta.ids[Client]
    mapping = {f"{mark} data": "day"}
    db.session.add(
        fill(HoursLayout, mark, fingerprint="0" * 64, client_id=client_id, mapping=mapping)
    )
    world.save(HoursLayout(name="Zeszyt kadr", fingerprint="0" * 64, mapping={"data": "day"}))
    for person, owner_id in world.accounts.items():
        side = world.beta if person == "portal_beta" else world.alfa
        for state in (ImportState.checked, ImportState.imported):
            work = world.save(_import_of(side, owner_id, state))
            world.save(
                fill(
                    HoursImportRow, side.mark, import_id=work.id, verdict=RowVerdict.refused,
                    number=7, letter="C", import_key=None,
                )
            )  # fmt: skip


def _import_of(side, owner_id, state):
    kept, faults = files.new_upload(), files.new_upload()
    kept.write_bytes(HOURS)
    return fill(
        HoursImport, side.mark, owner_id=owner_id, state=state, file_key=kept.name, sheet="",
        faults_key=faults.name, sha256="0" * 64, layout=LAYOUT, fresh=1, refused=1, error="",
        client_id=side.ids[Client],
    )  # fmt: skip


def own(user_id):
    """Return the imports of a person by their state."""
    found = db.session.execute(
        sa.select(HoursImport.state, sa.func.min(HoursImport.id))
        .where(HoursImport.owner_id == user_id)
        .group_by(HoursImport.state)
    )
    return {f"own_{state.name}": pk for state, pk in found}
