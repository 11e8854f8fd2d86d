"""What must hold of invoices: they add up, chains do not branch, numbers have no gaps."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Generator
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.integrity import Broken, invariant, rows
from app.core.money import Taxed, round_money
from app.core.numbering.enums import SeriesKind
from app.core.numbering.models import NumberCounter, NumberSeries
from app.core.numbering.rules import period_of
from app.extensions import db
from app.invoicing.enums import InvoiceKind, InvoiceStatus, LineSide
from app.invoicing.models import Invoice, InvoiceLine, InvoicePdf
from app.invoicing.rules import NOTHING

_INVOICE, _LINE = Invoice.__table__.c, InvoiceLine.__table__.c
_KINDS = {InvoiceKind.invoice: SeriesKind.invoice, InvoiceKind.correction: SeriesKind.correction}


@invariant("I1", _("Invoices are the sum of their lines and of the VAT per rate"))
def invoices_add_up() -> Generator[Broken]:
    """Count every document anew: f(after) − f(before), VAT once per rate."""
    query = (
        sa.select(
            _LINE.invoice_id, _LINE.side, _LINE.vat_rate, sa.func.sum(_LINE.net).label("net"),
            _INVOICE.net.label("all_net"), _INVOICE.vat.label("all_vat"), _INVOICE.gross,
        )
        .select_from(InvoiceLine.__table__.join(Invoice.__table__))
        .group_by(
            _LINE.invoice_id, _LINE.side, _LINE.vat_rate, _INVOICE.net, _INVOICE.vat,
            _INVOICE.gross,
        )
        .order_by(_LINE.invoice_id)
    )  # fmt: skip
    for pk, of_one in groupby(rows(query), key=lambda row: row.invoice_id):
        parts = list(of_one)
        found = sum((_taxed(row) for row in parts), NOTHING)
        said = parts[0]
        if (found.net, found.vat, found.gross) != (said.all_net, said.all_vat, said.gross):
            yield Broken("invoice", pk, f"{found.net} + {found.vat} ≠ {said.gross}")


def _taxed(row: Any) -> Taxed:
    net = round_money(Decimal(row.net))
    taxed = Taxed(net, round_money(net * row.vat_rate.fraction))
    return taxed if row.side is LineSide.after else -taxed


@invariant("I1", _("Lines of invoices are quantity times price"))
def lines_are_products() -> Generator[Broken]:
    """Multiply every line again."""
    query = sa.select(_LINE.id, _LINE.quantity, _LINE.price, _LINE.net).order_by(_LINE.id)
    for row in rows(query):
        if round_money(row.quantity * row.price) != row.net:
            yield Broken("invoice_line", row.id, f"{row.quantity} × {row.price} ≠ {row.net}")


@invariant("I4", _("A correction begins where the document before it ended"))
def chains_are_whole() -> Generator[Broken]:
    """Compare the lines before with the lines after of the document that is corrected."""
    after = InvoiceLine.__table__.alias()
    before = InvoiceLine.__table__.alias()
    fits = sa.and_(
        after.c.invoice_id == _INVOICE.previous_id,
        after.c.side == LineSide.after,
        after.c.key == before.c.key,
        after.c.net == before.c.net,
        after.c.vat_rate == before.c.vat_rate,
    )
    query = (
        sa.select(_INVOICE.id)
        .join(before, sa.and_(before.c.invoice_id == _INVOICE.id, before.c.side == LineSide.before))
        .outerjoin(after, fits)
        .where(_INVOICE.previous_id.is_not(None), after.c.id.is_(None))
        .limit(1)
    )
    for row in rows(query):
        yield Broken("invoice", row.id)


@invariant("I5", _("Numbers of issued documents have no gaps"))
def numbers_have_no_gaps() -> Generator[Broken]:
    """Read the counter back from every number: a period has exactly 1 to its last one."""
    issued = defaultdict(list)
    query = sa.select(
        _INVOICE.company_id, _INVOICE.kind, _INVOICE.number, _INVOICE.issue_date
    ).where(_INVOICE.status == InvoiceStatus.issued)
    for row in rows(query):
        issued[row.company_id, _KINDS[row.kind]].append(row)
    for series in db.session.scalars(
        sa.select(NumberSeries).where(NumberSeries.kind.in_(_KINDS.values()))
    ):
        known = [
            row
            for (company_id, kind), of_one in issued.items()
            if kind is series.kind and series.company_id in (None, company_id)
            for row in of_one
        ]
        yield from _gaps(series, known)


def _gaps(series: NumberSeries, known: list[Any]) -> Generator[Broken]:
    pattern, taken = _reader(series.pattern), defaultdict(list)
    for row in known:
        if match := pattern.fullmatch(row.number):
            taken[period_of(series.reset, row.issue_date)].append(int(match["seq"]))
    counters = sa.select(NumberCounter.period, NumberCounter.last)
    last = dict(rows(counters.where(NumberCounter.series_id == series.id)))
    for period in sorted({*last, *taken}):
        if sorted(taken[period]) != list(range(1, last.get(period, 0) + 1)):
            yield Broken("number_series", series.id, f"{series.name} {period}")


def _reader(pattern: str) -> re.Pattern[str]:
    """Return what reads the counter back from a number."""
    parts = re.split(r"(\{[^{}]*\})", pattern)
    written = [
        r"(?P<seq>\d+)"
        if part.startswith("{seq")
        else r"\d+"
        if part[:1] == "{"
        else re.escape(part)
        for part in parts
    ]
    return re.compile("".join(written))


@invariant("I6", _("Issued documents have the file that was made at their issue"))
def files_are_untouched() -> Generator[Broken]:
    """Count the digest of every file anew."""
    pdf = InvoicePdf.__table__.c
    query = (
        sa.select(_INVOICE.id, _INVOICE.number, _INVOICE.pdf_sha256, pdf.content)
        .select_from(Invoice.__table__.outerjoin(InvoicePdf.__table__))
        .where(_INVOICE.status == InvoiceStatus.issued)
        .order_by(_INVOICE.id)
    )
    for row in rows(query):
        digest = hashlib.sha256(row.content).hexdigest() if row.content else None
        if digest is None or digest != row.pdf_sha256:
            yield Broken("invoice", row.id, row.number)
