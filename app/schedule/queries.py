"""What the rules of the schedule need from the database, as plain data."""

import sqlalchemy as sa

from app.extensions import db
from app.positions.enums import Unit
from app.positions.models import RateKind
from app.schedule.rules.durations import minutes_of, parse_time
from app.schedule.rules.kinds import KindRule


def kind_rules() -> tuple[KindRule, ...]:
    """Return the kinds for hours that are in use, in the order of the agency's list."""
    wanted = (
        sa.select(RateKind)
        .where(RateKind.unit == Unit.hour, RateKind.archived_on.is_(None))
        .order_by(RateKind.place, RateKind.id)
    )
    return tuple(as_rule(kind) for kind in db.session.scalars(wanted))


def as_rule(kind: RateKind) -> KindRule:
    """Return what the split of shifts knows of a kind of rate."""
    return KindRule(
        id=kind.id,
        rule=kind.rule,
        night_from=parse_time(kind.night_from),
        night_to=parse_time(kind.night_to),
        holiday_window=kind.holiday_window,
        daily=None if kind.daily_hours is None else minutes_of(kind.daily_hours),
        weekly=None if kind.weekly_hours is None else minutes_of(kind.weekly_hours),
    )
