"""Imports of hours in the background: checking, bringing in, taking back."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.background.registry import JobInHand, Progress, Result, job
from app.core.access import can
from app.core.errors import DomainError
from app.core.permissions import READ
from app.core.permissions import WRITE as MAY_WRITE
from app.employees.models import PERSONAL_NUMBERS
from app.schedule.services.imports import steps


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


def _require_permission() -> None:
    """Rights may have changed since the work was ordered."""
    if not can(MAY_WRITE, steps.PERMISSION):
        raise DomainError(_("Your role does not allow this."))
