"""Items as parts of settlements: lines that clients see, deductions from people's pay.

What stands ticked on a settlement is marked at the issue of the item, so no other settlement
finds it; unticked, cancelled or deleted it is free again.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.currency import Currency
from app.core.money import round_money
from app.extensions import db
from app.items.queries import Charge, charges_to_clients, charges_to_employees
from app.items.services.charging import mark_charged, mark_each, release
from app.positions.enums import Unit
from app.schedule.rules.months import MonthPart, whole_month
from app.settlements.enums import FinanceKind, LineKind
from app.settlements.models import ClientSettlement, ClientSettlementLine, FinanceEntry


def offer(settlement: ClientSettlement) -> None:
    """Put what a client is charged for things it holds into a draft, up to the end of the month.

    What was unticked stays so, with today's price, or goes when nobody charges it any more.
    """
    last = whole_month(settlement.month).last
    found = {one.issue_id: one for one in charges_to_clients([settlement.client_id], None, last)}
    for line in [one for one in settlement.lines if one.kind is LineKind.item]:
        if line.is_charged:
            continue
        charge = found.pop(line.item_issue_id or 0, None)
        if charge is None:
            settlement.lines.remove(line)
        else:
            _fill(line, charge)
    add_lines(settlement, found.values())
    if found:
        mark_charged(found, _key(settlement))


def add_lines(settlement: ClientSettlement, found: Iterable[Charge]) -> None:
    """Put charges behind the other lines; what is charged twice is not noticed here."""
    place = max((line.place for line in settlement.lines), default=0)
    for number, charge in enumerate(found, place + 1):
        settlement.lines.append(_line(settlement, charge, number))


def take(settlements: Iterable[ClientSettlement]) -> None:
    """Mark what several new settlements charge, so that no other one finds it."""
    keys = {
        line.item_issue_id: _key(one)
        for one in settlements
        for line in one.lines
        if line.item_issue_id is not None and line.is_charged
    }
    if keys:
        mark_each(keys)


def tick(line: ClientSettlementLine, *, is_charged: bool) -> None:
    """Keep an item for its settlement, or leave it to another one."""
    issue_id, key = line.item_issue_id, _key(line.settlement)
    if issue_id is None or is_charged == line.is_charged:
        return
    if is_charged:
        mark_charged([issue_id], key)
    else:
        release(key, [issue_id])


def let_go(settlement: ClientSettlement) -> None:
    """Leave all items of a settlement to others."""
    release(_key(settlement))


def _key(settlement: ClientSettlement) -> str:
    return f"client:{settlement.id}"


def _line(settlement: ClientSettlement, charge: Charge, place: int) -> ClientSettlementLine:
    line = ClientSettlementLine(
        client_id=settlement.client_id,
        place=place,
        key=f"item{charge.issue_id}",
        kind=LineKind.item,
        unit=Unit.piece,
        minutes=0,
        cost=Decimal(0),
        is_charged=True,
        item_issue_id=charge.issue_id,
    )
    _fill(line, charge)
    return line


def _fill(line: ClientSettlementLine, charge: Charge) -> None:
    line.text, line.vat_rate = charge.text[:400], charge.vat_rate
    line.quantity, line.rate = Decimal(charge.quantity), charge.price
    line.net = round_money(charge.quantity * charge.price)


def deduct(contract_ids: Collection[int], month: MonthPart) -> None:
    """Turn what people are charged for things into deductions of the month they are settled for.

    Deductions that no settlement has taken in their month come along. What was given for no
    contract goes with the first of those in zloty: its price is in no other currency.
    """
    contracts = _contracts(contract_ids)
    left = (
        sa.select(FinanceEntry)
        .where(FinanceEntry.contract_id.in_(contracts), FinanceEntry.month < month.first)
        .where(FinanceEntry.item_issue_id.is_not(None), FinanceEntry.settlement_id.is_(None))
    )
    for entry in db.session.scalars(left):
        entry.month = month.first
    of_person: dict[int, int] = {}
    for pk, (employee_id, _client_id, currency) in contracts.items():
        if currency is Currency.PLN:
            of_person.setdefault(employee_id, pk)
    charges = charges_to_employees(None, month.last, contract_ids=contracts, employee_ids=of_person)
    for charge in charges:
        contract_id = charge.contract_id or of_person[charge.employee_id or 0]
        db.session.add(_deduction(charge, contract_id, contracts[contract_id][1], month))
    if charges:
        mark_each({one.issue_id: _deduction_key(one.issue_id) for one in charges})


def _contracts(contract_ids: Collection[int]) -> dict[int, tuple[int, int, Currency]]:
    """Return employee, client and currency of contracts; foreign ones are not found."""
    query = (
        sa.select(Contract.id, Contract.employee_id, Contract.client_id, Client.currency)
        .join(Contract.client)
        .where(Contract.id.in_(list(contract_ids)))
        .order_by(Contract.id)
    )
    return {pk: (employee, client, money) for pk, employee, client, money in
            db.session.execute(query)}  # fmt: skip


def _deduction(charge: Charge, contract_id: int, client_id: int, month: MonthPart) -> FinanceEntry:
    return FinanceEntry(
        contract_id=contract_id,
        client_id=client_id,
        month=month.first,
        kind=FinanceKind.deduction,
        amount=round_money(charge.quantity * charge.price),
        text=f"{charge.quantity} × {charge.text}"[:200],
        item_issue_id=charge.issue_id,
    )


def _deduction_key(issue_id: int) -> str:
    return f"deduction:{issue_id}"


@event.listens_for(Session, "before_flush")
def _free(session: Session, *_args: Any) -> None:
    """An item whose deduction is deleted can be charged otherwise again."""
    gone = [row for row in session.deleted if isinstance(row, FinanceEntry)]
    for entry in gone:
        if entry.item_issue_id is not None:
            with session.no_autoflush:
                release(_deduction_key(entry.item_issue_id))
