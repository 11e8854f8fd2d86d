"""The hours of all people, month by month: past the session, with the product's own split."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from app.assignments.enums import ContractKind
from app.assignments.models import Contract
from app.core import audit, bulk
from app.demo import occupations, texts
from app.demo.agency import Agency
from app.demo.days import MONTHS
from app.demo.entries import Office
from app.demo.loading import move_sequence, next_id
from app.demo.shifts import (
    Outcome,
    Posting,
    Work,
    day_row,
    outcome,
    shifts,
    trip_days,
    worked_month,
)
from app.demo.values import Row
from app.extensions import db
from app.schedule.enums import COUNTED, EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.rules.holidays import public_holidays
from app.schedule.services.splitting import parts_of, plans_for

_ENTRY, _PART = ScheduleEntry.__table__, EntryPart.__table__
#: So far ahead of today the schedule is planned.
_AHEAD = timedelta(days=17)
#: So soon after its end the hours of a month are complete.
_COMPLETE = timedelta(days=4)

Entry = tuple[Posting, date, Outcome]


def office_of(agency: Agency) -> Office:
    """Return who writes hours, and the words for it."""
    return Office(
        seed=agency.seed,
        days=agency.story.days,
        people=[one.id for one in agency.coordinators],
        kinds={name: kind.id for name, kind in agency.kinds.items()},
        rejections=texts.REJECTED,
    )


class Hours:
    """Writes the entries of each month when it is over, those of this month yesterday."""

    def __init__(self, agency: Agency, contracts: Sequence[Contract]) -> None:
        self.agency, self.contracts = agency, contracts
        self.days = agency.story.days
        self.office = office_of(agency)

    def plan(self, worked_position_id: int) -> None:
        """Plan the writing; the hotel of the worked month has exactly its hours there."""
        for before in range(MONTHS, 0, -1):
            first, last = self.days.month(before), self.days.month_end(before)
            self._tell(last + _COMPLETE, first, last, worked_position_id if before == 1 else 0)
        self._tell(self.days.last, self.days.month(), self.days.today + _AHEAD, 0)

    def _tell(self, on: date, first: date, last: date, worked_position_id: int) -> None:
        def write() -> None:
            self.write(first, last, worked_position_id)

        self.agency.story.tell(on, self.agency.coordinators[1], write, place=21_000)

    def write(self, first: date, last: date, worked_position_id: int = 0) -> None:
        """Write what happened between two days."""
        connection = db.session.connection()
        db.session.flush()
        number = next_id(connection, _ENTRY)
        rows = [
            self.office.row(number + place, *entry)
            for place, entry in enumerate(self._entries(first, last, worked_position_id))
        ]
        bulk.insert(connection, _ENTRY, rows)
        bulk.insert(connection, _PART, _parts(connection, rows, first))
        for table in (_ENTRY, _PART):
            move_sequence(connection, table)
        counts = {"ScheduleEntry.create": len(rows)}
        audit.record("bulk", "ScheduleEntry", label=f"Grafik {first:%m.%Y}", after=counts)

    def _entries(self, first: date, last: date, worked_position_id: int) -> Iterator[Entry]:
        """Yield all that was done, contract by contract."""
        holidays = public_holidays({first.year, last.year})
        worked = [one for one in self.contracts if one.position_id == worked_position_id]
        yield from self._worked_month(worked, first, last)
        for contract in self.contracts:
            if contract in worked or contract.period.is_empty:
                continue
            posting = as_posting(contract)
            if posting.is_care:
                agreed: Iterable[tuple[date, Work]] = self._of_trip(posting, first, last)
            else:
                agreed = shifts(self.agency.seed, posting, first, last, holidays=holidays)
            source = self.office.source(posting.client_id)
            is_slow = self.office.is_slow(posting.client_id)
            for day, work in agreed:
                row = day_row(self.agency.seed, posting, day)
                found = outcome(
                    row, work, day, today=self.days.today, source=source, is_slow=is_slow
                )
                if found is not None:
                    yield posting, day, found

    def _of_trip(self, posting: Posting, first: date, last: date) -> Iterator[tuple[date, Work]]:
        """Yield what a family pays for: lump sums of months, or days."""
        is_daily = Row(self.agency.seed, "care", posting.client_id).happens("daily", 30)
        while first <= last:
            end = min(last, _month_end(first))
            yield from trip_days(
                posting, first, end, is_daily=is_daily,
                by_day=occupations.ROUND_THE_CLOCK, by_month=occupations.LUMP,
            )  # fmt: skip
            first = end + timedelta(days=1)

    def _worked_month(
        self, contracts: Sequence[Contract], first: date, last: date
    ) -> Iterator[Entry]:
        postings = [as_posting(one) for one in contracts]
        for who, day, span in worked_month(first, last) if postings else ():
            work = Work(span)
            source = self.office.source(postings[who].client_id)
            yield postings[who], day, Outcome(EntryState.accepted, source, work, work)


def as_posting(contract: Contract) -> Posting:
    """Return what the generator needs to know of a contract."""
    name = contract.position.name
    return Posting(
        contract.id,
        contract.client_id,
        contract.employee_id,
        contract.starts_on,
        contract.effective_end,
        is_care=contract.kind is ContractKind.trip,
        works_on_holidays=any(name == job.name for job in occupations.JOBS[occupations.HOTELS]),
    )


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _parts(
    connection: sa.Connection, rows: Sequence[dict[str, Any]], first: date
) -> list[dict[str, Any]]:
    """Return the split of new entries; the week the first day lies in counts from its Monday."""
    counted = [SimpleNamespace(**row) for row in rows if row["state"] in COUNTED]
    entry = _ENTRY.c
    earlier = connection.execute(
        sa.select(_ENTRY).where(
            entry.day.between(first - timedelta(days=first.weekday()), first - timedelta(days=1)),
            entry.state.in_(COUNTED),
        )
    ).all()
    known: list[Any] = [*earlier, *counted]
    plans = plans_for({row.contract_id for row in known})
    holidays = public_holidays({first.year - 1, first.year, first.year + 1})
    return list(parts_of(known, plans, holidays, only=frozenset(row.id for row in counted)))
