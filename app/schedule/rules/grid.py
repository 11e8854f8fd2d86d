"""Cells of the month grid: what they show of the entries of one person on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from app.schedule.enums import EntryState
from app.schedule.rules.notation import duration_text, quantity_text, span_text, with_pause
from app.schedule.rules.worked import ChosenKind

#: Work that was done and not refused: what sums are made of.
WORKED = frozenset({EntryState.reported, EntryState.accepted, EntryState.settled})
_HUNDRED = 100


@dataclass(frozen=True)
class Lens:
    """What the grid looks at: the plan or what was done; hours, or one kind somebody has chosen."""

    is_plan: bool = False
    kind: ChosenKind | None = None


class Shown(Protocol):
    """What a cell needs of an entry: a row of a SELECT, or the entry itself."""

    state: EntryState
    revision: int
    minutes: int | None
    quantity: Decimal | None
    started_at: datetime | None
    ended_at: datetime | None
    pause: int
    planned_minutes: int | None
    planned_quantity: Decimal | None
    planned_started_at: datetime | None
    planned_ended_at: datetime | None
    note: str | None
    reject_reason: str | None


@dataclass(frozen=True)
class Cell:
    """A cell; ``text`` is what is edited, ``short`` what is seen.

    ``value`` and ``planned`` are minutes, or hundredths of a quantity; what is only planned, or
    was rejected, has no value. Several entries have no state when they have different ones.
    """

    text: str = ""
    short: str = ""
    state: EntryState | None = None
    value: int = 0
    planned: int = 0
    revision: int = 0
    count: int = 0
    is_locked: bool = False
    has_note: bool = False
    reason: str = ""


EMPTY = Cell()


def make_cell(entries: Sequence[Shown], lens: Lens) -> Cell:
    """Return what a cell shows of its entries."""
    if not entries:
        return EMPTY
    if len(entries) == 1:
        return _single(entries[0], lens)
    states = {one.state for one in entries}
    value, planned = sum(map(_value, entries)), sum(map(_planned, entries))
    total = sum(map(_planned if lens.is_plan else _amount, entries))
    text = _amount_text(total, is_quantity=entries[0].quantity is not None) if total else ""
    return Cell(
        text=text,
        short=text,
        state=states.pop() if len(states) == 1 else None,
        value=planned if lens.is_plan else value,
        planned=planned,
        revision=sum(one.revision for one in entries),
        count=len(entries),
        is_locked=True,
        has_note=any(one.note for one in entries),
        reason=next((one.reject_reason for one in entries if one.reject_reason), ""),
    )


def _single(one: Shown, lens: Lens) -> Cell:
    text, short = _planned_texts(one) if lens.is_plan else texts(one)
    planned = _planned(one)
    is_decided = one.state is EntryState.settled
    return Cell(
        text=text,
        short=short,
        state=one.state,
        value=planned if lens.is_plan else _value(one),
        planned=planned,
        revision=one.revision,
        count=1,
        is_locked=is_decided or (lens.is_plan and one.state is not EntryState.planned),
        has_note=bool(one.note),
        reason=one.reject_reason or "",
    )


def texts(one: Shown) -> tuple[str, str]:
    """Return what was worked, or is planned, as it is edited and as it is seen."""
    if one.started_at is None or one.ended_at is None:
        text = _amount_text(_amount(one), is_quantity=one.quantity is not None)
        return text, text
    span = span_text(one.started_at, one.ended_at)
    return with_pause(span, one.pause), span


def _planned_texts(one: Shown) -> tuple[str, str]:
    if one.state is EntryState.planned:
        return texts(one)
    if one.planned_started_at is not None and one.planned_ended_at is not None:
        text = span_text(one.planned_started_at, one.planned_ended_at)
    else:
        planned = _planned(one)
        is_quantity = one.planned_quantity is not None
        text = _amount_text(planned, is_quantity=is_quantity) if planned else ""
    return text, text


def amount_text(amount: int, lens: Lens) -> str:
    """Write a sum of the grid: hours, or the quantity of its kind."""
    return _amount_text(amount, is_quantity=is_quantity(lens))


def is_quantity(lens: Lens) -> bool:
    """Tell whether the lens shows days, pieces or lump sums rather than hours."""
    return lens.kind is not None and lens.kind.unit.value != "hour"


def _amount_text(amount: int, *, is_quantity: bool) -> str:
    if is_quantity:
        return quantity_text(Decimal(amount) / _HUNDRED) if amount else "0"
    return duration_text(amount)


def _amount(one: Shown) -> int:
    if one.quantity is not None:
        return int(one.quantity * _HUNDRED)
    return one.minutes or 0


def _value(one: Shown) -> int:
    return _amount(one) if one.state in WORKED else 0


def _planned(one: Shown) -> int:
    if one.planned_quantity is not None:
        return int(one.planned_quantity * _HUNDRED)
    return one.planned_minutes or 0


def covers(first: date, last: date | None, day: date) -> bool:
    """Tell whether a contract holds on a day."""
    return first <= day and (last is None or day <= last)
