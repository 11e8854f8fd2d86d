"""The sums of reports, counted by the database; the session adds whose rows one may see."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.clients.models import Client
from app.core.currency import Currency
from app.core.search import matching_ids
from app.extensions import db
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice
from app.positions.models import Position
from app.reports.enums import Grouping
from app.reports.rules import Margin, Register, Wanted, currency_order
from app.settlements.enums import ClientState, EmployeeState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.services.overview import grosze, zlote

#: What nobody changes by the way any more; drafts are no result yet.
_SETTLED = (ClientState.approved, ClientState.invoiced)
_OPTIONS = 30


def clients_like(text: str) -> list[Client]:
    """Return the first clients that match what was typed, by name."""
    query = sa.select(Client)
    if text.strip():
        query = query.where(Client.id.in_(matching_ids(Client.search_kind, text)))
    return list(db.session.scalars(query.order_by(Client.sort_key, Client.id).limit(_OPTIONS)))


def margins(wanted: Wanted, grouping: Grouping, most: int) -> list[Margin]:
    """Return the rows of the margin report, the best first; months in their order."""
    head = EmployeeSettlement
    query = sa.select(head.currency, *_sums()).where(*_closed(wanted)).group_by(head.currency)
    order: list[Any] = [head.currency != Currency.PLN, head.currency]
    if grouping.has_client:
        name = sa.func.coalesce(sa.func.nullif(Client.short_name, ""), Client.name)
        query = query.join(head.client).add_columns(Client.id, name.label("client"))
        query = query.group_by(Client.id, Client.short_name, Client.name)
    if grouping.has_position:
        query = query.join(head.position).add_columns(Position.name.label("position"))
        query = query.group_by(Position.id, Position.name)
    if grouping.has_month:
        query = query.add_columns(head.month).group_by(head.month)
    if grouping is not Grouping.month:
        order.append((grosze(head.price) - grosze(head.cost)).desc())
        order.append(Client.id)
    order += [Position.id] if grouping.has_position else []
    order += [head.month] if grouping.has_month else []
    found = db.session.execute(query.order_by(*order).limit(most))
    return [_margin(row) for row in found]


def margin_totals(wanted: Wanted) -> list[Margin]:
    """Return the sums of each currency, złoty first."""
    currency = EmployeeSettlement.currency
    query = sa.select(currency, *_sums()).where(*_closed(wanted)).group_by(currency)
    found = [_margin(row) for row in db.session.execute(query)]
    return sorted(found, key=lambda row: currency_order(row.currency))


def _sums() -> list[Any]:
    head = EmployeeSettlement
    return [
        sa.func.count(head.id).label("count"),
        sa.func.sum(head.minutes).label("minutes"),
        grosze(head.price).label("price"),
        grosze(head.cost).label("cost"),
    ]


def _closed(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    head = EmployeeSettlement
    return [*_asked(head, wanted), head.state == EmployeeState.closed]


def _asked(table: Any, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [table.month.between(wanted.first, wanted.last)]
    return found + ([table.client_id == wanted.client_id] if wanted.client_id else [])


def _margin(row: Any) -> Margin:
    said = row._mapping  # noqa: SLF001 - the public name of SQLAlchemy for it
    return Margin(
        row.currency,
        said["count"],  # a row has a method of that name
        int(row.minutes or 0),
        zlote(row.price),
        zlote(row.cost),
        said.get("id"),
        said.get("client", ""),
        said.get("position", ""),
        said.get("month"),
    )


def register(wanted: Wanted, *, with_clients: bool, with_invoices: bool) -> list[Register]:
    """Return what was settled in each month, by currency, the newest month first."""
    rows: dict[tuple[date, Currency], Register] = {}

    def of(month: date, currency: Currency) -> Register:
        return rows.setdefault((month, currency), Register(month, currency))

    for month, currency, *sums in db.session.execute(_people(wanted)):
        row = of(month, currency)
        row.people, row.minutes = sums[0], int(sums[1] or 0)
        row.pay, row.payable, row.cost = map(zlote, sums[2:])
    if with_clients:
        for month, currency, count, net in db.session.execute(_clients(wanted)):
            row = of(month, currency)
            row.clients, row.net = count, zlote(net)
    if with_clients and with_invoices:
        for month, currency, count, owed, paid in db.session.execute(_invoices(wanted)):
            row = of(month, currency)
            row.invoices, row.owed, row.paid = count, zlote(owed), zlote(paid)
    ordered = sorted(rows.values(), key=lambda row: currency_order(row.currency))
    return sorted(ordered, key=lambda row: row.month, reverse=True)


def _people(wanted: Wanted) -> sa.Select[Any]:
    head = EmployeeSettlement
    return (
        sa.select(
            head.month, head.currency, sa.func.count(head.id), sa.func.sum(head.minutes),
            grosze(head.gross), grosze(head.payable), grosze(head.cost),
        )
        .where(*_closed(wanted))
        .group_by(head.month, head.currency)
    )  # fmt: skip


def _clients(wanted: Wanted) -> sa.Select[Any]:
    head = ClientSettlement
    return (
        sa.select(head.month, head.currency, sa.func.count(head.id), grosze(head.net))
        .where(*_asked(head, wanted), head.state.in_(_SETTLED))
        .group_by(head.month, head.currency)
    )


def _invoices(wanted: Wanted) -> sa.Select[Any]:
    """What is owed and paid is kept on the first document of a chain, corrections included.

    While a correction is a draft, the settlement it was made of is approved only.
    """
    head, root = ClientSettlement, aliased(Invoice)
    first = sa.func.coalesce(Invoice.root_id, Invoice.id)
    return (
        sa.select(
            head.month, root.currency, sa.func.count(root.id), grosze(root.owed), grosze(root.paid)
        )
        .join(head.invoice)
        .join(root, root.id == first)
        .where(
            *_asked(head, wanted),
            head.state.in_(_SETTLED),
            root.status == InvoiceStatus.issued,
        )
        .group_by(head.month, root.currency)
    )
