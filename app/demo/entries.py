"""Entries of the schedule as rows of the table: what its services would have written, at once.

``tests/demo/test_hours.py`` writes some of them through the services and compares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.demo.days import Days, at_work
from app.demo.shifts import Outcome, Posting, Work, day_row
from app.demo.values import Row
from app.schedule.enums import COUNTED, EntrySource, EntryState
from app.schedule.rules.shifts import place_shift

_DECIDED = (*COUNTED, EntryState.rejected)
_ONE = Decimal(1)
#: Sources of the hours of a client.
_SOURCES = (
    EntrySource.office,
    EntrySource.office,
    EntrySource.imported,
    EntrySource.portal,
    EntrySource.employee,
)


@dataclass(frozen=True)
class Office:
    """Who writes entries and decides on them, and the ids of the kinds of rates by name."""

    seed: int
    days: Days
    people: Sequence[int]
    kinds: Mapping[str, int]
    rejections: Sequence[str]

    def source(self, client_id: int) -> EntrySource:
        """Return from where the hours of a client come."""
        return Row(self.seed, "hours of client", client_id).one_of("source", _SOURCES)

    def is_slow(self, client_id: int) -> bool:
        """Tell whether a client takes its time to decide on hours."""
        return Row(self.seed, "hours of client", client_id).happens("slow", 14)

    def row(self, number: int, posting: Posting, day: date, found: Outcome) -> dict[str, Any]:
        """Return one entry with all columns that are ever filled."""
        row = day_row(self.seed, posting, day)
        planner, decider = self._people(row)
        times = self._times(row, posting, day)
        is_reported = found.state is not EntryState.planned
        is_decided = found.state in _DECIDED
        created_at = times.planned if found.planned else times.reported
        changed_at = times.decided if is_decided else times.reported if is_reported else created_at
        is_rejected = found.state is EntryState.rejected
        return {
            "id": number,
            "client_id": posting.client_id,
            "contract_id": posting.contract_id,
            "employee_id": posting.employee_id,
            "day": day,
            "state": found.state,
            "source": found.source,
            "rate_kind_id": self.kinds[found.worked.kind] if found.worked.kind else None,
            **_worked(day, found.worked),
            **_planned(day, found.planned),
            "reported_by_id": planner if is_reported else None,
            "reported_at": times.reported if is_reported else None,
            "decided_by_id": decider if is_decided else None,
            "decided_at": times.decided if is_decided else None,
            "reject_reason": row.one_of("reason", self.rejections) if is_rejected else None,
            "created_on": created_at,
            "changed_on": changed_at,
            "created_by_id": planner,
            "changed_by_id": decider if is_decided else planner,
            "revision": 1 + bool(found.planned and is_reported) + is_decided,
        }

    def _people(self, row: Row) -> tuple[int, int]:
        """Return who reports and who decides: never the same person."""
        first = row.whole("planner", len(self.people))
        step = 1 + row.whole("decider", len(self.people) - 1)
        return self.people[first], self.people[(first + step) % len(self.people)]

    def _times(self, row: Row, posting: Posting, day: date) -> "_Times":
        days = self.days
        planned_on = max(day.replace(day=1) - timedelta(days=6), posting.first - timedelta(days=2))
        reported_on = min(day + timedelta(days=1), days.last)
        decided_on = min(reported_on + timedelta(days=row.whole("decided", 5)), days.last)
        return _Times(
            at_work(min(planned_on, days.last), row.whole("planned at", 8000)),
            at_work(reported_on, 8000 + row.whole("reported at", 5000)),
            at_work(decided_on, 14_000 + row.whole("decided at", 12_000)),
        )


@dataclass(frozen=True)
class _Times:
    planned: datetime
    reported: datetime
    decided: datetime


def _worked(day: date, work: Work) -> dict[str, Any]:
    shift = place_shift(day, work.span) if work.span else None
    return {
        "started_at": shift.start if shift else None,
        "ended_at": shift.end if shift else None,
        "pause_started_at": shift.pause_start if shift else None,
        "pause": shift.pause if shift else 0,
        "minutes": shift.minutes if shift else (work.minutes or None),
        "quantity": _ONE if work.kind else None,
    }


def _planned(day: date, work: Work | None) -> dict[str, Any]:
    """Return the plan as it was, none when there was none."""
    values = _worked(day, work) if work else {}
    names = ("started_at", "ended_at", "minutes", "quantity")
    return {f"planned_{name}": values.get(name) for name in names}
