"""The dashboard of a month: how far every client is; sums for the clients of a page alone.

The number of statements does not depend on the number of clients, people or hours.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.currency import Currency
from app.core.db import not_by_index
from app.extensions import db
from app.invoicing.models import Invoice
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import MonthPart
from app.settings.models import Company
from app.settings.queries import companies
from app.settlements.enums import LIVE_CLIENT, EmployeeState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.queries import UNSETTLED, in_month, is_unsettled

Key = tuple[int, int | None]


@dataclass
class Standing:
    """How far a client is with one of the agency's companies."""

    client: Client
    company: Company | None
    contracts: int = 0
    accepted: int = 0
    waiting: int = 0
    #: Days, pieces and the like, which are no minutes.
    quantity: Decimal = Decimal(0)
    waiting_entries: int = 0
    #: Contracts with hours nobody has settled, and settlements of people by their states.
    unsettled: int = 0
    #: Of these contracts, the ones with hours that still wait to be accepted.
    held_up: int = 0
    people: dict[EmployeeState, int] = field(default_factory=dict)
    #: What people were settled in; the client is charged in one currency.
    currencies: set[Currency] = field(default_factory=set)
    cost: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    #: Settlements approved, or cancelled, since the client was settled.
    news: int = 0
    settlement: ClientSettlement | None = None

    @property
    def done(self) -> int:
        """Return how many people are settled and approved."""
        return self.people.get(EmployeeState.closed, 0)

    @property
    def unfinished(self) -> int:
        """Return how many people are still to be settled or approved."""
        return self.unsettled + sum(self.people.values()) - self.done

    @property
    def only_waits(self) -> bool:
        """Tell whether nobody goes on before somebody has accepted hours."""
        goes_on = any(self.people.get(one) for one in (EmployeeState.draft, EmployeeState.accepted))
        return 0 < self.unsettled == self.held_up and not goes_on

    @property
    def is_ready(self) -> bool:
        """Tell whether the client can be settled now."""
        return self.settlement is None and bool(self.news) and not self.unfinished

    @property
    def is_stale(self) -> bool:
        """Tell whether people were settled anew since the client was."""
        return self.settlement is not None and bool(self.news)

    @property
    def currency(self) -> Currency:
        """Return in which currency the client is charged."""
        return self.settlement.currency if self.settlement else self.client.currency

    def is_of(self, company_id: int | None) -> bool:
        """Tell whether it is the row of a company; none stands for all of them."""
        return company_id is None or (self.company is not None and self.company.id == company_id)

    @property
    def net(self) -> Decimal:
        """Return what the client is charged, or what it would be line by line."""
        return self.settlement.net if self.settlement else self.price

    @property
    def margin(self) -> Decimal:
        """Return what is left of it."""
        return self.settlement.margin if self.settlement else self.price - self.cost


def standings(clients: Sequence[Client], month: MonthPart) -> list[Standing]:
    """Return how far clients are, in their order; a client has a row with each company."""
    known = {company.id: company for company in companies()}
    usual = next(iter(known)) if len(known) == 1 else None
    book = _Book(clients, known, usual)
    ids = [client.id for client in clients]
    _count_contracts(book, ids, month)
    _sum_entries(book, ids, month)
    _count_unsettled(book, ids, month)
    _sum_people(book, ids, month.first)
    _find_settlements(book, ids, month.first)
    return book.rows()


class _Book:
    """The rows by client and company; a row is there once anything is known of it."""

    def __init__(
        self, clients: Sequence[Client], known: dict[int, Company], usual: int | None
    ) -> None:
        self.clients = {client.id: client for client in clients}
        self.known, self.usual = known, usual
        self.found: dict[Key, Standing] = {}

    def of(self, client_id: int, company_id: int | None) -> Standing:
        """Return the row of a client with a company."""
        key = client_id, company_id or self.usual
        if key not in self.found:
            company = self.known.get(key[1] or 0) or (
                db.session.get(Company, key[1]) if key[1] else None
            )
            self.found[key] = Standing(self.clients[client_id], company)
        return self.found[key]

    def rows(self) -> list[Standing]:
        """Return the rows in the order of the clients, then by company."""
        order = {pk: place for place, pk in enumerate(self.clients)}
        return [
            self.found[key]
            for key in sorted(self.found, key=lambda key: (order[key[0]], key[1] or 0))
        ]


def _count_contracts(book: _Book, ids: Collection[int], month: MonthPart) -> None:
    query = (
        sa.select(Contract.client_id, Contract.company_id, sa.func.count())
        .where(Contract.client_id.in_(ids), holds_in(month))
        .group_by(Contract.client_id, Contract.company_id)
    )
    for client_id, company_id, count in db.session.execute(query):
        book.of(client_id, company_id).contracts += count


