"""Writing into cells of the month grid: many at once, each refused or written for itself.

Everything is checked before anything is written, so one transaction takes the good cells of a
batch and leaves the bad ones as they were, never half of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.assignments.models import Contract
from app.core.errors import DomainError
from app.extensions import db
from app.schedule.enums import COUNTED, EntryState
from app.schedule.queries import lock_people
from app.schedule.rules.grid import EMPTY, Cell, Lens, make_cell
from app.schedule.rules.worked import ChosenKind, Worked, read_worked
from app.schedule.services.book import Book, Taken, taken_by
from app.schedule.services.entries import begin, overwrite, require_open, worked_of
from app.schedule.services.splitting import split_again
from app.schedule.services.standing import Standing, add_all, blank, read, remove_all, rewrite_all

#: Cells of one request: two hundred people in a month, and some.
MOST = 7000

Place = tuple[int, date]


@dataclass(frozen=True)
class Typed:
    """What somebody wants a cell to say, and what they had seen in it."""

    contract_id: int
    day: date
    text: str
    seen_text: str = ""
    seen_revision: int = 0


@dataclass
class Answer:
    """What a cell says now; an ``error`` in words, or somebody else's value that was not seen."""

    typed: Typed
    cell: Cell = EMPTY
    error: str = ""
    is_conflict: bool = False
    by: str = ""


@dataclass(eq=False)
class _Change:
    """A cell that may be written: its entry, and what it is to say; nothing empties it."""

    answer: Answer
    entry: Standing | None
    worked: Worked | None
    #: What the entry takes as long as it is not overwritten.
    before: list[Taken] = field(default_factory=list)
    #: What says it now.
    written: Standing | None = None

    @property
    def typed(self) -> Typed:
        return self.answer.typed


def write(typed: Sequence[Typed], lens: Lens) -> list[Answer]:
    """Write what can be written, and tell of every cell what it says now or why not."""
    asked = {(one.contract_id, one.day): one for one in typed}
    if not asked:
        return []
    contracts = _contracts({place[0] for place in asked})
    days = [day for _contract, day in asked]
    book = Book(contracts.keys(), min(days), max(days))
    found = read(contracts, min(days), max(days), lens)
    answers, changes = [], []
    for place, one in asked.items():
        entries = found.get(place, [])
        answer = Answer(one, make_cell(entries, lens))
        answers.append(answer)
        try:
            change = _change(answer, entries, contracts, book, lens)
        except DomainError as error:
            answer.error = str(error)
        else:
            changes += [change] if change else []
    _write(_possible(changes, book, lens), contracts, lens)
    return answers


def _change(
    answer: Answer,
    entries: Sequence[Standing],
    contracts: dict[int, Contract],
    book: Book,
    lens: Lens,
) -> _Change | None:
    """Return what is to be done for a cell; nothing when it says so already."""
    typed, cell = answer.typed, answer.cell
    text = " ".join(typed.text.split())
    if typed.contract_id not in contracts:
        raise DomainError(_("This contract does not exist, or it is not yours to see."))
    confirms = bool(text) and not lens.is_plan and cell.state is EntryState.planned
    if text == cell.text and len(entries) < 2 and not confirms:
        return None
    if (typed.seen_text, typed.seen_revision) != (cell.text, cell.revision):
        answer.is_conflict, answer.by = True, _name_of(entries)
        return None
    entry = _only(entries, book, lens)
    if not text:
        return _Change(answer, entry, None)
    return _Change(answer, entry, read_worked(typed.day, text, _kind(entry, lens)))


def _only(entries: Sequence[Standing], book: Book, lens: Lens) -> Standing | None:
    """Return the entry a cell stands for; refuse what cannot be changed by typing."""
    if len(entries) > 1:
        raise DomainError(_("The day has several entries; open it to change them."))
    if not entries:
        return None
    require_open(entries[0], book)
    if lens.is_plan and entries[0].state is not EntryState.planned:
        raise DomainError(_("These hours are reported already; change them under “Performed”."))
    return entries[0]


