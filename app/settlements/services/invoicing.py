"""From a client settlement to an invoice, and from changed hours to a correction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from app.clients.enums import Language
from app.core.clock import now, today
from app.core.errors import DomainError
from app.core.states import require_move
from app.extensions import db
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice
from app.invoicing.queries import chain_of
from app.invoicing.rules import Annex, Line
from app.invoicing.services import Dates, Details, add_guard, build_draft, create_correction
from app.schedule.rules.months import whole_month
from app.settlements.enums import CLIENT_MOVES, ClientState
from app.settlements.models import (
    ClientSettlement,
    ClientSettlementLine,
    EmployeeSettlement,
)
from app.settlements.queries import lock_clients, lock_closed, sources
from app.settlements.rules.changes import Change
from app.settlements.rules.client import Source
from app.settlements.rules.printing import annex, invoice_line
from app.settlements.services import clients

_COPIED = (
    "key", "kind", "text", "unit", "minutes", "quantity", "rate", "net", "cost", "vat_rate",
    "is_charged", "item_issue_id", "client_id",
)  # fmt: skip


def make_invoice(settlement: ClientSettlement, *, on: date | None = None) -> Invoice:
    """Make the draft of the invoice of an approved settlement, or return the one it has.

    The issue of the draft makes the settlement invoiced.
    """
    lock_clients([settlement.client_id])
    db.session.refresh(settlement)
    if settlement.invoice is not None:
        return settlement.invoice
    require_move(CLIENT_MOVES, settlement.state, ClientState.invoiced)
    invoice = draft_of(settlement, specification(settlement), on=on)
    db.session.add(invoice)
    settlement.invoice = invoice
    db.session.flush()
    return invoice


def draft_of(
    settlement: ClientSettlement, annex: Annex | None, *, on: date | None = None
) -> Invoice:
    """Return the draft of the invoice of a settlement, not added yet."""
    month = whole_month(settlement.month)
    return build_draft(
        settlement.client,
        settlement.company,
        lines_of(settlement),
        Dates(on or today(), month.last, month.first),
        Details(currency=settlement.currency, annex=annex),
    )


def lines_of(settlement: ClientSettlement) -> list[Line]:
    """Return the lines as they stand on an invoice."""
    language = language_of(settlement)
    return [invoice_line(line.plain(), language) for line in settlement.lines if line.is_charged]


def language_of(settlement: ClientSettlement) -> Language:
    """Return in which language the lines were written."""
    return settlement.language or settlement.client.language


@add_guard
def amounts_are_settled(invoice: Invoice) -> None:
    """Refuse a document that does not charge what its settlement says; texts may differ."""
    if object_session(invoice) is None:  # it is being made of the settlement
        return
    with db.session.no_autoflush:  # the document is still being changed
        settlement = db.session.scalar(
            sa.select(ClientSettlement).where(
                ClientSettlement.invoice_id == invoice.id,
                ClientSettlement.invoice_id.is_not(None),  # a new document has no number yet
            )
        )
        is_same = settlement is None or (
            invoice.company is settlement.company
            and invoice.currency is settlement.currency
            and _amounts(invoice.after) == _amounts(lines_of(settlement))
        )
    if not is_same:
        raise DomainError(
            _(
                "This document charges what settlement %(settlement)s says: company, currency, "
                "quantities, prices and VAT rates are changed there.",
                settlement=settlement,
            )
        )


def _amounts(lines: Sequence[Line]) -> list[tuple[Any, ...]]:
    """Return what lines charge; a line that a correction has taken to nothing charges nothing."""
    return sorted(
        (line.quantity, line.price, line.vat_rate.value) for line in lines if line.quantity
    )


def specification(settlement: ClientSettlement) -> Annex | None:
    """Return the specification of hours that goes with an invoice."""
    client, month = settlement.client, settlement.month
    found = sources([client.id], month, settlement_id=settlement.id)
    return annex_of(settlement, found.get((client.id, settlement.company_id), []))


def annex_of(settlement: ClientSettlement, known: Sequence[Source]) -> Annex | None:
    """Return the specification of the hours that a settlement was made from."""
    profile, language = clients.profile_of(settlement), language_of(settlement)
    return annex(known, profile, settlement.month, language)


def correct(settlement: ClientSettlement, reason: str) -> Invoice:
    """Make a correction of what hours changed after the invoice; a new settlement takes over.

    The draft of an invoice is not corrected: it is deleted and made anew.
    """
    lock_clients([settlement.client_id])
    db.session.refresh(settlement)
    if settlement.invoice is None or settlement.invoice.is_draft:
        raise DomainError(_("There is no issued invoice to correct."))
    require_move(CLIENT_MOVES, settlement.state, ClientState.corrected)
    clients.check_employees(settlement.client, settlement.month)
    lock_closed([settlement.client_id], settlement.month)
    if not correction_changes(settlement):
        raise DomainError(_("Nothing has changed since the invoice."))
    found, root = clients.calculate(settlement), settlement.invoice.first
    settlement.state = ClientState.corrected
    db.session.flush()
    successor = _successor(settlement)
    clients.apply(successor, found)
    said = chain_of(root.id)[-1].after
    correction = create_correction(root, _in_words_of(said, successor, settlement), reason)
    successor.invoice = correction
    db.session.flush()
    return correction


def correction_changes(settlement: ClientSettlement) -> list[Change]:
    """Return the lines that a correction would change."""
    return [change for change in clients.difference(settlement) if change.is_charged_otherwise]


def _in_words_of(
    said: Sequence[Line], successor: ClientSettlement, settlement: ClientSettlement
) -> list[Line]:
    """Return the lines of a correction, called as on the document it follows.

    That a position was renamed meanwhile, or a text changed on the draft, is not corrected.
    """
    named = {line.key: line.text for line in settlement.lines}
    for line in successor.lines:
        line.text = named.get(line.key, line.text)
    settled = {line.key: line.text for line in lines_of(settlement)}
    printed = {line.key: line.text for line in said}
    return [
        replace(line, text=printed.get(line.key, line.text))
        if line.text == settled.get(line.key)
        else line
        for line in lines_of(successor)
    ]


def _successor(settlement: ClientSettlement) -> ClientSettlement:
    """Return a copy that takes a settlement's place, with the lines that people have added."""
    names = (
        "client", "company", "month", "currency", "note", "approved_at", "approved_by_id",
        *clients.PROFILE,
    )  # fmt: skip
    successor = ClientSettlement(
        replaces=settlement,
        state=ClientState.approved,
        **{name: getattr(settlement, name) for name in names},
    )
    db.session.add(successor)
    for line in settlement.lines:
        copied = {name: getattr(line, name) for name in _COPIED}
        successor.lines.append(ClientSettlementLine(place=line.place, **copied))
    db.session.flush()
    return successor


