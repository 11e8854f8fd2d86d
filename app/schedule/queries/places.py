"""Where a row stands in the order of a list: its next page starts behind it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.extensions import db


def place_in(order: Sequence[Any], query: sa.Select[Any]) -> tuple[Any, ...] | None:
    """Return the values of an order in the one row of a query; none when it is gone or foreign."""
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return tuple(sa.literal(value, key.type) for value, key in zip(row, order, strict=True))
