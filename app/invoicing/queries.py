"""Selects about invoices that are used in more than one place."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError

from app.clients.enums import AddressKind
from app.clients.models import Address
from app.core.currency import Currency
from app.core.numbering import NumberSeries, SeriesKind
from app.extensions import db
from app.invoicing.enums import InvoiceKind, InvoiceStatus
from app.invoicing.models import Invoice, Payment
from app.settings.models import CompanyBankAccount

#: An invoice goes to the registered office; a person may have an address for letters only.
_ADDRESSES = (AddressKind.registered, AddressKind.correspondence)


def address_of(client_id: int, on: date) -> Address | None:
    """Return the address of a client that stands on invoices of a day."""
    return addresses_of([client_id], on).get(client_id)


def addresses_of(client_ids: Collection[int], on: date) -> dict[int, Address]:
    """Return, for each client that has one, the address that stands on invoices of a day."""
    query = sa.select(Address).where(
        Address.client_id.in_(list(client_ids)), Address.kind.in_(_ADDRESSES)
    )
    found: dict[int, Address] = {}
    for row in db.session.scalars(query.order_by(Address.id)):
        known = found.get(row.client_id)
        if row.is_valid(on) and (known is None or _rank(row) < _rank(known)):
            found[row.client_id] = row
    return found


def _rank(address: Address) -> int:
    return _ADDRESSES.index(address.kind)


def account_of(company_id: int, currency: Currency) -> CompanyBankAccount | None:
    """Return the account a company is paid on in a currency."""
    query = sa.select(CompanyBankAccount).where(
        CompanyBankAccount.company_id == company_id,
        CompanyBankAccount.currency == currency,
        CompanyBankAccount.archived_on.is_(None),
    )
    order = (CompanyBankAccount.is_default.desc(), CompanyBankAccount.id)
    return db.session.scalars(query.order_by(*order).limit(1)).first()


def series_of(company_id: int, kind: InvoiceKind) -> NumberSeries | None:
    """Return the series a document is numbered in: the company's own before a shared one."""
    query = sa.select(NumberSeries).where(
        NumberSeries.kind == SeriesKind[kind.name],
        NumberSeries.is_active.is_(True),
        sa.or_(NumberSeries.company_id == company_id, NumberSeries.company_id.is_(None)),
    )
    order = (NumberSeries.company_id.is_(None), NumberSeries.id)
    return db.session.scalars(query.order_by(*order).limit(1)).first()


def chain_of(root_id: int) -> Sequence[Invoice]:
    """Return an invoice and its corrections, in the order in which they replace each other."""
    is_part = sa.or_(Invoice.id == root_id, Invoice.root_id == root_id)
    parties = joinedload(Invoice.company), joinedload(Invoice.client)
    query = sa.select(Invoice).where(is_part).order_by(Invoice.id).options(*parties)
    return db.session.scalars(query).all()


def lock_chain(root_id: int) -> None:
    """Let nobody else correct or settle an invoice until the transaction ends."""
    db.session.execute(sa.select(Invoice.id).where(Invoice.id == root_id).with_for_update())


def lock_document(invoice: Invoice) -> None:
    """Wait for whoever changes, issues or deletes a document, then see what they have left."""
    db.session.flush()
    try:
        lock_chain(invoice.root_id or invoice.id)
        db.session.refresh(invoice, with_for_update=True)
    except InvalidRequestError as error:  # somebody has just deleted it
        raise StaleDataError from error
    db.session.expire(invoice, ["lines"])


def owed_for(root_id: int) -> Decimal:
    """Return what an invoice and its issued corrections ask for together."""
    query = sa.select(Invoice.gross).where(
        sa.or_(Invoice.id == root_id, Invoice.root_id == root_id),
        Invoice.status == InvoiceStatus.issued,
    )
    return sum(db.session.scalars(query), Decimal(0))


def paid_for(root_id: int, *, except_id: int | None = None) -> Decimal:
    """Return what was paid for an invoice; summed here, for SQLite would add floats."""
    query = sa.select(Payment.amount).where(
        Payment.invoice_id == root_id, Payment.id != (except_id or 0)
    )
    return sum(db.session.scalars(query), Decimal(0))
