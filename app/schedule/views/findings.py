"""What the pages of an import show: rows as they will be read, refusals, changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.assignments.models import Contract
from app.background.models import Job
from app.core.isolation import current_scope
from app.core.models import acting_user_id
from app.employees.models import Employee
from app.extensions import db
from app.schedule.enums import ImportState, RowVerdict
from app.schedule.models import HoursImport, HoursImportRow
from app.schedule.rules.durations import as_clock, as_time
from app.schedule.rules.importing.layouts import Column, Layout
from app.schedule.rules.importing.raw import BadRow, shown
from app.schedule.rules.importing.rows import HoursRow
from app.schedule.services.imports import uploading
from app.schedule.services.imports.uploading import Glance

PAGE = 100
_SAMPLES = 3


@dataclass(frozen=True)
class ShownColumn:
    """A column of the file with some of what stands in it."""

    column: Column
    samples: str


@dataclass(frozen=True)
class ShownRow:
    """A row of the file as it will be read, or what is wrong with it."""

    place: str
    who: str = ""
    day: str = ""
    hours: str = ""
    kind: str = ""
    note: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Faults:
    """A page of refused rows; ``after`` leads to the next one."""

    rows: list[HoursImportRow]
    after: int


def columns(glance: Glance, layout: Layout) -> list[ShownColumn]:
    """Return the columns whose meaning can be chosen; those of days have theirs."""
    below = [row for row in glance.rows if row.number > layout.header_row]
    found = []
    for column in layout.columns:
        if column.day is None:
            texts = (shown(row.cell(column.index)) for row in below)
            samples = list(dict.fromkeys(text for text in texts if text))[:_SAMPLES]
            found.append(ShownColumn(column, " · ".join(samples)))
    return found


def preview_rows(glance: Glance, layout: Layout) -> list[ShownRow]:
    """Return the first rows as they will be read."""
    return [
        _bad(row) if isinstance(row, BadRow) else _good(row)
        for row in uploading.preview(glance, layout)
    ]


def _bad(row: BadRow) -> ShownRow:
    faults = (f"{one.place}: {one.reason}" for one in row.errors)
    return ShownRow(str(row.number), faults=tuple(faults))


def _good(row: HoursRow) -> ShownRow:
    who = ", ".join(filter(None, (row.contract, row.person, row.client, row.position)))
    return ShownRow(
        f"{row.column}{row.number}", who or _("by PESEL"), f"{row.day:%d.%m.%Y}", _hours(row),
        row.kind, row.note,
    )  # fmt: skip


def _hours(row: HoursRow) -> str:
    if row.begin is not None and row.end is not None:
        span = f"{as_time(row.begin)}–{as_time(row.end)}"
        return f"{span} ({row.pause})" if row.pause else span
    if row.quantity is not None:
        return f"{row.quantity.normalize():f}"
    return as_clock(row.minutes or 0)


def job_of(work: HoursImport) -> Job | None:
    """Return the work that is done on an import; jobs are forgotten after a while."""
    found: Job | None = db.session.get(Job, work.job_id) if work.job_id else None
    return found


def faults(import_id: int, after: int) -> Faults:
    """Return a page of refused rows, in the order in which they were found."""
    query = (
        sa.select(HoursImportRow)
        .where(
            HoursImportRow.import_id == import_id,
            HoursImportRow.verdict == RowVerdict.refused,
            HoursImportRow.id > min(max(after, 0), 2**31 - 1),
        )
        .order_by(HoursImportRow.id)
        .limit(PAGE + 1)
    )
    rows = list(db.session.scalars(query))
    return Faults(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0)


def changes(import_id: int) -> list[Any]:
    """Return the first changes with whose they are; only people the caller reaches have names."""
    query = (
        sa.select(HoursImportRow, Contract, Employee)
        .outerjoin(Contract, Contract.id == HoursImportRow.contract_id)
        .outerjoin(Employee, Employee.id == Contract.employee_id)
        .where(HoursImportRow.import_id == import_id, HoursImportRow.verdict == RowVerdict.change)
        .order_by(HoursImportRow.id)
        .limit(PAGE)
    )
    return list(db.session.execute(query))


def twin_of(work: HoursImport) -> HoursImport | None:
    """Return an import of the very same file that has come in already."""
    query = sa.select(HoursImport).where(
        HoursImport.sha256 == work.sha256,
        HoursImport.id != work.id,
        HoursImport.state == ImportState.imported,
    )
    if not current_scope().sees_all:
        query = query.where(HoursImport.owner_id == acting_user_id())
    found: HoursImport | None = db.session.scalar(query.order_by(HoursImport.id).limit(1))
    return found
