"""Decisions on everything a filter finds: too many for a request become background work."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.background.models import Job
from app.background.registry import JobInHand, Progress, Result, job
from app.background.services.jobs import enqueue
from app.core.access import can
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.permissions import ACCEPT
from app.schedule.services.decisions import Outcome, decide
from app.schedule.waiting import Waiting, count, ids_after

KIND = "schedule.decide"
PERMISSION = "ScheduleEntries"
#: So many are decided on while somebody waits.
MOST_AT_ONCE = 500
_BATCH = 200
_NAMED = 5


def decide_on_all(waiting: Waiting, *, reason: str | None = None) -> Outcome | Job:
    """Decide at once, or order the work and return it."""
    ids = ids_after(waiting, 0, MOST_AT_ONCE + 1)
    if len(ids) <= MOST_AT_ONCE:
        return decide(dict.fromkeys(ids), reason=reason, until=waiting.until)
    return enqueue(
        KIND,
        {"waiting": waiting.as_json(), "reason": reason},
        owner_id=acting_user_id(),
        subject=_("Hours to accept"),
    )


def in_words(outcome: Outcome, *, is_acceptance: bool) -> str:
    """Return what became of it, the first refusals by name."""
    done = (
        _("Accepted: %(count)s.", count=outcome.done)
        if is_acceptance
        else _("Rejected: %(count)s.", count=outcome.done)
    )
    if not outcome.refused:
        return str(done)
    parts = [done, _("Left as they are: %(count)s.", count=len(outcome.refused))]
    parts += [f"{one.entry}: {one.why}" for one in outcome.refused[:_NAMED]]
    rest = len(outcome.refused) - _NAMED
    return " ".join([*parts, _("And %(count)s more.", count=rest)] if rest > 0 else parts)


@job(KIND, label=lazy_gettext("Deciding on hours"))
def decide_in_background(work: JobInHand, progress: Progress) -> Result:
    """Go through what was waiting when it was ordered, as its owner may do it now."""
    if not can(ACCEPT, PERMISSION):
        raise DomainError(_("You may not accept hours any more."))
    waiting = Waiting.from_json(work.arguments["waiting"])
    reason = work.arguments["reason"]
    state: dict[str, Any] = work.checkpoint or {"after": 0, "done": 0, "refused": 0}
    total = state["done"] + state["refused"] + count(waiting)[0]
    named = Outcome()
    while ids := ids_after(waiting, state["after"], _BATCH):
        with transaction():
            outcome = decide(dict.fromkeys(ids), reason=reason, until=waiting.until)
            state = {
                "after": ids[-1],
                "done": state["done"] + outcome.done,
                "refused": state["refused"] + len(outcome.refused),
            }
            progress.checkpoint(state)
        named.add(outcome)
        progress(state["done"] + state["refused"], total)
    return Result(in_words(named, is_acceptance=reason is None))
