"""Drafts: from plain lines, or from a form, to a document that can be issued."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.clients.enums import Language
from app.clients.models import Client
from app.core.clock import now
from app.core.currency import Currency
from app.core.errors import DomainError
from app.extensions import db
from app.invoicing import rules
from app.invoicing.enums import InvoiceKind, InvoiceStatus, LineSide, PrintLanguage
from app.invoicing.models import Invoice, InvoiceLine
from app.invoicing.queries import lock_document
from app.invoicing.rules import Annex, Line
from app.settings.models import Company

MOST_LINES = 2000
MOST_NOTES = 2000
_YEARS = range(2000, 2101)
_LANGUAGES = {
    Language.pl: PrintLanguage.pl,
    Language.en: PrintLanguage.en,
    Language.de: PrintLanguage.both,
}


@dataclass(frozen=True)
class Dates:
    """When an invoice is issued, and the day or period of the sale."""

    issue: date
    sale_to: date
    sale_from: date | None = None


@dataclass(frozen=True)
class Details:
    """What else may stand on an invoice; what is not said comes from the client."""

    notes: str | None = None
    order_number: str | None = None
    currency: Currency | None = None
    language: PrintLanguage | None = None
    payment_days: int | None = None
    exemption_basis: str | None = None
    annex: Annex | None = None


_NO_DETAILS = Details()
#: What packages above ask of a document before it is saved or issued; a ``DomainError`` refuses.
Guard = Callable[[Invoice], None]
_guards: list[Guard] = []


def add_guard(function: Guard) -> Guard:
    """Ask a function whether a draft may say what it says: ``add_guard(amounts_are_settled)``."""
    if function not in _guards:
        _guards.append(function)
    return function


def create_draft(
    client: Client,
    company: Company,
    lines: Sequence[Line],
    dates: Dates,
    details: Details = _NO_DETAILS,
) -> Invoice:
    """Add a draft; the buyer is the client's payer, or the client itself."""
    invoice = build_draft(client, company, lines, dates, details)
    db.session.add(invoice)
    db.session.flush()
    return invoice


def build_draft(
    client: Client,
    company: Company,
    lines: Sequence[Line],
    dates: Dates,
    details: Details = _NO_DETAILS,
) -> Invoice:
    """Return a draft that is checked and counted, but not added: see ``many.add_drafts``."""
    said = {name: value for name, value in vars(details).items() if value is not None}
    invoice = Invoice(
        kind=InvoiceKind.invoice,
        status=InvoiceStatus.draft,
        client=client,
        company=company,
        issue_date=dates.issue,
        sale_from=dates.sale_from,
        sale_to=dates.sale_to,
        **(terms_of(client) | said),
    )
    set_lines(invoice, LineSide.after, lines)
    prepare(invoice)
    return invoice


def terms_of(client: Client) -> dict[str, Any]:
    """Return what the billing profile of a client says about its invoices."""
    return {
        "currency": client.currency,
        "language": _LANGUAGES[client.language],
        "payment_days": client.payment_days,
        "order_number": client.order_number,
        "exemption_basis": client.exemption_basis,
    }


def set_lines(invoice: Invoice, side: LineSide, lines: Sequence[Line]) -> None:
    """Make the rows of one state say what the plain lines say; equal rows stay untouched."""
    known = {row.key: row for row in invoice.lines if row.side is side}
    rows = [_row(invoice, side, line, known) for line in lines]
    for position, row in enumerate(rows, start=1):
        row.position = position
    for row in set(known.values()) - set(rows):
        invoice.lines.remove(row)
    invoice.changed_on = now()  # a changed text alone would not raise the revision


def _row(
    invoice: Invoice, side: LineSide, line: Line, known: dict[str, InvoiceLine]
) -> InvoiceLine:
    row = known.pop(line.key, None) if line.key else None
    if row is None:
        row = InvoiceLine(side=side, key=line.key or uuid.uuid4().hex, client=invoice.client)
        invoice.lines.append(row)
    else:
        known[line.key] = row
    row.text, row.unit = line.text, line.unit
    row.quantity, row.price, row.vat_rate = line.quantity, line.price, line.vat_rate
    row.net = line.net
    return row


def with_keys(lines: Sequence[Line]) -> list[Line]:
    """Give new lines a key of their own."""
    return [line if line.key else replace(line, key=uuid.uuid4().hex) for line in lines]


def prepare(invoice: Invoice) -> None:
    """Check what cannot be right, and count the document anew."""
    if not 0 <= invoice.payment_days <= 365:
        raise DomainError(_("Payment days must lie between 0 and 365."))
    days = (invoice.issue_date, invoice.sale_to, invoice.sale_from or invoice.sale_to)
    if any(day.year not in _YEARS for day in days):
        raise DomainError(_("Check the year of the day."))
    if invoice.sale_from and invoice.sale_to < invoice.sale_from:
        raise DomainError(_("The period of the sale ends before it begins."))
    if len(invoice.notes or "") > MOST_NOTES:
        raise DomainError(_("The remarks can have at most %(n)s characters.", n=MOST_NOTES))
    for row in invoice.lines:
        row.client = invoice.client
    before, after = invoice.before, invoice.after
    for line in after:
        check_line(line)
    if len(after) > MOST_LINES:
        raise DomainError(_("An invoice can have at most %(n)s lines.", n=MOST_LINES))
    for guard in _guards:
        guard(invoice)
    change = rules.total(rules.difference(before, after))
    invoice.net, invoice.vat, invoice.gross = change.net, change.vat, change.gross
    invoice.due_date = rules.due_date(invoice.issue_date, invoice.payment_days)


def check_line(line: Line) -> None:
    """Refuse a line that cannot be stored exactly or says nothing."""
    if not line.text.strip() or not line.unit.strip():
        raise DomainError(_("Every line needs a name and a unit."))
    if len(line.text) > 500 or len(line.unit) > 20:
        raise DomainError(_("A name has at most 500 characters, a unit 20."))
    if not rules.is_within_bounds(line):
        raise DomainError(
            _("“%(name)s”: the number is too large or has too many places.", name=line.text[:60])
        )
    if line.quantity < Decimal(0) or line.price < Decimal(0):
        raise DomainError(
            _("“%(name)s”: quantity and price cannot be negative.", name=line.text[:60])
        )


def delete_draft(invoice: Invoice) -> None:
    """Refuse to delete what is issued, just now too; the rows of a draft go with it."""
    lock_document(invoice)
    if not invoice.is_draft:
        raise DomainError(_("An issued document cannot be deleted, only corrected."))
