"""Planning many shifts at once: a copied week, or the same hours for several people and days.

What is to be added is proposed first; the same proposals are checked for the question and for the
answer, so what is promised is what is done, unless somebody was faster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _

from app.assignments.models import Contract
from app.core.clock import today
from app.core.errors import DomainError
from app.schedule.models import ScheduleEntry
from app.schedule.queries import lock_people
from app.schedule.rules.moving import on_day
from app.schedule.rules.worked import Worked
from app.schedule.services.book import Book, taken_by
from app.schedule.services.entries import plan, worked_of

#: Nobody oversees more, and nobody wants to wait for it.
MOST = 2000
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Proposal:
    """A shift that somebody wants to add."""

    contract: Contract
    day: date
    worked: Worked
    note: str | None = None


@dataclass(frozen=True)
class Refusal:
    """A shift that cannot be added, and why."""

    contract: Contract
    day: date
    why: str


@dataclass
class Checked:
    """What can be added and what cannot."""

    possible: list[Proposal] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def require_few(count: int) -> None:
    """Refuse to add more than somebody oversees; asked before anything is made ready."""
    if count > MOST:
        raise DomainError(
            _("%(count)s shifts are too many at once; %(most)s are possible.",
              count=count, most=MOST)
        )  # fmt: skip


def weeks_copied(entries: Sequence[ScheduleEntry], weeks: int) -> list[Proposal | Refusal]:
    """Return the shifts of a week for each of the weeks after it."""
    return [
        _moved(entry, entry.day + number * WEEK)
        for number in range(1, weeks + 1)
        for entry in entries
    ]


def _moved(entry: ScheduleEntry, day: date) -> Proposal | Refusal:
    try:
        return Proposal(entry.contract, day, on_day(worked_of(entry), day), entry.note)
    except DomainError as refusal:  # the clocks skip its hours on that day
        return Refusal(entry.contract, day, str(refusal))


def check(wanted: Iterable[Proposal | Refusal]) -> Checked:
    """Find out what of it is possible, each after those before it; nothing is written."""
    proposals = list(wanted)
    require_few(len(proposals))
    book, checked = _book(proposals), Checked()
    for number, one in enumerate(proposals, start=1):
        if isinstance(one, Refusal):
            checked.refused.append(one)
            continue
        why = _why_not(one, book)
        if why:
            checked.refused.append(Refusal(one.contract, one.day, why))
            continue
        # Keys below zero: they stand for entries that are not written yet.
        taken = taken_by(-number, one.contract.id, one.day, one.worked)
        book.note(one.contract.employee_id, taken)
        checked.possible.append(one)
    return checked


def add(wanted: Iterable[Proposal | Refusal]) -> Checked:
    """Add what is possible."""
    proposals = list(wanted)
    require_few(len(proposals))
    lock_people({one.contract.id for one in proposals})
    checked = check(proposals)
    if checked.possible:
        book = _book(checked.possible)
        for one in checked.possible:
            entry = plan(one.contract, one.day, one.worked, book=book)
            entry.note = one.note
    return checked


def _why_not(one: Proposal, book: Book) -> str:
    if book.has(one.contract.id, one.day):
        return str(_("Something is entered on this day already."))
    try:
        book.check(one.contract.id, one.day, one.worked, is_planned=True)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _book(wanted: Sequence[Proposal | Refusal]) -> Book:
    days = [one.day for one in wanted] or [today()]
    return Book({one.contract.id for one in wanted}, min(days), max(days))
