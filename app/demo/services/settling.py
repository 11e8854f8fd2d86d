"""The past months settled by the product's own verbs: people first, then clients, then invoices."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice

import sqlalchemy as sa

from app.accounts.models import Account
from app.assignments.models import Contract
from app.demo import texts
from app.demo.agency import Agency
from app.demo.days import MONTHS
from app.demo.services.clients import Customer
from app.demo.services.invoices import Invoices
from app.extensions import db
from app.invoicing.services import issue
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.services.months import close_month
from app.settlements.enums import FinanceKind
from app.settlements.models import ClientSettlement, EmployeeSettlement, FinanceEntry
from app.settlements.services import clients, employees, invoicing

#: Days after the end of a month, whose hours are complete after four.
_FINANCE, _PEOPLE, _CLIENTS, _INVOICES, _CLOSED = 5, 6, 8, 10, 25
_FINANCE_ENTRIES = 12
#: Less than anybody earns in two days, so that no deduction is more than the pay.
_AMOUNTS = (20, 80)
#: Of the last month, how many clients have come so far only; all others are invoiced.
_STEPS = {"drafts": 2, "people": 3, "client draft": 2, "client approved": 2, "invoice draft": 2}
#: People of clients at these steps are not approved yet.
_LEFT_OPEN = ("drafts", "sent")
#: One client accepts the settlements of its people; it has so many of them.
_SENT_PEOPLE = range(4, 13)


class Settling:
    """Settles three months: the older ones all, of the last one some clients only in part."""

    def __init__(self, rng: random.Random, agency: Agency, invoices: Invoices) -> None:
        self.rng, self.agency, self.invoices = rng, agency, invoices
        self.story, self.days = agency.story, agency.story.days

    def plan(self, customers: Sequence[Customer], contracts: Sequence[Contract]) -> None:
        """Plan all months; ``contracts`` grow until their month is over."""
        director, accountant = self.agency.director, self.agency.accountant
        for before in range(MONTHS, 0, -1):
            month = self.days.month(before)
            add = partial(self._add_finance, month, customers[0], contracts)
            self._tell(before, _FINANCE, accountant, add)
            self._tell(before, _PEOPLE, director, partial(self._settle, before, customers))
            if before > 1:
                self._tell(before, _CLOSED, accountant, partial(close_month, month))

    def _tell(self, before: int, after: int, who: Account, what: Callable[[], object]) -> None:
        day = self.days.month_end(before) + timedelta(days=after)
        self.story.tell(day, who, what, place=24_000)

    def _add_finance(
        self, month: date, worked_month: Customer, contracts: Sequence[Contract]
    ) -> None:
        """Add a few bonuses, advances and deductions; none where the month is counted by hand."""
        busy = {pk for ids in _contracts_with_hours(month).values() for pk in ids}
        known = [
            one for one in contracts if one.id in busy and one.client_id != worked_month.client.id
        ]
        for contract in self.rng.sample(known, min(_FINANCE_ENTRIES, len(known))):
            kind = self.rng.choice(tuple(FinanceKind))
            entry = FinanceEntry(
                contract=contract,
                client_id=contract.client_id,
                month=month,
                kind=kind,
                amount=Decimal(self.rng.randrange(*_AMOUNTS)),
                text=texts.FINANCE[kind.value],
            )
            db.session.add(entry)

    def _settle(self, before: int, customers: Sequence[Customer]) -> None:
        """Settle the people of all clients, and plan what follows for each client."""
        month = self.days.month(before)
        busy = _contracts_with_hours(month)
        known = [one for one in customers if one.client.id in busy]
        stop = self._stops(known, busy) if before == 1 else {}
        lacking: set[int] = set()
        for close in (True, False):
            wanted = [
                contract_id
                for one in known
                for contract_id in busy[one.client.id]
                if close is (stop.get(one.client.id, "") not in _LEFT_OPEN)
            ]
            found = employees.settle(wanted, month, close=close, despite_waiting=before > 1)
            lacking |= {gap.facts.contract_id for gap in found.gaps}
        for customer in known:
            step = stop.get(customer.client.id, "")
            if step == "sent":
                self._send(customer.client.id, month)
            is_ready = lacking.isdisjoint(busy[customer.client.id])
            if is_ready and step not in (*_LEFT_OPEN, "people"):
                charge = partial(self._charge, customer, before, step)
                self._tell(before, _CLIENTS, self.agency.director, charge)

    def _stops(
        self, customers: Sequence[Customer], busy: Mapping[int, Sequence[int]]
    ) -> dict[int, str]:
        """Return for some clients how far the last month has come; never for the first one."""
        ids = [one.client.id for one in customers[1:]]
        self.rng.shuffle(ids)
        sent = next((pk for pk in ids if len(busy[pk]) in _SENT_PEOPLE), ids[0])
        left = iter(pk for pk in ids if pk != sent)
        steps = {pk: step for step, count in _STEPS.items() for pk in islice(left, count)}
        return {sent: "sent", **steps}

    def _send(self, client_id: int, month: date) -> None:
        """Send drafts to the client, who accepts one, rejects another and leaves the others."""
        drafts = db.session.scalars(
            sa.select(EmployeeSettlement)
            .filter_by(client_id=client_id, month=month)
            .order_by(EmployeeSettlement.id)
        ).all()
        employees.send_to_client(drafts)
        employees.decide(drafts[:1], accepted=True)
        employees.decide(drafts[1:2], accepted=False, comment=texts.REJECTED[0])

    def _charge(self, customer: Customer, before: int, step: str) -> None:
        """Make the settlement of a client, and plan its invoice."""
        company = self.agency.companies[customer.is_care]
        month = self.days.month(before)
        settlement = clients.create(customer.client, company, month, despite_open=True)
        if step == "client draft":
            return
        clients.approve(settlement)
        if step != "client approved":
            bill = partial(self._bill, settlement, is_issued=step != "invoice draft")
            self._tell(before, _INVOICES, self.agency.accountant, bill)

    def _bill(self, settlement: ClientSettlement, *, is_issued: bool) -> None:
        invoice = invoicing.make_invoice(settlement)
        if is_issued:
            issue(invoice)
            self.invoices.send(invoice)
            self.invoices.tell_payment(invoice)


def _contracts_with_hours(month: date) -> dict[int, list[int]]:
    """Return for each client the contracts with accepted hours in a month."""
    entry = ScheduleEntry.__table__.c
    found: dict[int, list[int]] = defaultdict(list)
    query = (
        sa.select(entry.client_id, entry.contract_id)
        .where(
            entry.day >= month,
            entry.day < (month + timedelta(days=32)).replace(day=1),
            entry.state == EntryState.accepted,
        )
        .distinct()
        .order_by(entry.contract_id)
    )
    for client_id, contract_id in db.session.connection().execute(query):
        found[client_id].append(contract_id)
    return found