def _sum_entries(book: _Book, ids: Collection[int], month: MonthPart) -> None:
    query = (
        sa.select(
            ScheduleEntry.client_id, Contract.company_id, ScheduleEntry.state, sa.func.count(),
            sa.func.sum(ScheduleEntry.minutes), sa.func.sum(ScheduleEntry.quantity),
        )
        .join(ScheduleEntry.contract)
        .where(
            ScheduleEntry.client_id.in_(ids),
            ScheduleEntry.day.between(month.first, month.last),
            not_by_index(ScheduleEntry.state).in_((*UNSETTLED, EntryState.settled)),
        )
        .group_by(ScheduleEntry.client_id, Contract.company_id, ScheduleEntry.state)
    )  # fmt: skip
    for client_id, company_id, state, count, minutes, quantity in db.session.execute(query):
        row = book.of(client_id, company_id)
        if state is EntryState.reported:
            row.waiting += int(minutes or 0)
            row.waiting_entries += count
        else:
            row.accepted += int(minutes or 0)
            row.quantity += quantity or 0


def _count_unsettled(book: _Book, ids: Collection[int], month: MonthPart) -> None:
    contract = ScheduleEntry.contract_id
    waiting = sa.case((ScheduleEntry.state == EntryState.reported, contract))
    query = (
        sa.select(
            ScheduleEntry.client_id,
            Contract.company_id,
            sa.func.count(contract.distinct()),
            sa.func.count(waiting.distinct()),
        )
        .join(ScheduleEntry.contract)
        .where(ScheduleEntry.client_id.in_(ids), *is_unsettled(month, of_few=True))
        .group_by(ScheduleEntry.client_id, Contract.company_id)
    )
    for client_id, company_id, count, held_up in db.session.execute(query):
        row = book.of(client_id, company_id)
        row.unsettled += count
        row.held_up += held_up


def _sum_people(book: _Book, ids: Collection[int], month: date) -> None:
    head = EmployeeSettlement
    # What a corrected settlement charged for is its successor's news no more.
    is_linked = ClientSettlement.state.in_(LIVE_CLIENT).label("is_linked")
    query = (
        sa.select(
            head.client_id, head.company_id, head.state, is_linked, head.currency,
            sa.func.count(), grosze(head.cost), grosze(head.price),
        )
        .outerjoin(ClientSettlement, ClientSettlement.id == head.client_settlement_id)
        .where(head.client_id.in_(ids), head.month == month)
        .group_by(head.client_id, head.company_id, head.state, is_linked, head.currency)
    )  # fmt: skip
    for client_id, company_id, state, linked, currency, *sums in db.session.execute(query):
        row, (count, cost, price) = book.of(client_id, company_id), sums
        is_cancelled = state is EmployeeState.cancelled
        if bool(linked) is is_cancelled and state in (
            EmployeeState.closed,
            EmployeeState.cancelled,
        ):
            row.news += count
        if is_cancelled:
            continue
        row.people[state] = row.people.get(state, 0) + count
        row.currencies.add(currency)
        row.cost += zlote(cost)
        row.price += zlote(price)


def _find_settlements(book: _Book, ids: Collection[int], month: date) -> None:
    shown = load_only(
        Invoice.number, Invoice.kind, Invoice.status, Invoice.pay_state, Invoice.due_date,
        Invoice.root_id,
    )  # fmt: skip
    paid = joinedload(Invoice.root).load_only(Invoice.pay_state, Invoice.due_date)
    query = (
        sa.select(ClientSettlement)
        .where(
            ClientSettlement.client_id.in_(ids),
            in_month(ClientSettlement, month),
            ClientSettlement.state.in_(LIVE_CLIENT),
        )
        .options(joinedload(ClientSettlement.invoice).options(shown, paid))
    )
    for settlement in db.session.scalars(query):
        book.of(settlement.client_id, settlement.company_id).settlement = settlement


def holds_in(month: MonthPart) -> sa.ColumnElement[bool]:
    """Return the condition that a contract has a day in a month."""
    end = Contract.effective_end
    return sa.and_(
        Contract.starts_on <= month.last,
        sa.or_(end.is_(None), sa.and_(end >= month.first, end >= Contract.starts_on)),
    )


def grosze(column: Any) -> Any:
    """Return the sum of amounts as whole groszy: SQLite would add floats."""
    return sa.func.sum(sa.cast(sa.func.round(column * 100), sa.BigInteger))


def zlote(amount: int | None) -> Decimal:
    """Return groszy as an amount of money."""
    return Decimal(int(amount or 0)).scaleb(-2)
