"""What the coordinators changed and wrote down, so that there are histories to look at."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from app.annotations.services.notes import Readers, add_note
from app.assignments.enums import ContractState
from app.assignments.models import Contract, ContractAnnex
from app.assignments.services.contracts import apply_annex
from app.clients.models import Client
from app.clients.services import KIND
from app.core.clock import now, today
from app.core.currency import Currency
from app.demo import numbers, occupations, texts
from app.demo.agency import Agency
from app.demo.services.clients import Customer
from app.employees.models import Employee
from app.employees.services import KIND as EMPLOYEE
from app.extensions import db
from app.positions.models import Position

_CHANGED, _NOTED, _ARCHIVED = 14, 18, 4
_EMPLOYEES_CHANGED, _EMPLOYEES_NOTED, _ON_LEAVE = 24, 12, 4
_POSITIONS_CHANGED, _ANNEXES = 12, 10


class Life:
    """Spreads what people do over the days of the story."""

    def __init__(self, rng: random.Random, agency: Agency) -> None:
        self.rng, self.agency = rng, agency
        self.days = agency.story.days

    def plan_for_clients(self, customers: Sequence[Customer]) -> None:
        """Plan changes of clients, notes on them, and the end of a few."""
        clients = [one.client for one in customers]
        for client in self.rng.sample(clients, _CHANGED):
            for change in self.rng.sample((self._phone, self._terms, self._tags), 2):
                self._tell(partial(change, client))
        for client in self.rng.sample(clients, _NOTED):
            self._tell(partial(self._note, KIND, client, client.id, texts.NOTES))
        ended = [one.client for one in customers if one.status == "Zakończony"]
        for client in ended[:_ARCHIVED]:
            self._tell(partial(self._archive, client))

    def plan_for_positions(self, positions: Sequence[Position]) -> None:
        """Plan what is said otherwise about positions."""
        for position in self.rng.sample(list(positions), _POSITIONS_CHANGED):
            self._tell(partial(self._description, position))

    def plan_for_people(self, employees: Sequence[Employee], contracts: Sequence[Contract]) -> None:
        """Do to people and contracts what is due at the end of the story."""
        for employee in self.rng.sample(list(employees), _EMPLOYEES_CHANGED):
            self._tell_late(partial(self._moved, employee))
        for employee in self.rng.sample(list(employees), _EMPLOYEES_NOTED):
            self._tell_late(partial(self._note, EMPLOYEE, employee, None, texts.EMPLOYEE_NOTES))
        active = [one for one in contracts if one.state_on(self.days.last) is ContractState.active]
        for contract in self.rng.sample(active, _ON_LEAVE):
            self._tell_late(partial(self._on_leave, contract.employee))
        closed = [one for one in active if one.ends_on and one.kind.value == "contract"]
        for contract in self.rng.sample(closed, _ANNEXES):
            self._tell_late(partial(self._annex, contract))

    def _tell(self, what: Callable[[], None]) -> None:
        span = (self.days.last - self.days.first).days
        day = self.days.first + timedelta(days=self.rng.randrange(span))
        self._at(day.toordinal() - self.days.last.toordinal(), what)

    def _tell_late(self, what: Callable[[], None]) -> None:
        self._at(-self.rng.randrange(1, 14), what)

    def _at(self, days: int, what: Callable[[], None]) -> None:
        who = self.rng.choice(self.agency.coordinators)
        day = self.days.last + timedelta(days=days)
        self.agency.story.tell(day, who, what, place=self.rng.randrange(3000, 28_000))

    def _phone(self, client: Client) -> None:
        call = numbers.german_mobile if client.currency is Currency.EUR else numbers.mobile
        client.phone = call(self.rng.randrange(10**9))

    def _terms(self, client: Client) -> None:
        others = [days for days in (7, 14, 30) if days != client.payment_days]
        client.payment_days = self.rng.choice(others)

    def _tags(self, client: Client) -> None:
        client.tags = self.rng.sample(self.agency.tags, 2)

    def _archive(self, client: Client) -> None:
        client.archived_on = now()

    def _note(
        self, entity: str, row: Client | Employee, client_id: int | None, choice: tuple[str, ...]
    ) -> None:
        note = add_note(
            entity=entity,
            record_id=row.id,
            client_id=client_id,
            text=self.rng.choice(choice),
            readers=Readers(),
        )
        note.is_pinned = self.rng.random() < 0.2

    def _description(self, position: Position) -> None:
        added = self.rng.choice(texts.POSITION_CHANGES)
        position.description = f"{position.description or ''} {added}".strip()

    def _moved(self, employee: Employee) -> None:
        employee.phone = numbers.mobile(self.rng.randrange(10**9))
        if employee.street and self.rng.random() < 0.5:
            employee.street = f"ul. Nowa {self.rng.randrange(1, 60)}"

    def _on_leave(self, employee: Employee) -> None:
        employee.status = self.agency.employee_statuses["Urlop / przerwa"]

    def _annex(self, contract: Contract) -> None:
        """Agree a higher rate, or another month."""
        if contract.cancelled_on is not None or contract.ends_on is None:
            return
        annex = ContractAnnex(concluded_on=today(), effective_from=today() + timedelta(days=1))
        if contract.ends_on < annex.effective_from:
            return
        if self.rng.random() < 0.5:
            kind = self.agency.kinds[occupations.DAY]
            paid = max(
                (one for one in contract.position.rates if one.rate_kind_id == kind.id),
                key=lambda one: one.valid_from,
            )
            annex.rate_kind = kind
            annex.employee_rate = (paid.employee_rate or Decimal(0)) + Decimal("1.20")
            annex.client_rate = (paid.client_rate or Decimal(0)) + Decimal("1.80")
            annex.description = "Stawka z dodatkiem brygadzisty."
        else:
            annex.ends_on = contract.ends_on + timedelta(days=30)
            annex.description = "Przedłużenie umowy."
        with db.session.no_autoflush:
            contract.annexes.append(annex)
            apply_annex(annex)
        db.session.flush()
