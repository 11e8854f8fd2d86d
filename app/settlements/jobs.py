"""„Rozlicz wszystkich gotowych”, some clients at a time, and the reminders to clients."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.background.registry import JobInHand, Progress, Result, job, periodic
from app.background.rules import Cron
from app.core.access import can
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.modules import Module, is_enabled
from app.core.permissions import APPROVE, ISSUE, WRITE
from app.extensions import db
from app.settlements.enums import RunResult
from app.settlements.models import RunOutcome
from app.settlements.services import reminding, runs
from app.settlements.services.many import TOGETHER, run_clients
from app.settlements.services.runs import RUN, ClientOutcome, Steps


@periodic(
    "settlements.remind",
    label=lazy_gettext("Reminders of settlements to accept"),
    schedule=Cron("0 8 * * *"),
    wanted=reminding.is_wanted,
)
def remind_clients() -> None:
    """Remind clients of what they have not answered by their day."""
    with transaction():
        reminding.remind(today())


@job(RUN, label=lazy_gettext("Settling everyone who is ready"))
def settle_everybody(work: JobInHand, progress: Progress) -> Result:
    """Settle a month; clients that an earlier attempt has come to are not asked again."""
    month = date.fromisoformat(str(work.arguments["month"]))
    steps = Steps(**{name: bool(work.arguments[name]) for name in ("people", "invoice", "issue")})
    _check_rights(steps)
    pairs = runs.pairs(month)
    done = _done(work.id)
    left = [pair for pair in pairs if pair not in done]

    def keep(outcomes: Sequence[ClientOutcome]) -> None:
        db.session.add_all(
            RunOutcome(job_id=work.id, month=month, **_columns(one)) for one in outcomes
        )
        if outcomes:
            progress.checkpoint([outcomes[-1].client_id, outcomes[-1].company_id])

    for start in range(0, len(left), TOGETHER):
        progress(len(pairs) - len(left) + start, len(pairs))
        run_clients(left[start : start + TOGETHER], month, steps=steps, note=keep)
    progress(len(pairs), len(pairs))
    return Result(_told(work.id))


def _check_rights(steps: Steps) -> None:
    """Rights and modules may have changed since the work was ordered."""
    people = can(WRITE, "EmployeeSettlements") and can(APPROVE, "EmployeeSettlements")
    invoices = is_enabled(Module.invoices) and can(ISSUE, "Invoices")
    may = (
        is_enabled(Module.client_settlements)
        and can(APPROVE, "ClientSettlements")
        and (people or not steps.people)
        and (invoices or not (steps.invoice or steps.issue))
    )
    if not may:
        raise DomainError(_("You may not settle clients any more."))


def _done(job_id: int) -> set[runs.Pair]:
    query = sa.select(RunOutcome.client_id, RunOutcome.company_id).filter_by(job_id=job_id)
    return {(row[0], row[1]) for row in db.session.execute(query)}


def _columns(outcome: ClientOutcome) -> dict[str, object]:
    return vars(outcome) | {"reason": outcome.reason[:1000]}


def _told(job_id: int) -> str:
    query = (
        sa.select(RunOutcome.result, sa.func.count())
        .filter_by(job_id=job_id)
        .group_by(RunOutcome.result)
    )
    counts = {row[0]: row[1] for row in db.session.execute(query)}
    return ", ".join(f"{result}: {counts[result]}" for result in RunResult if result in counts)
