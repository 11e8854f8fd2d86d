"""What workers do with jobs: take, keep alive, finish, give back; each step names its claim.

Every UPDATE compares the claim, so a worker that was taken for dead and comes back changes
nothing any more. Reports travel in transactions of their own: they are seen while the job runs.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.background import queries, queue, registry, rules
from app.background.enums import JobState
from app.background.models import Job
from app.background.registry import File, JobInHand, JobKind, Result
from app.core.clock import now
from app.core.db import affected, separate_transaction, transaction
from app.extensions import db

_SWEPT_AT_ONCE = 200


class Answer(enum.Enum):
    """What a worker learns when it reports."""

    go_on = "go_on"
    cancel = "cancel"
    lost = "lost"


@dataclass(frozen=True)
class Claim:
    """A job, the token that proves that we have it, and the number of its log lines."""

    job: JobInHand
    token: str
    trace_id: str


def take(pk: int, worker: str) -> Claim | None:
    """Take a due job; of many workers that try at once exactly one gets it."""
    at, token, trace_id = now(), token_hex(16), token_hex(16)
    with transaction():
        row = db.session.execute(
            sa.update(Job)
            .where(Job.id == pk, queries.is_due(at))
            .values(
                state=JobState.running, claim=token, trace_id=trace_id, worker=worker[:80],
                attempts=Job.attempts + 1, started_at=sa.func.coalesce(Job.started_at, at),
                heartbeat_at=at, error="",
            )
            .returning(
                Job.id, Job.kind, Job.arguments, Job.owner_id, Job.checkpoint, Job.attempts
            )
            .execution_options(synchronize_session=False)
        ).first()  # fmt: skip
    return Claim(JobInHand(*row), token, trace_id) if row is not None else None


def beat(claim: Claim) -> Answer:
    """Say that the job is alive."""
    with separate_transaction() as apart:
        return _report(apart, claim, {})


def note(claim: Claim, *, done: int, total: int, message: str) -> Answer:
    """Write down how far a job is."""
    values = {"done": done, "total": total, "message": message[:200]}
    with separate_transaction() as apart:
        return _report(apart, claim, values)


def _report(session: Session, claim: Claim, values: Mapping[str, Any]) -> Answer:
    row = session.execute(
        _mine(claim).values(heartbeat_at=now(), **values).returning(Job.cancel_requested_at)
    ).first()
    if row is None:
        return Answer.lost
    return Answer.go_on if row[0] is None else Answer.cancel


def keep_checkpoint(claim: Claim, value: Any) -> bool:
    """Keep where to go on, in the caller's transaction; ``False`` when the job is not ours."""
    return affected(db.session.execute(_mine(claim).values(checkpoint=value))) == 1


def finish(claim: Claim, kind: JobKind, result: Result) -> bool:
    """Note that a job is done and what it left; ``False`` when it is not ours any more."""
    if not kind.is_kept:
        with transaction():
            return affected(db.session.execute(sa.delete(Job).where(*_is_mine(claim)))) == 1
    values: dict[str, Any] = {"state": JobState.done, "error": ""}
    if result.message:
        values["message"] = result.message[:200]
    return _end(claim, values | _file_values(result.file))


def _file_values(file: File | None) -> dict[str, str]:
    if file is None:
        return {}
    name = rules.file_name(file.name)
    return {"file_key": file.path.name, "file_name": name, "file_type": file.mime}


def fail(claim: Claim, error: str) -> bool:
    """Note that a job failed for good, in words for its owner."""
    return _end(claim, {"state": JobState.failed, "error": error[:500]})


def end_cancelled(claim: Claim) -> bool:
    """Note that a job has stopped because somebody asked for it."""
    return _end(claim, {"state": JobState.cancelled})


def _end(claim: Claim, values: Mapping[str, Any]) -> bool:
    ended = {"finished_at": now(), "claim": None, "work_key": None}
    with transaction():
        return affected(db.session.execute(_mine(claim).values(**ended, **values))) == 1


def give_back(claim: Claim) -> bool:
    """Let another worker go on with a job; the begun attempt does not count."""
    values = {"state": JobState.waiting, "claim": None, "run_after": now(), "woken_at": None}
    with transaction():
        mine = _mine(claim).values(attempts=Job.attempts - 1, **values)
        return affected(db.session.execute(mine)) == 1


def try_later(claim: Claim, kind: JobKind, error: str) -> bool:
    """Plan another attempt after a passing fault, or give up."""
    wait = rules.wait_after(claim.job.attempt, kind.attempts)
    if wait is None:
        return fail(claim, error)
    values = {"state": JobState.waiting, "claim": None, "error": error[:500]}
    with transaction():
        mine = _mine(claim).values(run_after=now() + wait, woken_at=None, **values)
        return affected(db.session.execute(mine)) == 1


def sweep() -> int:
    """Give jobs of dead workers back, announce again what nobody has taken; return how many."""
    at = now()
    with transaction():
        _release_abandoned(at)
        unheard = sa.select(Job.id).where(queries.is_unheard(at)).limit(_SWEPT_AT_ONCE)
        found = db.session.scalars(
            sa.update(Job)
            .where(Job.id.in_(unheard.scalar_subquery()), queries.is_unheard(at))
            .values(woken_at=at)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        ).all()
    queue.wake(found)
    return len(found)


def _release_abandoned(at: Any) -> None:
    """A job that has outlived its attempts is what kills the workers."""
    abandoned = db.session.execute(
        sa.select(Job.id, Job.kind, Job.attempts, Job.claim).where(queries.is_abandoned(at))
    ).all()
    for pk, name, attempts, token in abandoned:
        kind = registry.kind_of(name)
        is_hopeless = kind is None or attempts >= kind.attempts
        values: dict[str, Any] = (
            {
                "state": JobState.failed, "finished_at": at, "work_key": None,
                "error": _("The worker ended in the middle of it, each time it was tried."),
            }
            if is_hopeless
            else {"state": JobState.waiting, "run_after": at, "woken_at": None}
        )  # fmt: skip
        db.session.execute(
            sa.update(Job)
            .where(Job.id == pk, Job.claim == token, queries.is_abandoned(at))
            .values(claim=None, **values)
            .execution_options(synchronize_session=False)
        )


def _mine(claim: Claim) -> Any:
    return sa.update(Job).where(*_is_mine(claim)).execution_options(synchronize_session=False)


def _is_mine(claim: Claim) -> tuple[sa.ColumnElement[bool], ...]:
    return Job.id == claim.job.id, Job.claim == claim.token, Job.state == JobState.running
