"""Which periods are due, planned once by however many schedulers; and which scheduler leads."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.background import queries, registry
from app.background.enums import UNFINISHED
from app.background.models import Job, Lease, PeriodicRun
from app.background.registry import Periodic
from app.background.rules import KEEP_PERIODS, LEASE
from app.background.services.jobs import enqueue
from app.core.clock import now
from app.core.db import affected, reading, transaction
from app.extensions import db

_LEASE = "scheduler"


def plan(name: str) -> bool:
    """Plan the newest due period of periodic work unless somebody has; tell whether we did.

    However many periods were missed, one run makes up for them. While an earlier run is not
    finished nothing is planned: the period after it will be.
    """
    work = registry.periodic_of(name)
    with reading():
        if not _is_wanted(work):
            return False
    try:
        with transaction():
            return _plan(work)
    except IntegrityError:
        return False  # another scheduler was first


def _is_wanted(work: Periodic) -> bool:
    return work.wanted is None or work.wanted()


def _plan(work: Periodic) -> bool:
    due = work.schedule.latest(now())
    newest = db.session.scalar(queries.newest_period(work.name))
    if due is None or (newest is not None and due <= newest) or _is_at_work(work.name):
        return False
    db.session.add(PeriodicRun(name=work.name, period=due))
    db.session.flush()
    if newest is None and not work.schedule.starts_at_once:
        return False  # new in this installation: the first period is the next one
    enqueue(work.name)
    return True


def _is_at_work(name: str) -> bool:
    unfinished = sa.select(sa.literal(1)).where(Job.kind == name, Job.state.in_(UNFINISHED))
    return db.session.scalar(unfinished.limit(1)) is not None


def plan_everything() -> int:
    """Plan all that is due; return how much it was."""
    return sum(plan(work.name) for work in registry.periodics())


def hold_lease(holder: str) -> bool:
    """Take or keep the right to plan; ``False`` while another scheduler has it."""
    at = now()
    ours = sa.or_(Lease.holder == holder, Lease.expires_at < at)
    keep = sa.update(Lease).where(Lease.name == _LEASE, ours)
    try:
        with transaction():
            kept = keep.values(holder=holder, expires_at=at + LEASE)
            if affected(db.session.execute(kept)):
                return True
            if db.session.get(Lease, _LEASE) is None:
                db.session.add(Lease(name=_LEASE, holder=holder, expires_at=at + LEASE))
                return True
    except IntegrityError:
        pass  # another scheduler has just taken it
    return False


def give_lease_up(holder: str) -> None:
    """Let another scheduler take over at once."""
    with transaction():
        db.session.execute(sa.delete(Lease).where(Lease.name == _LEASE, Lease.holder == holder))


def forget_old_periods() -> int:
    """Delete stamps nobody needs any more."""
    result = db.session.execute(
        sa.delete(PeriodicRun)
        .where(queries.old_periods(now(), KEEP_PERIODS))
        .execution_options(synchronize_session=False)
    )
    return affected(result)
