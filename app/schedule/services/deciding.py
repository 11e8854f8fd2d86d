"""Accepting and rejecting reported hours."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.core.clock import now
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.states import require_move
from app.extensions import db
from app.schedule.enums import MOVES, EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import RULES, lock_people
from app.schedule.services.months import check_open
from app.schedule.services.splitting import split_again


def accept(entries: Sequence[ScheduleEntry]) -> None:
    """Accept hours: they are split into kinds of rates and can be settled."""
    _lock(entries)
    check_open(entry.day for entry in entries)
    actor = four_eyes_actor()
    for entry in entries:
        _check_four_eyes(entry, actor)
        _decide(entry, EntryState.accepted)
    _split(entries)


def reject(entries: Sequence[ScheduleEntry], reason: str) -> None:
    """Send hours back with a reason."""
    reason = reason.strip()
    if not reason:
        raise DomainError(_("Say why the hours are rejected."))
    check_open(entry.day for entry in entries)
    for entry in entries:
        entry.reject_reason = reason[:300]
        _decide(entry, EntryState.rejected)
    db.session.flush()


def take_back(entries: Sequence[ScheduleEntry]) -> None:
    """Undo the acceptance of hours that are not settled yet."""
    _lock(entries)
    check_open(entry.day for entry in entries)
    for entry in entries:
        require_move(MOVES, entry.state, EntryState.reported)
        entry.state = EntryState.reported
        entry.decided_at = entry.decided_by_id = entry.reject_reason = None
    _split(entries)


def _lock(entries: Sequence[ScheduleEntry]) -> None:
    lock_people({entry.contract_id for entry in entries})


def _decide(entry: ScheduleEntry, state: EntryState) -> None:
    require_move(MOVES, entry.state, state)
    entry.state = state
    entry.decided_at, entry.decided_by_id = now(), acting_user_id()


def four_eyes_actor() -> int | None:
    """Return who may not accept their own hours („zasada czterech oczu”), if the rule is on."""
    return acting_user_id() if RULES.get("four_eyes") else None


def _check_four_eyes(entry: ScheduleEntry, actor: int | None) -> None:
    if is_own(entry, actor):
        raise DomainError(
            _("%(entry)s was reported by you; somebody else has to accept it.", entry=entry)
        )


def is_own(entry: ScheduleEntry, actor: int | None) -> bool:
    """Tell whether this person reported the hours; without one it is nobody's own."""
    return actor is not None and entry.reported_by_id == actor


def _split(entries: Sequence[ScheduleEntry]) -> None:
    db.session.flush()
    split_again({entry.contract_id for entry in entries}, {entry.day for entry in entries})
