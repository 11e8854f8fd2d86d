"""What a file says of somebody's day beside what is known of it: new, the same, or a change.

Pure. Two statements are the same when they have the same times, or without times the same
minutes or quantity; a kind of rate the file does not name is no difference. What is left over on
both sides is a change when it takes the place of what it differs from: a plan that was worked, or
hours of an earlier import that overlap or have no times. Hours typed in by people are never
replaced; where they are in the way, the check of overlaps says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.core.clock import local
from app.core.errors import DomainError
from app.schedule.enums import COUNTED, EntryState
from app.schedule.rules.durations import as_clock


@dataclass(frozen=True)
class Said:
    """What somebody says of a day: a shift, bare minutes, or a quantity."""

    started_at: datetime | None
    ended_at: datetime | None
    pause: int
    minutes: int | None
    quantity: Decimal | None
    kind_id: int | None
    note: str | None

    @property
    def time(self) -> tuple[object, ...]:
        """Return what makes it the same work, whatever the break."""
        if self.started_at is not None:
            return self.started_at, self.ended_at
        return self.minutes, self.quantity

    @property
    def is_quantity(self) -> bool:
        """Tell whether it counts days or pieces."""
        return self.quantity is not None

    def __str__(self) -> str:
        """Write it for people: 6:00–14:00 (30), 7:30, or 12."""
        if self.started_at is not None and self.ended_at is not None:
            span = f"{local(self.started_at):%H:%M}–{local(self.ended_at):%H:%M}"
            return f"{span} ({self.pause})" if self.pause else span
        if self.minutes is not None:
            return as_clock(self.minutes)
        return f"{(self.quantity or Decimal(0)).normalize():f}"


@dataclass(frozen=True)
class Known:
    """An entry of the schedule."""

    id: int
    said: Said
    state: EntryState
    is_imported: bool
    key: str | None
    reject_reason: str | None = None


@dataclass(frozen=True)
class Row:
    """Hours of a file; ``id`` is theirs alone."""

    id: int
    said: Said
    key: str


@dataclass(frozen=True)
class Change:
    """An entry that a row says something else of."""

    row: Row
    known: Known


@dataclass
class Comparison:
    """What becomes of the rows of one contract and day."""

    fresh: list[Row] = field(default_factory=list)
    same: list[tuple[Row, Known]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    refused: list[tuple[Row, str]] = field(default_factory=list)


def compare(rows: Sequence[Row], known: Sequence[Known]) -> Comparison:
    """Compare the rows of one contract and day with its entries."""
    found = Comparison()
    free = list(known)
    for row, one in _pairs(rows, free, found):
        try:
            if _is_change(row, one):
                found.changes.append(Change(row, one))
            else:
                found.same.append((row, one))
        except DomainError as refusal:
            found.refused.append((row, str(refusal)))
    return found


def _pairs(
    rows: Sequence[Row], free: list[Known], found: Comparison
) -> Iterator[tuple[Row, Known]]:
    """Yield rows with their entries; rows without one are new."""
    left = []
    for row in rows:
        one = next((one for one in free if _is_same_work(row.said, one.said)), None)
        if one is None:
            left.append(row)
            continue
        free.remove(one)
        yield row, one
    for row in left:
        if (first := next((one for one in free if one.key == row.key), None)) is not None:
            free.remove(first)
            reason = _("These hours were imported already, and since changed to %(now)s.",
                       now=first.said)  # fmt: skip
            found.refused.append((row, reason))
            continue
        rivals = [one for one in free if _takes_place(row, one, is_only=len(left) == 1)]
        if len(rivals) == 1:
            free.remove(rivals[0])
            yield row, rivals[0]
        else:
            found.fresh.append(row)


def _is_same_work(row: Said, entry: Said) -> bool:
    is_kind = row.kind_id is None or row.kind_id == entry.kind_id
    return row.time == entry.time and is_kind and row.is_quantity == entry.is_quantity


def _takes_place(row: Row, one: Known, *, is_only: bool) -> bool:
    """Tell whether a row is what became of an entry."""
    said, was = row.said, one.said
    if said.is_quantity != was.is_quantity or not (one.is_imported or _is_plan(one)):
        return False
    if said.is_quantity:
        return said.kind_id == was.kind_id
    if said.started_at and said.ended_at and was.started_at and was.ended_at:
        return said.started_at < was.ended_at and was.started_at < said.ended_at
    return is_only


def _is_plan(one: Known) -> bool:
    return one.state is EntryState.planned


def _is_change(row: Row, one: Known) -> bool:
    """Tell whether an entry has to be written; refuse what a file may not undo."""
    said, was = row.said, one.said
    is_equal = (
        _is_same_work(said, was)
        and said.pause == was.pause
        and (not said.note or said.note == was.note)
    )
    if one.state in COUNTED:
        if is_equal or (_is_same_work(said, was) and said.pause == was.pause):
            return False
        raise DomainError(_("%(hours)s are accepted already; an import does not change them.",
                            hours=was))  # fmt: skip
    if one.state is EntryState.rejected and is_equal:
        raise DomainError(_("The same hours were rejected: %(reason)s", reason=one.reject_reason))
    return not is_equal or _is_plan(one)
