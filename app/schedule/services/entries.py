"""Planning and reporting: what is written into the schedule, and how it is taken out again."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from flask_babel import gettext as _

from app.assignments.models import Contract
from app.core.clock import now
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.extensions import db
from app.schedule.enums import COUNTED, EntrySource, EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import lock_people
from app.schedule.rules.moving import on_day
from app.schedule.rules.shifts import Shift
from app.schedule.rules.worked import ChosenKind, Worked
from app.schedule.services.book import Book, taken_by
from app.schedule.services.splitting import split_again


class Written(Protocol):
    """What is said of an entry: the entity, or its plain values."""

    day: date
    state: EntryState
    minutes: int | None
    quantity: Decimal | None
    rate_kind_id: int | None
    started_at: datetime | None
    ended_at: datetime | None
    pause: int
    pause_started_at: datetime | None
    reported_at: datetime | None
    reported_by_id: int | None
    decided_at: datetime | None
    decided_by_id: int | None
    reject_reason: str | None

    @property
    def rate_kind(self) -> Any:
        """Return the kind somebody has chosen."""

    @property
    def shift(self) -> Shift | None:
        """Return the stretch of time, where it is known."""


_PLANNED = ("started_at", "ended_at", "minutes", "quantity")


def plan(
    contract: Contract,
    day: date,
    worked: Worked,
    *,
    book: Book | None = None,
    source: EntrySource = EntrySource.office,
) -> ScheduleEntry:
    """Add an entry for work that is to be done."""
    return _add(contract, day, worked, EntryState.planned, book, source)


def report(
    contract: Contract,
    day: date,
    worked: Worked,
    *,
    book: Book | None = None,
    source: EntrySource = EntrySource.office,
) -> ScheduleEntry:
    """Add an entry for work that was done; somebody accepts it."""
    return _add(contract, day, worked, EntryState.reported, book, source)


def change(entry: ScheduleEntry, day: date, worked: Worked, *, book: Book | None = None) -> None:
    """Say something else of an entry, or move it to another day.

    A plan stays a plan; whatever was decided on hours is to be decided again.
    """
    book = book or _book([entry.contract_id], min(day, entry.day), max(day, entry.day))
    require_open(entry, book)
    was_counted, old_day = entry.state in COUNTED, entry.day
    is_planned = entry.state is EntryState.planned
    book.check(entry.contract_id, day, worked, is_planned=is_planned, replacing=entry.id)
    book.forget(entry.employee_id, entry.day, entry.id)
    entry.day = day
    overwrite(entry, worked)
    db.session.flush()
    book.note(entry.employee_id, taken_by(entry.id, entry.contract_id, day, worked))
    if was_counted:
        split_again([entry.contract_id], [old_day, day])


def hand_over(
    entry: ScheduleEntry, contract: Contract, day: date, *, book: Book | None = None
) -> None:
    """Give a planned shift to somebody else of the same client, the same day or another one."""
    if contract.client_id != entry.client_id:
        raise DomainError(_("A shift stays with its client."))
    if entry.state is not EntryState.planned:
        raise DomainError(_("Only what is planned can be given to somebody else."))
    first, last = min(day, entry.day), max(day, entry.day)
    book = book or _book([entry.contract_id, contract.id], first, last)
    require_open(entry, book)
    worked = on_day(worked_of(entry), day)
    book.check(contract.id, day, worked, is_planned=True, replacing=entry.id)
    book.forget(entry.employee_id, entry.day, entry.id)
    entry.contract, entry.employee_id, entry.day = contract, contract.employee_id, day
    fill(entry, worked)
    _keep_plan(entry)
    db.session.flush()
    book.note(contract.employee_id, taken_by(entry.id, contract.id, day, worked))


def confirm(
    entry: ScheduleEntry, worked: Worked | None = None, *, book: Book | None = None
) -> None:
    """Report a planned entry: as it was planned, or with what was really worked."""
    if entry.state is not EntryState.planned:
        raise DomainError(_("The hours of %(entry)s are reported already.", entry=entry))
    book = book or _book([entry.contract_id], entry.day, entry.day)
    said = worked or worked_of(entry)
    book.check(entry.contract_id, entry.day, said, replacing=entry.id)
    book.forget(entry.employee_id, entry.day, entry.id)
    overwrite(entry, said, as_done=True)
    db.session.flush()
    book.note(entry.employee_id, taken_by(entry.id, entry.contract_id, entry.day, said))


def remove(entry: ScheduleEntry, *, book: Book | None = None) -> None:
    """Take an entry out; what was planned before it is gone with it."""
    book = book or _book([entry.contract_id], entry.day, entry.day)
    require_open(entry, book)
    book.forget(entry.employee_id, entry.day, entry.id)
    was_counted, contract_id, day = entry.state in COUNTED, entry.contract_id, entry.day
    db.session.delete(entry)
    db.session.flush()
    if was_counted:
        split_again([contract_id], [day])


def worked_of(entry: Written) -> Worked:
    """Return what an entry says."""
    kind = entry.rate_kind
    chosen = ChosenKind(kind.id, kind.unit) if kind else None
    return Worked(entry.minutes, entry.shift, entry.quantity, chosen)


def fill(entry: Written, worked: Worked) -> None:
    """Write what was worked, or is planned, into the columns of an entry."""
    shift = worked.shift
    entry.minutes, entry.quantity = worked.minutes, worked.quantity
    entry.rate_kind_id = worked.kind.id if worked.kind else None
    entry.started_at = shift.start if shift else None
    entry.ended_at = shift.end if shift else None
    entry.pause = shift.pause if shift else 0
    entry.pause_started_at = shift.pause_start if shift else None


def draft(
    contract: Contract,
    day: date,
    worked: Worked,
    *,
    is_planned: bool,
    source: EntrySource = EntrySource.office,
) -> ScheduleEntry:
    """Add an entry that was checked already, without sending it to the database yet."""
    entry = ScheduleEntry(
        client_id=contract.client_id,
        contract=contract,
        employee_id=contract.employee_id,
        employee=contract.employee,
        day=day,
        state=EntryState.planned if is_planned else EntryState.reported,
        source=source,
    )
    begin(entry, worked)
    db.session.add(entry)
    return entry


def begin(entry: Written, worked: Worked) -> None:
    """Fill a new entry with what is planned, or was worked; it was checked already."""
    fill(entry, worked)
    if entry.state is EntryState.planned:
        _keep_plan(entry)
    else:
        _mark_reported(entry)


def overwrite(entry: Written, worked: Worked, *, as_done: bool = False) -> None:
    """Say something else of an entry, checked already; ``as_done`` reports what was planned."""
    fill(entry, worked)
    if entry.state is not EntryState.planned:
        _report_again(entry)
    elif as_done:
        entry.state = EntryState.reported
        _mark_reported(entry)
    else:
        _keep_plan(entry)


def require_open(entry: Written, book: Book) -> None:
    """Refuse to touch what is settled or lies in a closed month."""
    if entry.state is EntryState.settled:
        raise DomainError(
            _("%(entry)s is settled. Cancel the settlement of the employee first.", entry=entry)
        )
    book.check_open(entry.day)


def _add(
    contract: Contract,
    day: date,
    worked: Worked,
    state: EntryState,
    book: Book | None,
    source: EntrySource,
) -> ScheduleEntry:
    book = book or _book([contract.id], day, day)
    book.check(contract.id, day, worked, is_planned=state is EntryState.planned)
    entry = draft(contract, day, worked, is_planned=state is EntryState.planned, source=source)
    db.session.flush()
    book.note(contract.employee_id, taken_by(entry.id, contract.id, day, worked))
    return entry


def _book(contract_ids: Collection[int], first: date, last: date) -> Book:
    """Read what is known of people once nobody else writes it."""
    lock_people(contract_ids)
    return Book(contract_ids, first, last)


def _keep_plan(entry: Written) -> None:
    for name in _PLANNED:
        setattr(entry, f"planned_{name}", getattr(entry, name))


def _mark_reported(entry: Written) -> None:
    entry.reported_at, entry.reported_by_id = now(), acting_user_id()


def _report_again(entry: Written) -> None:
    entry.state = EntryState.reported
    entry.decided_at = entry.decided_by_id = entry.reject_reason = None
    _mark_reported(entry)
