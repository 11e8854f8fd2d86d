"""Decisions on everything a filter finds: too many for a request become background work."""

from flask_babel import gettext as _

from app.background.models import Job
from app.background.services.jobs import enqueue
from app.core.models import acting_user_id
from app.schedule.queries.waiting import Waiting, ids_after
from app.schedule.services.decisions import Outcome, decide

KIND = "schedule.decide"
PERMISSION = "ScheduleEntries"
#: So many are decided on while somebody waits.
MOST_AT_ONCE = 500
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
