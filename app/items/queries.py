"""Selects about items that are used in more than one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.assignments.enums import ContractState
from app.assignments.models import Contract
from app.assignments.queries import in_state
from app.core.modules import Module, is_enabled
from app.core.numbering import NumberSeries, SeriesKind
from app.core.vat import VatRate
from app.extensions import db
from app.items.enums import IssueState
from app.items.models import Item, ItemIssue, ItemType


@dataclass(frozen=True)
class Charge:
    """Pieces to be paid for, as a settlement takes them over."""

    issue_id: int
    text: str
    quantity: int
    price: Decimal
    vat_rate: VatRate
    day: date
    client_id: int | None
    employee_id: int | None
    contract_id: int | None


def charges_to_clients(client_ids: Iterable[int], first: date | None, last: date) -> list[Charge]:
    """Return what clients are to pay for things handed out to them, not settled yet.

    ``first`` may be ``None``: everything up to the last day that nobody has settled.
    """
    holder = sa.and_(ItemIssue.employee_id.is_(None), ItemIssue.client_id.in_(list(client_ids)))
    return _charges(holder, first, last)


def charges_to_employees(
    first: date | None,
    last: date,
    *,
    contract_ids: Iterable[int] = (),
    employee_ids: Iterable[int] = (),
) -> list[Charge]:
    """Return what employees are to pay, not settled yet.

    Things given for one of the contracts, and things given to one of the employees for none.
    """
    holder = sa.or_(
        ItemIssue.contract_id.in_(list(contract_ids)),
        sa.and_(ItemIssue.contract_id.is_(None), ItemIssue.employee_id.in_(list(employee_ids))),
    )
    return _charges(holder, first, last)


def _charges(holder: Any, first: date | None, last: date) -> list[Charge]:
    if not is_enabled(Module.items):
        return []
    query = (
        sa.select(ItemIssue)
        .where(
            holder,
            ItemIssue.charged_quantity > 0,
            ItemIssue.settled_key.is_(None),
            ItemIssue.charged_on <= last,
        )
        .order_by(ItemIssue.charged_on, ItemIssue.id)
        .options(joinedload(ItemIssue.item), joinedload(ItemIssue.item_type))
    )
    if first is not None:
        query = query.where(ItemIssue.charged_on >= first)
    return [
        Charge(
            row.id,
            str(row),
            row.charged_quantity,
            row.unit_price,
            row.vat_rate,
            row.charged_on,
            row.client_id,
            row.employee_id,
            row.contract_id,
        )
        for row in db.session.scalars(query)
        if row.charged_on is not None
    ]


def lock_items(ids: Iterable[int]) -> dict[int, Item]:
    """Return items as they are now; who comes next waits until the transaction has ended."""
    return _locked(Item, ids)


def lock_issues(ids: Iterable[int]) -> dict[int, ItemIssue]:
    """Return issues as they are now; who comes next waits until the transaction has ended."""
    return _locked(ItemIssue, ids)


def _locked(model: Any, ids: Iterable[int]) -> dict[int, Any]:
    query = (
        sa.select(model)
        .where(model.id.in_(sorted(set(ids))))
        .order_by(model.id)
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in db.session.scalars(query)}


def in_issue_state(state: IssueState) -> sa.ColumnElement[bool]:
    """Return the condition that an issue is in a state; it says what the rules say."""
    is_out = ItemIssue.returned_quantity < ItemIssue.quantity
    match state:
        case IssueState.returned:
            return sa.not_(is_out)
        case IssueState.kept:
            return sa.and_(is_out, ItemIssue.is_returnable.is_(False))
        case IssueState.held:
            return sa.and_(is_out, ItemIssue.is_returnable, ItemIssue.returned_quantity == 0)
        case IssueState.partly:
            return sa.and_(is_out, ItemIssue.is_returnable, ItemIssue.returned_quantity > 0)


def is_held() -> sa.ColumnElement[bool]:
    """Return the condition that something is expected back."""
    return sa.and_(ItemIssue.returned_quantity < ItemIssue.quantity, ItemIssue.is_returnable)


def held_pieces(column: Any, ids: Sequence[int]) -> dict[int, int]:
    """Return for each employee or client how many pieces are expected back; one statement."""
    pieces = sa.func.sum(ItemIssue.quantity - ItemIssue.returned_quantity)
    query = sa.select(column, pieces).where(column.in_(ids), is_held()).group_by(column)
    return {owner: int(count) for owner, count in db.session.execute(query)}


def open_issues(*conditions: Any, limit: int) -> list[ItemIssue]:
    """Return what is still out, the oldest first."""
    query = (
        sa.select(ItemIssue)
        .where(ItemIssue.returned_quantity < ItemIssue.quantity, *conditions)
        .order_by(ItemIssue.issued_on, ItemIssue.id)
        .limit(limit)
        .options(
            joinedload(ItemIssue.item),
            joinedload(ItemIssue.item_type),
            joinedload(ItemIssue.employee),
            joinedload(ItemIssue.client),
        )
    )
    return list(db.session.scalars(query))


def types_called(text: str, *, limit: int) -> list[ItemType]:
    """Return the types in use whose name contains a text."""
    query = sa.select(ItemType).where(ItemType.archived_on.is_(None))
    if text:
        query = query.where(ItemType.name.icontains(text, autoescape=True))
    return list(db.session.scalars(query.order_by(ItemType.sort_key, ItemType.id).limit(limit)))


def things_called(text: str, *, limit: int) -> list[Item]:
    """Return things in store whose name, type or number contains a text."""
    query = (
        sa.select(Item)
        .join(Item.item_type)
        .where(Item.issued < Item.quantity, ItemType.archived_on.is_(None))
    )
    for word in text.split()[:5]:
        keys = (ItemType.name, Item.name, Item.inventory_number, Item.serial_number)
        query = query.where(sa.or_(*(key.icontains(word, autoescape=True) for key in keys)))
    return list(db.session.scalars(query.order_by(ItemType.sort_key, Item.id).limit(limit)))


def only_contract_of(employee_id: int, day: date) -> Contract | None:
    """Return the contract of an employee on a day, unless there are several."""
    query = sa.select(Contract).where(
        Contract.employee_id == employee_id, in_state(ContractState.active, day)
    )
    found = list(db.session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def protocol_series() -> NumberSeries | None:
    """Return the series protocols are numbered in; an agency may do without."""
    query = sa.select(NumberSeries).where(
        NumberSeries.kind == SeriesKind.item_protocol, NumberSeries.is_active
    )
    order = (NumberSeries.company_id.is_not(None), NumberSeries.id)
    return db.session.scalar(query.order_by(*order).limit(1))