def _kind(entry: Standing | None, lens: Lens) -> ChosenKind | None:
    """Hours somebody has given a kind keep it when only their number changes."""
    if lens.kind is not None or entry is None:
        return lens.kind
    return worked_of(entry).kind


def _name_of(entries: Sequence[Standing]) -> str:
    last = max(entries, key=lambda one: one.changed_on, default=None)
    if last is None or last.changed_by_id is None:
        return ""
    return str(db.session.get(Account, last.changed_by_id) or "")


def _possible(changes: list[_Change], book: Book, lens: Lens) -> list[_Change]:
    """Return the changes that do not contradict each other, nor what stays as it is.

    What is overwritten is forgotten first: two shifts may change places. If a cell is refused its
    old entry stays, and the others are to be checked against it again.
    """
    while True:
        for change in changes:
            change.before = _forgotten(change, book)
        refused = _refused(changes, book, lens)
        if not any(change.before for change in refused):
            return [change for change in changes if change not in refused]
        for number, change in enumerate(changes, 1):
            book.forget(_person(book, change), change.typed.day, -number)
            for one in change.before:
                book.note(_person(book, change), one)
        changes = [change for change in changes if change not in refused]
        for change in refused:
            change.before = []


def _refused(changes: Sequence[_Change], book: Book, lens: Lens) -> set[_Change]:
    refused = set()
    for number, change in enumerate(changes, 1):
        typed, worked = change.typed, change.worked
        if worked is None:
            continue
        is_planned = lens.is_plan
        try:
            book.check(typed.contract_id, typed.day, worked, is_planned=is_planned)
        except DomainError as error:
            change.answer.error = str(error)
            refused.add(change)
            continue
        book.note(_person(book, change), taken_by(-number, typed.contract_id, typed.day, worked))
    return refused


def _forgotten(change: _Change, book: Book) -> list[Taken]:
    entry = change.entry
    if entry is None or entry.state is EntryState.rejected:
        return []
    book.forget(entry.employee_id, entry.day, entry.id)
    return [taken_by(entry.id, entry.contract_id, entry.day, worked_of(entry))]


def _person(book: Book, change: _Change) -> int:
    return book.terms[change.typed.contract_id].employee_id


def _write(changes: Sequence[_Change], contracts: dict[int, Contract], lens: Lens) -> None:
    """Send everything to the database at once, then split again what was accepted before."""
    counted = {
        (change.entry.contract_id, change.entry.day)
        for change in changes
        if change.entry is not None and change.entry.state in COUNTED
    }
    emptied = [change.entry for change in changes if change.worked is None]
    added, overwritten = [], []
    for change in changes:
        typed, entry = change.typed, change.entry
        if change.worked is None:
            continue
        if entry is None:
            entry = blank(contracts[typed.contract_id], typed.day, is_planned=lens.is_plan)
            begin(entry, change.worked)
            added.append(entry)
        else:
            overwritten.append((entry.held(), entry))
            overwrite(entry, change.worked, as_done=not lens.is_plan)
        change.written = entry
    remove_all(one for one in emptied if one is not None)
    add_all(added)
    rewrite_all(overwritten)
    for change in changes:
        change.answer.cell = make_cell([change.written] if change.written else [], lens)
    if counted:
        split_again({place[0] for place in counted}, [place[1] for place in counted])


def _contracts(ids: Iterable[int]) -> dict[int, Contract]:
    """Return the contracts within reach; their people wait for each other's writers."""
    query = (
        sa.select(Contract)
        .where(Contract.id.in_(ids))
        .options(joinedload(Contract.employee))
        .order_by(Contract.id)
    )
    found = {one.id: one for one in db.session.scalars(query)}
    lock_people(found.keys())
    return found
