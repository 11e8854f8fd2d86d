"""Handing out, and taking back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.currency import Currency
from app.core.errors import DomainError
from app.core.money import check_line
from app.core.numbering import next_number
from app.employees.models import Employee
from app.extensions import db
from app.items.models import Item, ItemIssue, ItemType
from app.items.queries import lock_issues, lock_items, protocol_series
from app.items.services.charging import add_damage, charge
from app.items.services.stock import put_back, take_out

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
#: More pieces at once are a slip of the keyboard.
MOST_PIECES = 10_000


@dataclass(frozen=True)
class Holder:
    """Who gets things: an employee, perhaps for a contract or at a client, or a client."""

    employee: Employee | None = None
    client: Client | None = None
    contract: Contract | None = None


@dataclass(frozen=True)
class Wanted:
    """What is to be handed out; what is not said is as the type says."""

    item_type: ItemType
    quantity: int = 1
    item: Item | None = None
    is_charged: bool | None = None
    unit_price: Decimal | None = None


@dataclass(frozen=True)
class Back:
    """What comes back; damaged or lost pieces are among the quantity."""

    quantity: int
    damaged: int = 0
    is_charged: bool = False


def hand_out(
    holder: Holder, wanted: Sequence[Wanted], *, on: date, note: str | None = None
) -> list[ItemIssue]:
    """Hand several things out to one holder, under one protocol."""
    if not wanted:
        raise DomainError(_("Choose at least one item."))
    _check_day(on)
    client = _check_holder(holder)
    # The lock first: what is read here is what nobody else can take any more.
    items = lock_items(one.item.id for one in wanted if one.item is not None)
    rows = []
    for one in wanted:
        issue = ItemIssue(
            item_type=one.item_type,
            item=items[one.item.id] if one.item else None,
            employee=holder.employee,
            employee_id=holder.employee.id if holder.employee else None,
            client=client,
            client_id=client.id if client else None,
            contract=holder.contract,
            quantity=one.quantity,
            issued_on=on,
            is_returnable=one.item_type.is_returnable,
            returned_quantity=0,
            damaged_quantity=0,
            charged_quantity=0,
            unit_price=_price(one, client),
            vat_rate=one.item_type.vat_rate,
            note=note,
        )
        _take(issue)
        if one.item_type.is_charged if one.is_charged is None else one.is_charged:
            charge(issue, on=on)
        rows.append(issue)
    db.session.add_all(rows)
    series = protocol_series()
    number = next_number(series, on=on) if series else None
    for issue in rows:
        issue.number = number
    return rows


def _price(one: Wanted, client: Client | None) -> Decimal:
    """Return the price of a row; that of the type is in zloty, so elsewhere it is no answer."""
    if one.unit_price is not None:
        return one.unit_price
    is_zloty = client is None or client.currency is Currency.PLN
    return one.item_type.unit_price if is_zloty else Decimal(0)


def _check_day(day: date) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise DomainError(_("Check the year of the day."))


def _check_holder(holder: Holder) -> Client | None:
    """Refuse a holder that contradicts itself; return the client of the issue."""
    contract = holder.contract
    if holder.employee is None and holder.client is None:
        raise DomainError(_("Choose the employee or the client who gets it."))
    if contract is not None and (
        holder.employee is None or contract.employee_id != holder.employee.id
    ):
        raise DomainError(_("This contract belongs to another employee."))
    if contract is not None and holder.client and contract.client_id != holder.client.id:
        raise DomainError(_("This contract belongs to another client."))
    if holder.employee is not None and holder.employee.is_archived:
        raise DomainError(_("The employee is archived. Restore them first."))
    client = contract.client if contract is not None else holder.client
    if client is not None and client.is_archived:
        raise DomainError(_("The client is archived. Restore it first."))
    return client


def _take(issue: ItemIssue) -> None:
    if not 0 < issue.quantity <= MOST_PIECES:
        raise DomainError(_("Enter how many pieces, at most %(n)s.", n=MOST_PIECES))
    if issue.unit_price < 0:
        raise DomainError(_("The price cannot be negative."))
    check_line(issue.quantity * issue.unit_price)
    if issue.item is None:
        return
    if issue.item.item_type_id != issue.item_type.id:
        raise DomainError(_("“%(item)s” is of another type.", item=issue.item))
    take_out(issue.item, issue.quantity)


def take_back(backs: Iterable[tuple[ItemIssue, Back]], *, on: date) -> None:
    """Take things back, each as a whole or in part, in good state or not."""
    by_id = {issue.id: back for issue, back in backs}
    if not by_id:
        raise DomainError(_("Tick what comes back."))
    _check_day(on)
    issues = lock_issues(by_id)
    lock_items(issue.item_id for issue in issues.values() if issue.item_id is not None)
    for pk, back in by_id.items():
        _take_back(issues[pk], back, on=on)


def _take_back(issue: ItemIssue, back: Back, *, on: date) -> None:
    if on < issue.issued_on:
        raise DomainError(_("“%(item)s” was issued later than that day.", item=issue))
    if back.quantity < 1:
        raise DomainError(_("“%(item)s”: enter how many pieces come back.", item=issue))
    if back.quantity > issue.outstanding:
        text = _("“%(item)s”: only %(n)s are still out.", item=issue, n=issue.outstanding)
        raise DomainError(text)
    if not 0 <= back.damaged <= back.quantity:
        text = _("“%(item)s”: more damaged or lost than come back.", item=issue)
        raise DomainError(text)
    if back.is_charged and not back.damaged:
        text = _("“%(item)s”: say how many pieces are damaged or lost.", item=issue)
        raise DomainError(text)
    issue.returned_quantity += back.quantity
    issue.damaged_quantity += back.damaged
    issue.returned_on = on
    if issue.item is not None:
        put_back(issue.item, back.quantity, damaged=back.damaged)
    if back.is_charged:
        add_damage(issue, back.damaged, on=on)


def withdraw(issue: ItemIssue) -> None:
    """Undo an issue noted by mistake, as if it had never been."""
    if issue.is_settled:
        raise DomainError(_("“%(item)s” is settled already.", item=issue))
    if issue.returned_quantity:
        raise DomainError(_("Part of it has come back already, so it was no mistake."))
    if issue.item_id is not None:
        put_back(lock_items([issue.item_id])[issue.item_id], issue.quantity, damaged=0)