@event.listens_for(Session, "before_flush")
def _follow(session: Session, *_args: Any) -> None:
    """A document that is issued, wherever that is done, makes its settlement invoiced."""
    for row in session.dirty:
        if isinstance(row, Invoice) and _is_being_issued(row):
            settlement = _charged_by(session, row)
            if settlement is not None:
                require_move(CLIENT_MOVES, settlement.state, ClientState.invoiced)
                settlement.state = ClientState.invoiced


def _is_being_issued(invoice: Invoice) -> bool:
    attributes: Any = sa.inspect(invoice).attrs
    return InvoiceStatus.issued in (attributes.status.history.added or ())


@event.listens_for(Session, "before_flush")
def _let_go(session: Session, *_args: Any) -> None:
    """A settlement whose draft of an invoice is deleted can be invoiced again."""
    gone = [row for row in session.deleted if isinstance(row, Invoice)]
    for invoice in gone:
        settlement = _charged_by(session, invoice)
        if settlement is not None and settlement.state is ClientState.approved:
            _take_back(session, settlement)


def _charged_by(session: Session, invoice: Invoice) -> ClientSettlement | None:
    """Return the settlement a document charges for, while changes of the document are flushed."""
    query = sa.select(ClientSettlement).filter_by(invoice_id=invoice.id)
    with session.no_autoflush:
        found: ClientSettlement | None = session.scalar(query)
    return found


def _take_back(session: Session, settlement: ClientSettlement) -> None:
    """Without a draft a settlement is approved as before; one made by a correction never was."""
    if settlement.replaces is None:
        settlement.invoice = None
        return
    table, head = ClientSettlement.__table__, EmployeeSettlement.__table__
    connection = session.connection()
    # At once, not with the flush: there is one live settlement at a time.
    connection.execute(
        sa.update(table)
        .where(table.c.id == settlement.id)
        .values(
            state=ClientState.cancelled,
            invoice_id=None,
            cancelled_at=now(),
            revision=table.c.revision + 1,
        )
    )
    connection.execute(
        sa.update(head)
        .where(head.c.client_settlement_id == settlement.id)
        .values(client_settlement_id=settlement.replaces_id)
    )
    settlement.replaces.state = ClientState.invoiced
    session.expire(settlement)
