"""Price records of a position or a group, changed together with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.extensions import db
from app.positions.columns import PriceRecordColumns
from app.positions.models import Position
from app.positions.services.agreements import check_custom_price
from app.positions.services.rates import is_changed


@dataclass(frozen=True)
class PriceChange:
    """A record as it is to be: a new one, other values of ``record``, or with none its end."""

    record: Any
    values: dict[str, Any] | None


def change_prices(
    records: list[Any], model: type[PriceRecordColumns], changes: Iterable[PriceChange]
) -> None:
    """Add, change and remove records of a list."""
    for change in changes:
        if change.values is None:
            db.session.delete(change.record)
            continue
        record = change.record
        if record is None:
            record = model()
            records.append(record)
        for name, value in change.values.items():
            setattr(record, name, value)


def check_changed_prices(position: Position) -> None:
    """Check the custom prices that were added or changed."""
    for price in position.prices:
        if is_changed(price):
            check_custom_price(price)
