"""Adding and issuing many invoices together: what ``create_draft`` and ``issue`` do one by one.

The number of statements does not grow with the invoices. All that can be written before is
written before the numbers are taken, in one block: whoever issues next waits from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import inserting
from app.core.numbering import NumberSeries, next_numbers
from app.extensions import db
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice, InvoicePdf
from app.invoicing.queries import account_of, addresses_of, series_of
from app.invoicing.services.files import print_pdfs
from app.invoicing.services.gaps import Gap, gaps
from app.invoicing.services.issuing import copy_what_holds
from app.invoicing.services.parties import Parties, buying_client, live_parties
from app.invoicing.services.periods import closed_to


@dataclass(frozen=True)
class Added:
    """Documents that were added together; ``lacking`` says what keeps each from being issued."""

    drafts: Sequence[Invoice]
    lacking: list[list[Gap]]
    ready: list[tuple[Invoice, Parties, NumberSeries]]

    def will_issue(self) -> set[int]:
        """Return the ids of the documents that ``finish`` issues."""
        return {invoice.id for invoice, _parties, _series in self.ready}

    def finish(self) -> None:
        """Issue what lacks nothing, and write the trail of all; the last thing that is done."""
        _number([(invoice, series) for invoice, _parties, series in self.ready])
        if self.ready:
            _freeze([(invoice, parties) for invoice, parties, _series in self.ready])
        inserting.write_trail(self.drafts, [line for one in self.drafts for line in one.lines])


def add_drafts(drafts: Sequence[Invoice], *, issue: bool = False) -> Added:
    """Add what ``build_draft`` gave; with ``issue``, ``finish`` issues those that lack nothing."""
    lacking: list[list[Gap]] = [[] for _draft in drafts]
    ready = []
    if issue:
        parties = _parties(drafts)
        of_series = {key: series_of(*key) for key in {(one.company_id, one.kind) for one in drafts}}
        chosen = [of_series[one.company_id, one.kind] for one in drafts]
        closed = closed_to()
        lacking = [gaps(*of_one, closed) for of_one in zip(drafts, parties, chosen, strict=True)]
        ready = [
            (invoice, party, series)
            for invoice, party, series, lacks in zip(drafts, parties, chosen, lacking, strict=True)
            if series and not lacks
        ]
        for invoice, party, _series in ready:
            copy_what_holds(invoice, party)
    inserting.insert(drafts)
    inserting.insert([line for one in drafts for line in one.lines])
    return Added(drafts, lacking, ready)


def _parties(drafts: Sequence[Invoice]) -> list[Parties]:
    """Return the parties of drafts that are all issued on one day."""
    for one in drafts:
        one.company_id, one.client_id = one.company.id, one.client.id
    accounts = {key: account_of(*key) for key in {(one.company_id, one.currency) for one in drafts}}
    buyers = [buying_client(one.client) for one in drafts]
    ids = {buyer.id for buyer in buyers if buyer}
    days = {one.issue_date for one in drafts}
    addresses = {day: addresses_of(ids, day) for day in days}
    return [
        live_parties(
            one,
            accounts[one.company_id, one.currency],
            addresses[one.issue_date].get(buyer.id) if buyer else None,
        )
        for one, buyer in zip(drafts, buyers, strict=True)
    ]


def _number(ready: Sequence[tuple[Invoice, NumberSeries]]) -> None:
    """Give each document its number: a block for those of one series and day, in their order."""
    blocks: dict[tuple[int, object], list[tuple[Invoice, NumberSeries]]] = {}
    for invoice, series in ready:
        blocks.setdefault((series.id, invoice.issue_date), []).append((invoice, series))
    for ones in blocks.values():
        first, series = ones[0]
        numbers = next_numbers(series, len(ones), on=first.issue_date)
        for (invoice, _series), number in zip(ones, numbers, strict=True):
            invoice.number = number


def _freeze(ones: Sequence[tuple[Invoice, Parties]]) -> None:
    """Store the files and what was not known before; the database refuses changes from here."""
    files = print_pdfs(ones)
    connection = db.session.connection()
    connection.execute(
        sa.insert(InvoicePdf.__table__),
        [
            {"invoice_id": invoice.id, "client_id": invoice.client_id, "content": content}
            for (invoice, _parties), content in zip(ones, files, strict=True)
        ],
    )
    for invoice, _parties in ones:
        invoice.status = InvoiceStatus.issued
    table = Invoice.__table__
    names = ("number", "pdf_sha256", "status")
    connection.execute(
        sa.update(table)
        .where(table.c.id == sa.bindparam("of"))
        .values({name: sa.bindparam(f"new_{name}") for name in names}),
        [
            {"of": one.id} | {f"new_{name}": getattr(one, name) for name in names}
            for one, _parties in ones
        ],
    )
