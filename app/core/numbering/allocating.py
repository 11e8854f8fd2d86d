"""Taking the next number of a series inside the transaction of the document that gets it."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core.numbering.models import NumberCounter, NumberSeries
from app.core.numbering.rules import format_number, period_of
from app.extensions import db

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def next_number(series: NumberSeries, *, on: date) -> str:
    """Return the next number of a series, for a document dated ``on``.

    The counter row stays locked until the caller commits: whoever comes next waits, and a
    rollback gives the number back. Take it last, so that nobody waits for long.
    """
    return next_numbers(series, 1, on=on)[0]


def next_numbers(series: NumberSeries, count: int, *, on: date) -> list[str]:
    """Return the next numbers of a series in one block; see ``next_number``."""
    db.session.flush()
    connection = db.session.connection()
    statement = _INSERT[connection.dialect.name](NumberCounter.__table__).values(
        series_id=series.id, period=period_of(series.reset, on), last=count
    )
    counter = NumberCounter.__table__.c
    taken = connection.execute(
        statement.on_conflict_do_update(
            index_elements=[counter.series_id, counter.period], set_={"last": counter.last + count}
        ).returning(counter.last)
    )
    last = taken.scalar_one()
    return [
        format_number(series.pattern, seq=seq, on=on) for seq in range(last - count + 1, last + 1)
    ]


def last_number(series: NumberSeries, *, on: date) -> int:
    """Return the number given last in the period of a day, 0 when none was."""
    counter = NumberCounter.__table__.c
    found = db.session.connection().scalar(
        sa.select(counter.last).where(
            counter.series_id == series.id, counter.period == period_of(series.reset, on)
        )
    )
    return found or 0
