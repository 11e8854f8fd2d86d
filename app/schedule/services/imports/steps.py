"""What a user orders on an import: to check it, to bring it in, to take it back."""

from contextlib import suppress

from flask_babel import gettext as _

from app.background import files
from app.background.models import Job
from app.background.registry import File, Progress
from app.background.services.jobs import enqueue
from app.core import audit
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.states import require_move
from app.extensions import db
from app.schedule.enums import IMPORT_MOVES, ImportState
from app.schedule.models import HoursImport
from app.schedule.services.imports import checking, faults, reverting, writing

#: What guards imports of hours.
PERMISSION = "HoursImports"
CHECK, WRITE, REVERT = "schedule.check_hours", "schedule.import_hours", "schedule.revert_hours"
#: The states in which work is being done.
BUSY = {
    ImportState.checking: CHECK,
    ImportState.importing: WRITE,
    ImportState.reverting: REVERT,
}


def order_check(work: HoursImport) -> None:
    """Have every row checked; nothing enters the schedule.

    Whoever orders it, it is done as the owner: they read what is found, and a refusal names the
    contracts that were looked at.
    """
    _order(work, ImportState.checking, as_id=work.owner_id)


def order_import(work: HoursImport) -> None:
    """Have the good rows brought in; the refused ones stay outside."""
    if work.state is ImportState.checked and not (work.fresh or work.changes):
        raise DomainError(_("There is nothing to import: no row is new or changed."))
    _order(work, ImportState.importing)


def order_revert(work: HoursImport, *, is_partial: bool = False) -> None:
    """Have the import taken back; what was touched since has to be left expressly."""
    if not is_partial:
        reverting.check_revertible(work.id)
    _order(work, ImportState.reverting)


def is_stalled(work: HoursImport) -> bool:
    """Tell whether work was begun that nobody does any more: it was cancelled, or it failed."""
    if work.state not in BUSY:
        return False
    job = db.session.get(Job, work.job_id) if work.job_id else None
    return job is None or job.is_finished


def run_check(import_id: int, progress: Progress, *, sees_pesel: bool) -> HoursImport:
    """Check an import; a file that cannot be read at all says so on its page."""
    work = _get(import_id)
    if work.state is ImportState.checked:
        return work
    try:
        checking.check(work, progress, sees_pesel=sees_pesel)
    except DomainError as refusal:
        db.session.rollback()
        with transaction():
            work = _get(import_id)
            _move(work, ImportState.failed)
            work.error = str(refusal)[:500]
        raise
    with transaction():
        work = _get(import_id)
        _move(work, ImportState.checked)
        work.error = ""
    return work


def run_import(import_id: int, progress: Progress) -> HoursImport:
    """Bring an import in."""
    if (done := _get(import_id)).state is ImportState.imported:
        return done
    writing.write(import_id, progress)
    with transaction():
        work = _get(import_id)
        _move(work, ImportState.imported)
        work.imported_at = now()
        counts = {"created": work.created, "updated": work.updated, "refused": work.refused}
        audit.record("hours imported", "HoursImport", work.id, label=str(work), after=counts)
    return work


def run_revert(import_id: int, progress: Progress) -> HoursImport:
    """Take an import back."""
    if (done := _get(import_id)).state is ImportState.reverted:
        return done
    reverting.revert(import_id, progress)
    with transaction():
        work = _get(import_id)
        _move(work, ImportState.reverted)
        reverting.finish(work)
        counts = {"taken back": work.taken_back, "left": work.remained}
        audit.record("import taken back", "HoursImport", work.id, label=str(work), after=counts)
    return work


def begin(work: HoursImport, state: ImportState) -> None:
    """Move an import on; what somebody does in the foreground needs no job."""
    _move(work, state)


def discard_file(work: HoursImport) -> None:
    """Delete the file of an import that was never kept."""
    path = files.find(work.file_key)
    if path is not None:
        with suppress(OSError):
            path.unlink()


def keep_faults(import_id: int, progress: Progress, *, sees_pesel: bool) -> File | None:
    """Write the file of refused rows and note where it lies."""
    file = faults.write(_get(import_id), progress.new_file(), sees_pesel=sees_pesel)
    with transaction():
        _get(import_id).faults_key = file.path.name if file else ""
    return file


def _order(work: HoursImport, state: ImportState, *, as_id: int | None = None) -> None:
    if work.state in BUSY and not is_stalled(work):
        raise DomainError(_("This import is being worked on; wait until it is done."))
    _move(work, state)
    owner_id = as_id or acting_user_id()
    job = enqueue(BUSY[state], {"import": work.id}, owner_id=owner_id, subject=work.file_name)
    work.job_id = job.id


def _move(work: HoursImport, state: ImportState) -> None:
    require_move(IMPORT_MOVES, work.state, state)
    work.state = state


def _get(import_id: int) -> HoursImport:
    found: HoursImport | None = db.session.get(HoursImport, import_id)
    if found is None:
        raise DomainError(_("This import does not exist any more."))
    return found
