"""Everything known of some people in some days, to check new entries against without asking again.

One book serves a cell of the grid and an import of a hundred thousand rows alike: it reads what
is there once, and notes what is added to it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app.assignments.models import Contract
from app.core.clock import today
from app.core.errors import DomainError
from app.extensions import db
from app.positions.enums import Unit
from app.positions.models import RateKind
from app.schedule.enums import EntryState
from app.schedule.models import ClosedMonth, ScheduleEntry
from app.schedule.rules.durations import DAY, as_clock
from app.schedule.rules.worked import Worked

_ONE_DAY = timedelta(days=1)
_ONCE_A_MONTH = frozenset({Unit.month, Unit.lump})


@dataclass(frozen=True)
class Terms:
    """What an entry needs to know of its contract; ``last`` is none while no end is agreed."""

    id: int
    number: str
    client_id: int
    employee_id: int
    first: date
    last: date | None


class Taken(NamedTuple):
    """Time or quantity that is taken already; a tuple, since there is one for every row."""

    entry_id: int
    contract_id: int
    day: date
    start: datetime | None
    end: datetime | None
    minutes: int
    kind_id: int | None
    is_once_a_month: bool = False


class Book:
    """The contracts, entries and closed months of some people between two days."""

    def __init__(self, contract_ids: Collection[int], first: date, last: date) -> None:
        self.first, self.last = first - _ONE_DAY, last + _ONE_DAY
        self.today = today()
        self.terms = {row.id: row for row in _terms(contract_ids)}
        self.closed = frozenset(
            db.session.connection().scalars(
                sa.select(ClosedMonth.__table__.c.month).where(
                    ClosedMonth.__table__.c.month <= last
                )
            )
        )
        self._taken: dict[tuple[int, date], list[Taken]] = defaultdict(list)
        self._lumps: dict[tuple[int, int | None, date], set[int]] = defaultdict(set)
        people = {row.employee_id for row in self.terms.values()}
        for employee_id, one in _taken(people, self.first.replace(day=1), self.last):
            self.note(employee_id, one)

    def check(
        self,
        contract_id: int,
        day: date,
        worked: Worked,
        *,
        is_planned: bool = False,
        replacing: int = 0,
    ) -> None:
        """Refuse what cannot be; ``replacing`` is the entry whose place it takes."""
        terms = self.terms[contract_id]
        self.check_open(day)
        _check_covered(terms, day)
        if not is_planned and day > self.today:
            raise DomainError(_("%(day)s is still to come; plan it instead.", day=_day(day)))
        if worked.quantity is not None:
            self._check_quantity(terms, day, worked, replacing)
        else:
            self._check_time(terms, day, worked, replacing)

    def check_open(self, day: date) -> None:
        """Refuse a day of a closed month."""
        if self.closed and day.replace(day=1) in self.closed:
            raise DomainError(_("%(month)s is closed; open the month first.", month=f"{day:%m.%Y}"))

    def has(self, contract_id: int, day: date) -> bool:
        """Tell whether anything stands on a day of a contract already."""
        employee_id = self.terms[contract_id].employee_id
        return any(one.contract_id == contract_id for one in self._taken[employee_id, day])

    def note(self, employee_id: int, one: Taken) -> None:
        """Remember time as taken."""
        self._taken[employee_id, one.day].append(one)
        if one.is_once_a_month:
            self._lumps[one.contract_id, one.kind_id, one.day.replace(day=1)].add(one.entry_id)

    def forget(self, employee_id: int, day: date, entry_id: int) -> None:
        """Take an entry's time as free again."""
        known = self._taken[employee_id, day]
        for one in [one for one in known if one.entry_id == entry_id]:
            known.remove(one)
            if one.is_once_a_month:
                self._lumps[one.contract_id, one.kind_id, day.replace(day=1)].discard(entry_id)

    def _check_quantity(self, terms: Terms, day: date, worked: Worked, replacing: int) -> None:
        kind = worked.kind
        assert kind is not None  # noqa: S101 - a quantity always has its kind
        if kind.unit in _ONCE_A_MONTH:
            if self._lumps[terms.id, kind.id, day.replace(day=1)] - {replacing}:
                raise DomainError(_("This lump sum stands in the month already."))
            return
        for one in self._taken[terms.employee_id, day]:
            is_same = one.contract_id == terms.id and one.kind_id == kind.id and not one.minutes
            if is_same and one.entry_id != replacing:
                raise DomainError(_("There is an entry of this kind on %(day)s.", day=_day(day)))

    def _check_time(self, terms: Terms, day: date, worked: Worked, replacing: int) -> None:
        shift, of_day = worked.shift, worked.minutes or 0
        for near in _around(day):
            for one in self._taken.get((terms.employee_id, near), ()):
                if replacing and one.entry_id == replacing:
                    continue
                if shift is not None:
                    _check_overlap(shift.start, shift.end, one)
                if near == day:
                    of_day += one.minutes
        if of_day > DAY + 60:  # the night in which the clocks go back has 25 hours
            raise DomainError(
                _("With this entry %(day)s would have %(hours)s hours.",
                  day=_day(day), hours=as_clock(of_day))
            )  # fmt: skip


