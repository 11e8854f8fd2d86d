"""Hours in the background: files checked, brought in, taken back; decisions on very many."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.background.registry import JobInHand, Progress, Result, job
from app.core.access import can
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import ACCEPT, READ
from app.core.permissions import WRITE as MAY_WRITE
from app.employees.models import PERSONAL_NUMBERS
from app.schedule.queries.waiting import Waiting, count, ids_after
from app.schedule.services import deciding_on_all
from app.schedule.services.decisions import Outcome, decide
from app.schedule.services.imports import steps

#: So many are decided on in one transaction.
_BATCH = 200


@job(steps.CHECK, label=lazy_gettext("Check of hours"))
def check_hours(work: JobInHand, progress: Progress) -> Result:
    """Read a file of hours and say of every row what would become of it."""
    _require_permission()
    import_id, sees_pesel = int(work.arguments["import"]), can(READ, PERSONAL_NUMBERS)
    found = steps.run_check(import_id, progress, sees_pesel=sees_pesel)
    text = _("New: %(fresh)s, changes: %(changes)s, refused: %(refused)s.",
             fresh=found.fresh, changes=found.changes, refused=found.refused)  # fmt: skip
    return Result(text, steps.keep_faults(import_id, progress, sees_pesel=sees_pesel))


@job(steps.WRITE, label=lazy_gettext("Import of hours"))
def import_hours(work: JobInHand, progress: Progress) -> Result:
    """Bring checked hours into the schedule."""
    _require_permission()
    import_id, sees_pesel = int(work.arguments["import"]), can(READ, PERSONAL_NUMBERS)
    found = steps.run_import(import_id, progress)
    text = _("Added: %(created)s, changed: %(updated)s.",
             created=found.created, updated=found.updated)  # fmt: skip
    return Result(text, steps.keep_faults(import_id, progress, sees_pesel=sees_pesel))


@job(steps.REVERT, label=lazy_gettext("Taking back of hours"))
def revert_hours(work: JobInHand, progress: Progress) -> Result:
    """Take the hours of an import back."""
    _require_permission()
    found = steps.run_revert(int(work.arguments["import"]), progress)
    return Result(_("Taken back: %(count)s.", count=found.taken_back))


@job(deciding_on_all.KIND, label=lazy_gettext("Deciding on hours"))
def decide_in_background(work: JobInHand, progress: Progress) -> Result:
    """Go through what was waiting when it was ordered, as its owner may do it now."""
    if not can(ACCEPT, deciding_on_all.PERMISSION):
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
    return Result(deciding_on_all.in_words(named, is_acceptance=reason is None))


def _require_permission() -> None:
    """Rights may have changed since the work was ordered."""
    if not can(MAY_WRITE, steps.PERMISSION):
        raise DomainError(_("Your role does not allow this."))
