"""What people and domains do with jobs: order, cancel, try again."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.background import queries, queue, registry, rules
from app.background.enums import MOVES, JobState
from app.background.models import Job
from app.core import audit
from app.core.clock import now
from app.core.db import separate_transaction
from app.core.errors import DomainError
from app.core.states import require_move
from app.extensions import db


def enqueue(
    kind: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    owner_id: int | None = None,
    subject: str = "",
) -> Job:
    """Write a job into the caller's transaction; it runs once that is committed.

    The same work for the same owner that is still unfinished is not ordered twice.
    """
    if registry.kind_of(kind) is None:
        raise KeyError(kind)
    values = dict(arguments or {})
    key = rules.work_key(kind, owner_id, values)
    known = _unfinished(key)
    if known is not None:
        return known
    _refuse_flood(owner_id)
    job = Job(kind=kind, arguments=values, owner_id=owner_id, subject=subject[:200], work_key=key)
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:
        rival = _unfinished(key)
        if rival is None:
            raise
        return rival
    queue.wake_after_commit(job.id)
    return job


def cancel(job: Job) -> None:
    """Stop a job: at once when it waits, at its next report when it runs."""
    audit.record("work cancelled", "Job", job.id, label=str(job))
    if job.state is JobState.running:
        job.cancel_requested_at = job.cancel_requested_at or now()
        return
    require_move(MOVES, job.state, JobState.cancelled)
    job.state = JobState.cancelled
    job.work_key = None
    job.finished_at = now()


def retry(job: Job) -> None:
    """Order a job again that failed or was cancelled; it goes on at its checkpoint."""
    require_move(MOVES, job.state, JobState.waiting)
    key = rules.work_key(job.kind, job.owner_id, job.arguments)
    if _unfinished(key) is not None:
        raise DomainError(_("The same work is waiting or running already."))
    _refuse_flood(job.owner_id)
    audit.record("work ordered again", "Job", job.id, label=str(job))
    job.state = JobState.waiting
    job.work_key = key
    job.attempts = 0
    job.error = job.message = ""
    job.run_after = job.woken_at = now()
    job.finished_at = job.cancel_requested_at = job.announced_at = None
    db.session.flush()
    queue.wake_after_commit(job.id)


def mark_announced(pks: list[int]) -> None:
    """Note, apart from the GET that does so, that owners were told of the end of jobs."""
    told = sa.update(Job).where(Job.id.in_(pks))
    with separate_transaction() as apart:
        apart.execute(told.values(announced_at=now()).execution_options(synchronize_session=False))


def _unfinished(key: str) -> Job | None:
    found: Job | None = db.session.scalar(sa.select(Job).where(Job.work_key == key))
    return found


def _refuse_flood(owner_id: int | None) -> None:
    """Nobody fills the queue alone: the others wait for the same workers."""
    if owner_id is None:
        return
    if (db.session.scalar(queries.unfinished_of(owner_id)) or 0) >= rules.MOST_PER_OWNER:
        raise DomainError(_("Too much work of yours is waiting. Let some of it finish first."))