def _check_covered(terms: Terms, day: date) -> None:
    if day < terms.first or (terms.last is not None and day > terms.last):
        raise DomainError(
            _("Contract %(number)s does not cover %(day)s.", number=terms.number, day=_day(day))
        )


@lru_cache(maxsize=1024)
def _around(day: date) -> tuple[date, date, date]:
    """Return the days on which a shift may lie that touches a day."""
    return day - _ONE_DAY, day, day + _ONE_DAY


def _check_overlap(start: datetime, end: datetime, one: Taken) -> None:
    if one.start is None or one.end is None:
        return
    if one.start < end and start < one.end:
        raise DomainError(
            _("It overlaps with the shift that begins on %(day)s.", day=_day(one.day))
        )


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _terms(contract_ids: Collection[int]) -> list[Terms]:
    """Read contracts; through the ORM, so that foreign ones are not found."""
    found: list[Terms] = []
    ids = list(contract_ids)
    for start in range(0, len(ids), 500):
        query = sa.select(
            Contract.id, Contract.number, Contract.client_id, Contract.employee_id,
            Contract.starts_on, Contract.effective_end,
        ).where(Contract.id.in_(ids[start : start + 500]))  # fmt: skip
        found += [Terms(*row) for row in db.session.execute(query)]
    return found


def _taken(people: Collection[int], first: date, last: date) -> Iterable[tuple[int, Taken]]:
    """Yield what people have on some days, at whatever client: they cannot be in two places."""
    entry, kind = ScheduleEntry.__table__.c, RateKind.__table__.c
    ids = list(people)
    for start in range(0, len(ids), 500):
        query = (
            sa.select(
                entry.employee_id, entry.id, entry.contract_id, entry.day, entry.started_at,
                entry.ended_at, entry.minutes, entry.rate_kind_id, kind.unit, entry.quantity,
            )
            .select_from(ScheduleEntry.__table__.outerjoin(RateKind.__table__))
            .where(
                entry.employee_id.in_(ids[start : start + 500]),
                entry.day.between(first, last),
                entry.state != EntryState.rejected,
            )
        )  # fmt: skip
        for row in db.session.connection().execute(query):
            is_lump = row.quantity is not None and row.unit in _ONCE_A_MONTH
            yield row.employee_id, Taken(
                row.id, row.contract_id, row.day, row.started_at, row.ended_at,
                row.minutes or 0, row.rate_kind_id, is_lump,
            )  # fmt: skip


def taken_by(entry_id: int, contract_id: int, day: date, worked: Worked) -> Taken:
    """Return what an entry takes."""
    shift, kind = worked.shift, worked.kind
    return Taken(
        entry_id,
        contract_id,
        day,
        shift.start if shift else None,
        shift.end if shift else None,
        worked.minutes or 0,
        kind.id if kind else None,
        worked.quantity is not None and kind is not None and kind.unit in _ONCE_A_MONTH,
    )
