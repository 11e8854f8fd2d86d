"""What must hold of the schedule: accepted time is split to the last minute."""

from collections.abc import Generator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.integrity import Broken, invariant, rows
from app.schedule.enums import COUNTED
from app.schedule.models import EntryPart, ScheduleEntry

_ENTRY, _PART = ScheduleEntry.__table__.c, EntryPart.__table__.c


@invariant("I10", _("The parts of accepted entries are the whole of them"))
def entries_are_split() -> Generator[Broken]:
    """Compare minutes and quantities with the sums of their parts."""
    sums = (
        sa.select(
            _PART.entry_id,
            sa.func.sum(_PART.minutes).label("minutes"),
            sa.func.sum(_PART.quantity).label("quantity"),
        )
        .group_by(_PART.entry_id)
        .subquery()
    )
    is_whole = sa.and_(
        sa.func.coalesce(_ENTRY.minutes, 0) == sa.func.coalesce(sums.c.minutes, 0),
        sa.func.coalesce(_ENTRY.quantity, 0) == sa.func.coalesce(sums.c.quantity, 0),
    )
    query = (
        sa.select(_ENTRY.id)
        .select_from(ScheduleEntry.__table__.outerjoin(sums, sums.c.entry_id == _ENTRY.id))
        .where(_ENTRY.state.in_(COUNTED), sa.not_(is_whole))
        .limit(1)
    )
    for row in rows(query):
        yield Broken("schedule_entry", row.id)


@invariant("I10", _("Only accepted entries are split"))
def nothing_else_is_split() -> Generator[Broken]:
    """Find parts of entries that do not count."""
    query = (
        sa.select(_PART.id)
        .select_from(EntryPart.__table__.join(ScheduleEntry.__table__))
        .where(_ENTRY.state.not_in(COUNTED))
        .limit(1)
    )
    for row in rows(query):
        yield Broken("schedule_entry_part", row.id)
