"""Finding the contract that a row of a file means: by its number, a PESEL, or names.

Only contracts within the caller's scope are found. More than one that fits is a refusal that names
them; so is a row whose number and name belong to different people.
"""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.errors import DomainError
from app.core.text import search_key
from app.employees.models import Employee
from app.extensions import db
from app.positions.models import Position
from app.schedule.rules.importing.rows import HoursRow

#: A file of hours is about a few months; one that is about hundreds is no such file.
MOST_MONTHS = 60
_NAMED = 5

_key = lru_cache(maxsize=16384)(search_key)


@dataclass(frozen=True)
class Context:
    """What the user said about all rows of a file, and what they may see."""

    client_id: int | None = None
    position_id: int | None = None
    sees_pesel: bool = False


@dataclass(frozen=True)
class Candidate:
    """A contract that a row may mean."""

    id: int
    number: str
    employee_id: int
    client_id: int
    position_id: int
    first: date
    last: date | None
    person: str
    client: str
    short: str
    position: str

    def covers(self, day: date) -> bool:
        """Tell whether the contract holds on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        return f"{self.number} ({self.person}, {self.client}, {self.position})"


class Matcher:
    """Finds contracts for rows, asking the database a fixed number of times for each batch."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._numbers: dict[str, list[Candidate]] = {}
        self._pesels: dict[str, list[Candidate]] = {}
        self._months: dict[date, dict[str, list[Candidate]]] = {}

    def prepare(self, rows: Iterable[HoursRow]) -> None:
        """Look up what the rows of a batch name."""
        batch = list(rows)
        numbers = {row.contract for row in batch if row.contract} - self._numbers.keys()
        if numbers:
            self._look_up(self._numbers, numbers, Contract.number)
        pesels = {row.pesel for row in batch if self._is_by_pesel(row)} - self._pesels.keys()
        if pesels:
            self._look_up(self._pesels, pesels, Employee.pesel)
        for row in batch:
            if not row.contract and not self._is_by_pesel(row):
                self._load_month(row.day)

    def find(self, row: HoursRow) -> Candidate:
        """Return the contract of a row, or refuse in words."""
        if row.contract:
            return self._by_number(row)
        if row.pesel and not row.person and not self.context.sees_pesel:
            raise DomainError(
                _("You may not see PESEL numbers; name the contract or the employee instead.")
            )
        if self._is_by_pesel(row):
            found, nobody = self._pesels.get(row.pesel, []), _("Nobody has this PESEL.")
            _check_name(row.person, found)
        else:
            month = self._months.get(row.day.replace(day=1), {})
            found = month.get(_name_key(row.person), [])
            nobody = _("Nobody called %(name)s works in %(month)s.",
                       name=row.person, month=f"{row.day:%m.%Y}")  # fmt: skip
        if not found:
            raise DomainError(nobody)
        return _only(self._narrowed(found, row), row)

    def _is_by_pesel(self, row: HoursRow) -> bool:
        return bool(row.pesel) and self.context.sees_pesel

    def _by_number(self, row: HoursRow) -> Candidate:
        found = self._numbers.get(row.contract, [])
        if not found:
            raise DomainError(_("There is no contract %(number)s.", number=row.contract))
        _check_name(row.person, found)
        if len(found) > 1:
            found = [one for one in found if one.covers(row.day)] or found
        if len(found) > 1:
            raise _ambiguous(found)
        return found[0]

    def _narrowed(self, found: Sequence[Candidate], row: HoursRow) -> list[Candidate]:
        """Return the candidates of the client and position that the row or the user names."""
        wanted, position = _key(row.client), _key(row.position)
        left = [one for one in found if self._is_at_client(one, wanted)]
        if not left:
            raise DomainError(_("%(name)s does not work at this client.", name=found[0].person))
        near = [one for one in left if self._is_at_position(one, position)]
        if not near:
            raise DomainError(_("%(name)s has another position here.", name=found[0].person))
        return near

    def _is_at_client(self, one: Candidate, wanted: str) -> bool:
        if not wanted:
            return self.context.client_id in (None, one.client_id)
        names = (_key(one.client), _key(one.short))
        return any(name == wanted or name.startswith(f"{wanted} ") for name in names)

    def _is_at_position(self, one: Candidate, wanted: str) -> bool:
        if not wanted:
            return self.context.position_id in (None, one.position_id)
        return _key(one.position) == wanted

    def _load_month(self, day: date) -> None:
        month = day.replace(day=1)
        if month in self._months:
            return
        if len(self._months) >= MOST_MONTHS:
            raise DomainError(_("The file is about more than %(n)s months.", n=MOST_MONTHS))
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        query = _candidates().where(
            Contract.starts_on <= last,
            sa.or_(Contract.effective_end.is_(None), Contract.effective_end >= month),
        )
        by_name: dict[str, list[Candidate]] = defaultdict(list)
        for one in _read(query):
            by_name[_name_key(one.person)].append(one)
        self._months[month] = dict(by_name)

    def _look_up(self, known: dict[str, list[Candidate]], wanted: set[str], column: Any) -> None:
        known.update({key: [] for key in wanted})
        query = _candidates().add_columns(column).where(column.in_(wanted))
        for row in db.session.execute(query):
            known[row[-1]].append(_candidate(row[:-1]))


