"""The rates of a position, changed together with it."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.positions.models import Position, PositionRate
from app.positions.services.agreements import RateChange, check_rate, rate_doubts


def change_rates(position: Position, changes: Iterable[RateChange]) -> None:
    """Add, change and remove rates; ``check_changed_rates`` has to follow."""
    for change in changes:
        rate = change.rate
        if change.is_removal:
            db.session.delete(rate)
            continue
        if rate is None:
            rate = PositionRate(rate_kind=change.rate_kind, valid_from=change.valid_from)
            position.rates.append(rate)
        rate.employee_rate, rate.client_rate = change.employee_rate, change.client_rate


def check_changed_rates(position: Position) -> list[str]:
    """Check what was added or changed, and name what is possible but rarely meant."""
    doubts = []
    for rate in position.rates:
        if is_changed(rate):
            check_rate(rate)
            doubts += [f"{rate.rate_kind}: {doubt}" for doubt in rate_doubts(rate)]
    return doubts


def restore_notes(rates: Iterable[PositionRate], then: Iterable[Mapping[str, Any]]) -> None:
    """Give rates the notes they had; a form with rows has no room for them."""
    notes = {(one["rate_kind_id"], one["valid_from"]): one["note"] for one in then}
    for rate in rates:
        rate.note = notes.get((rate.rate_kind_id, rate.valid_from), rate.note)


def is_changed(row: Any) -> bool:
    """Tell whether a row was added or changed, and not removed."""
    state: Any = sa.inspect(row)
    return (state.transient or state.pending or state.modified) and row not in db.session.deleted
