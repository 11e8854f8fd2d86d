"""Deciding on many reported hours at once: what cannot be decided on is named, the rest goes on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import lock_people
from app.schedule.services import deciding
from app.schedule.services.months import closed_among


@dataclass(frozen=True)
class Refused:
    """An entry that was left as it is, and why."""

    entry: str
    why: str


@dataclass
class Outcome:
    """How many were decided on, and which were not; ``found`` of them are there at all."""

    done: int = 0
    found: int = 0
    refused: list[Refused] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Take in another outcome."""
        self.done += other.done
        self.refused += other.refused


def decide(
    seen: Mapping[int, int | None], *, reason: str | None = None, until: datetime | None = None
) -> Outcome:
    """Accept entries, or reject them for a reason; ``seen`` are keys with the revisions shown.

    A revision of ``None`` means that the entry was not shown by itself; then nothing that was
    written after ``until`` is decided on.
    """
    rows = _locked(seen)
    outcome = Outcome(found=len(rows))
    complaint = _complaints(rows, is_acceptance=reason is None)
    ready: list[ScheduleEntry] = []
    for entry in rows:
        why = _moved_on(entry, seen[entry.id], until) or complaint(entry)
        if why:
            outcome.refused.append(Refused(str(entry), why))
        else:
            ready.append(entry)
    gone = len(seen) - len(rows)
    if gone:
        outcome.refused.append(Refused(_("Entries: %(count)s", count=gone), _("No longer there.")))
    if ready:
        _act(ready, reason)
    outcome.done = len(ready)
    return outcome


def why_not_accepted(entries: Collection[ScheduleEntry]) -> dict[int, str]:
    """Return for entries somebody looks at why this person could not accept them."""
    complaint = _complaints(entries, is_acceptance=True)
    return {entry.id: why for entry in entries if (why := complaint(entry))}


def _act(ready: Sequence[ScheduleEntry], reason: str | None) -> None:
    if reason is None:
        deciding.accept(ready)
    else:
        deciding.reject(ready, reason)


def _locked(ids: Collection[int]) -> list[ScheduleEntry]:
    """Read entries so that nobody else decides on them meanwhile; always in the same order."""
    lock_people(sa.select(ScheduleEntry.contract_id).where(ScheduleEntry.id.in_(ids)))
    query = (
        sa.select(ScheduleEntry)
        .where(ScheduleEntry.id.in_(ids))
        .order_by(ScheduleEntry.id)
        .options(joinedload(ScheduleEntry.employee))
        .with_for_update(of=ScheduleEntry)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query)) if ids else []


def _moved_on(entry: ScheduleEntry, revision: int | None, until: datetime | None) -> str:
    if entry.state is not EntryState.reported:
        return str(_("It is %(state)s already.", state=entry.state))
    is_changed = revision is not None and revision != entry.revision
    if is_changed or (until is not None and entry.changed_on > until):
        return str(_("Somebody has changed it since you opened the page. Look at it again."))
    return ""


def _complaints(
    entries: Collection[ScheduleEntry], *, is_acceptance: bool
) -> Callable[[ScheduleEntry], str]:
    """Return what tells for an entry why it cannot be decided on; asks once for all of them."""
    closed = closed_among({entry.day for entry in entries})
    actor = deciding.four_eyes_actor() if is_acceptance else None

    def complaint(entry: ScheduleEntry) -> str:
        if entry.day.replace(day=1) in closed:
            return str(_("%(month)s is closed; open the month first.", month=f"{entry.day:%m.%Y}"))
        if deciding.is_own(entry, actor):
            return str(_("You have reported it yourself; somebody else has to accept it."))
        return ""

    return complaint
