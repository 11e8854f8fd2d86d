"""The workers of the temporary-work brand: hired, sent to the clients, prolonged, leaving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from app.accounts.models import Account
from app.assignments.models import Contract
from app.assignments.services.contracts import (
    cancel_contract,
    follow,
    give_number,
    normalise_contract,
)
from app.assignments.services.doubts import doubts_about, override, unanswered
from app.core.clock import now
from app.demo import texts, workers
from app.demo.agency import Agency
from app.demo.days import Days
from app.demo.services.clients import Customer
from app.demo.values import Row
from app.employees.models import Employee, EmployeeDocument
from app.employees.services import normalise_document, normalise_employee
from app.extensions import db
from app.positions.models import Position

# Of a hundred workers: there before the story, come during it, gone during it, yet to come.
_BEFORE, _JOINED, _LEFT, _FUTURE = 60, 23, 7, 5
_GONE = "Zakończony"
_REASONS = {True: texts.VOID, False: texts.CANCELLED}


@dataclass(frozen=True)
class Term:
    """The days of one contract, and the day on which it is cancelled instead, if any."""

    start: date
    end: date | None
    cancelled: date | None = None


def terms(row: Row, days: Days) -> list[Term]:
    """Return the contracts of one worker, one after the other without a gap."""
    chance = row.whole("fate", 100)
    if chance < _BEFORE:
        return _staying(row, days, days.first - timedelta(days=10 + row.whole("start", 300)))
    if chance < _BEFORE + _JOINED:
        span = (days.today - days.first).days - 4
        return _staying(row, days, days.first + timedelta(days=1 + row.whole("start", span)))
    start = days.first - timedelta(days=20 + row.whole("start", 200))
    if chance < _BEFORE + _JOINED + _LEFT:
        gone = days.first + timedelta(days=15 + row.whole("gone", 60))
        if row.happens("cancelled", 50):
            return [Term(start, days.month_end(-1), min(gone, days.last))]
        return [Term(start, min(gone, days.last))]
    if chance < _BEFORE + _JOINED + _LEFT + _FUTURE:
        start = days.today + timedelta(days=2 + row.whole("start", 20))
        void = start - timedelta(days=1) if row.happens("void", 20) else None
        return [Term(start, days.month_end(-3), void)]
    return [Term(start - timedelta(days=120), start)]


def _staying(row: Row, days: Days, start: date) -> list[Term]:
    """Return the contracts of somebody who is still there: open, agreed anew, or to an end."""
    if row.happens("open", 15):
        return [Term(start, None)]
    last = (
        days.month_end(-1 - row.whole("months", 5)) if row.happens("long", 88) else days.month_end()
    )
    turn = days.month_end(1 + row.whole("turn", 2))
    if start < turn - timedelta(days=20) and row.happens("renewed", 45):
        return [Term(start, turn), Term(turn + timedelta(days=1), last)]
    return [Term(start, last)]


class Staff:
    """Hires the workers of the clients."""

    def __init__(self, agency: Agency) -> None:
        self.agency, self.story = agency, agency.story
        self.days = agency.story.days
        self.employees: list[Employee] = []
        self.contracts: list[Contract] = []
        self._count = 0

    def plan(self, customer: Customer, positions: Sequence[Position], count: int) -> None:
        """Have so many people hired for the positions of a client, each when it is time."""
        early = []
        for _ in range(count):
            self._count += 1
            row = Row(self.agency.seed, "employee", self._count)
            position = row.one_of("position", positions)
            hire = partial(self._hire, row, position, terms(row, self.days))
            hired = terms(row, self.days)[0].start - timedelta(days=3)
            if hired <= self.days.first - timedelta(days=3):
                early.append(hire)
            else:
                self.story.tell(hired, self.guardian(customer, row), hire, place=row.number * 7)
        if early:
            row = Row(self.agency.seed, "client", customer.client.id)
            day = self.days.founded + timedelta(days=20 + row.whole("hiring", 25))
            self.story.tell(day, self.guardian(customer, row), lambda: [one() for one in early])

    def plan_worked_month(self, position: Position, count: int) -> None:
        """Have people hired who stay through all months."""
        start = self.days.first - timedelta(days=40)
        self._plan_at(position, count, Term(start, self.days.month_end(-2)))

    def plan_newcomers(self, positions: Sequence[Position], count: int) -> None:
        """Have people hired from this month on."""
        for position in positions:
            term = Term(self.days.month(), self.days.month_end(-3))
            self._plan_at(position, count // len(positions), term)

    def _plan_at(self, position: Position, count: int, term: Term) -> None:
        for _ in range(count):
            self._count += 1
            row = Row(self.agency.seed, "employee", self._count)
            day = term.start - timedelta(days=4)
            who = row.one_of("guardian", self.agency.coordinators)
            hire = partial(self._hire, row, position, [term])
            self.story.tell(day, who, hire, place=row.number * 7)

    def guardian(self, customer: Customer, row: Row) -> Account:
        """Return who looks after a client's people."""
        people: list[Account] = customer.client.guardians or self.agency.coordinators
        return row.one_of("guardian", people)

    def add_candidates(self, count: int) -> None:
        """Add people who wait for their first contract."""
        for number in range(count):
            row = Row(self.agency.seed, "candidate", number + 1)
            day = self.days.today - timedelta(days=2 + row.whole("applied", 40))
            add = partial(self.add_employee, row, hired=day, status="Kandydat")
            who = row.one_of("guardian", self.agency.coordinators)
            self.story.tell(day, who, add, place=row.number * 11)

    def add_employee(
        self, row: Row, *, hired: date, status: str, is_caregiver: bool = False
    ) -> Employee:
        """Add a person with the documents shown on the first day."""
        values = workers.employee(row, on=self.days.today, is_caregiver=is_caregiver)
        employee = Employee(**values, status=self.agency.employee_statuses[status])
        employee.guardian = row.one_of("own guardian", self.agency.coordinators)
        if row.happens("tagged", 45):
            employee.tags = [row.one_of("tag", self.agency.employee_tags)]
        normalise_employee(employee)
        is_ukrainian = employee.nationality == "UA"
        shown = workers.documents(
            row, hired=hired, on=self.days.today,
            is_ukrainian=is_ukrainian, is_caregiver=is_caregiver,
        )  # fmt: skip
        for document in shown:
            employee.documents.append(EmployeeDocument(**document))
            normalise_document(employee.documents[-1])
        db.session.add(employee)
        self.employees.append(employee)
        return employee

    def _hire(self, row: Row, position: Position, agreed: list[Term]) -> None:
        """Add a worker with the first contract; the others come in their time."""
        last = agreed[-1]
        end = last.cancelled or last.end
        is_gone = end is not None and end < self.days.first
        status = _GONE if is_gone else "Aktywny"
        employee = self.add_employee(row, hired=agreed[0].start, status=status)
        first = self.add_contract(row, employee, position, agreed[0])
        if is_gone and row.happens("archived", 50):
            employee.archived_on = now()
        elif end is not None and end < self.days.last and row.happens("noted as gone", 85):
            self._tell_end(row, employee, end)
        for term in agreed[1:]:
            day = term.start - timedelta(days=5 + row.whole("prolonged", 8))
            who = row.one_of("guardian", self.agency.coordinators)
            prolong = partial(self.add_contract, row, employee, position, term, previous=first)
            self.story.tell(day, who, prolong, place=row.number * 13)

    def _tell_end(self, row: Row, employee: Employee, end: date) -> None:
        def note() -> None:
            employee.status = self.agency.employee_statuses[_GONE]

        day = end + timedelta(days=1 + row.whole("noted", 6))
        who = row.one_of("guardian", self.agency.coordinators)
        self.story.tell(day, who, note, place=22_000)

    def add_contract(
        self,
        row: Row,
        employee: Employee,
        position: Position,
        term: Term,
        *,
        previous: Contract | None = None,
    ) -> Contract:
        """Conclude a contract, and say why if something speaks against it."""
        contract = Contract(
            employee=employee,
            client=position.client,
            position=position,
            contract_type=position.contract_type,
            concluded_on=min(self.days.last, term.start - timedelta(days=1 + row.whole("late", 4))),
            starts_on=term.start,
            ends_on=term.end,
            payment_day=10,
        )
        if previous is None and row.happens("trial", 20) and not term.cancelled:
            contract.trial_until = min(term.start + timedelta(days=13), term.end or date.max)
        normalise_contract(contract)
        if previous is not None:
            follow(contract, previous)
        give_number(contract, company=self.agency.companies[0])
        db.session.add(contract)
        if term.start >= self.days.first:
            self._answer_doubts(row, contract)
        if term.cancelled:
            self._tell_cancellation(row, contract, term.cancelled)
        self.contracts.append(contract)
        return contract

    def _answer_doubts(self, row: Row, contract: Contract) -> None:
        asked = unanswered(contract, doubts_about(contract, with_rates=True))
        if asked:
            override(contract, asked, reason=row.one_of("override", texts.OVERRIDES))

    def _tell_cancellation(self, row: Row, contract: Contract, on: date) -> None:
        reasons = _REASONS[on < contract.starts_on]
        cancel = partial(cancel_contract, contract, on=on, reason=row.one_of("reason", reasons))
        who = row.one_of("guardian", self.agency.coordinators)
        self.story.tell(min(on, self.days.last), who, cancel, place=20_000 + row.number * 7)