def _candidates() -> sa.Select[Any]:
    """Return the SELECT of contracts; through the ORM, so foreign ones are not found."""
    return (
        sa.select(
            Contract.id, Contract.number, Contract.employee_id, Contract.client_id,
            Contract.position_id, Contract.starts_on, Contract.effective_end,
            Employee.first_name, Employee.last_name, Client.name, Client.short_name, Position.name,
        )
        .join(Contract.employee)
        .join(Contract.client)
        .join(Contract.position)
        .order_by(Contract.id)
    )  # fmt: skip


def _read(query: sa.Select[Any]) -> list[Candidate]:
    return [_candidate(row) for row in db.session.execute(query)]


def _candidate(row: Sequence[Any]) -> Candidate:
    *known, first_name, last_name, client, short, position = row
    pk, number, employee_id, client_id, position_id, first, last = known
    return Candidate(
        pk, number, employee_id, client_id, position_id, first, last,
        f"{last_name} {first_name}", client, short or client, position,
    )  # fmt: skip


@lru_cache(maxsize=16384)
def _name_key(name: str) -> str:
    """Return a key that does not depend on which of the names stands first."""
    return " ".join(sorted(_key(name.replace(",", " ").replace("-", " ")).split()))


def _check_name(said: str, found: Sequence[Candidate]) -> None:
    """Refuse a row whose number or PESEL belongs to somebody else than the one it names."""
    if not said or not found:
        return
    if any(_is_called(said, one.person) for one in found):
        return
    raise DomainError(
        _("Contract %(contract)s is of somebody else than %(name)s.",
          contract=found[0], name=said)
    )  # fmt: skip


@lru_cache(maxsize=16384)
def _is_called(said: str, person: str) -> bool:
    """Tell whether a name may be somebody's: „Kowalska”, „Kowalska A.”, „Anna Maria Kowalska”."""
    words = [word.rstrip(".") for word in _name_key(said).split()]
    names = _name_key(person).split()
    is_part = all(any(_is_word(word, name) for name in names) for word in words)
    return is_part or set(names) <= set(words)


def _is_word(word: str, name: str) -> bool:
    return word == name or (len(word) == 1 and name.startswith(word))


def _only(found: Sequence[Candidate], row: HoursRow) -> Candidate:
    """Return the one contract that covers the day."""
    covering = [one for one in found if one.covers(row.day)]
    if len(covering) == 1:
        return covering[0]
    if covering:
        raise _ambiguous(covering)
    people = {one.employee_id for one in found}
    if len(found) == 1 or len(people) == 1:
        raise DomainError(
            _("No contract covers %(day)s; there is: %(contracts)s.",
              day=f"{row.day:%d.%m.%Y}", contracts=_listed(found))
        )  # fmt: skip
    raise _ambiguous(found)


def _ambiguous(found: Sequence[Candidate]) -> DomainError:
    return DomainError(
        _("Several contracts fit: %(contracts)s. Write the contract number.",
          contracts=_listed(found))
    )  # fmt: skip


def _listed(found: Sequence[Candidate]) -> str:
    shown = "; ".join(map(str, found[:_NAMED]))
    return f"{shown}; …" if len(found) > _NAMED else shown
