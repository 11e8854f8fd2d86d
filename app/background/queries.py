"""Which jobs are unfinished, due, abandoned or not yet told of."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.background.enums import UNFINISHED, JobState
from app.background.models import Job, PeriodicRun
from app.background.rules import ABANDONED, WAKE_AGAIN


def unfinished_of(owner_id: int) -> sa.Select[int]:
    """Return the SELECT of how many jobs of a person are still to be done."""
    return sa.select(sa.func.count()).where(Job.owner_id == owner_id, Job.state.in_(UNFINISHED))


def is_due(at: datetime) -> sa.ColumnElement[bool]:
    """Tell which jobs may be taken."""
    return sa.and_(Job.state == JobState.waiting, Job.run_after <= at)


def is_unheard(at: datetime) -> sa.ColumnElement[bool]:
    """Tell which due jobs have to be announced again: the wake-up was lost, or nobody came."""
    return sa.and_(is_due(at), sa.or_(Job.woken_at.is_(None), Job.woken_at < at - WAKE_AGAIN))


def is_abandoned(at: datetime) -> sa.ColumnElement[bool]:
    """Tell which jobs were in the hands of a worker that is dead."""
    return sa.and_(Job.state == JobState.running, Job.heartbeat_at < at - ABANDONED)


def needs_sweep(at: datetime) -> sa.Select[int]:
    """Return a cheap SELECT that finds a row when there is something to sweep."""
    return sa.select(sa.literal(1)).where(sa.or_(is_unheard(at), is_abandoned(at))).limit(1)


def unannounced(owner_id: int) -> sa.Select[Job]:
    """Return the SELECT of finished jobs whose owner has not been told."""
    return (
        sa.select(Job)
        .where(
            Job.owner_id == owner_id,
            Job.announced_at.is_(None),
            Job.state.not_in((*UNFINISHED, JobState.cancelled)),
        )
        .order_by(Job.id)
    )


def newest_period(name: str) -> sa.Select[datetime]:
    """Return the SELECT of the last period that was planned."""
    return sa.select(sa.func.max(PeriodicRun.period)).where(PeriodicRun.name == name)


def old_periods(at: datetime, keep: timedelta) -> sa.ColumnElement[bool]:
    """Tell which stamps can be forgotten: old ones, but never the newest of a name."""
    other: Any = sa.orm.aliased(PeriodicRun)
    newer = sa.exists().where(other.name == PeriodicRun.name, other.period > PeriodicRun.period)
    return sa.and_(PeriodicRun.period < at - keep, newer)
