"""Adding and issuing many invoices together: what ``create_draft`` and ``issue`` do one by one.

The number of statements does not grow with the invoices. Numbers are taken in one block, as late
as possible; whoever issues next waits until the files of this block are made.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from app.core import inserting
from app.core.numbering import NumberSeries, next_numbers
from app.extensions import db
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice, InvoicePdf
from app.invoicing.queries import account_of, addresses_of, series_of
from app.invoicing.services.files import print_pdf
from app.invoicing.services.gaps import Gap, gaps
from app.invoicing.services.issuing import copy_what_holds
from app.invoicing.services.parties import Parties, buying_client, live_parties
from app.invoicing.services.periods import closed_to


def add_drafts(drafts: Sequence[Invoice], *, issue: bool = False) -> list[list[Gap]]:
    """Add what ``build_draft`` gave; with ``issue``, issue those that lack nothing.

    Returns what each of them lacks; a document that lacks something stays a draft.
    """
    found: list[list[Gap]] = [[] for _draft in drafts]
    files: dict[int, bytes] = {}
    if issue:
        parties = _parties(drafts)
        of_series = {key: series_of(*key) for key in {(one.company_id, one.kind) for one in drafts}}
        chosen = [of_series[one.company_id, one.kind] for one in drafts]
        closed = closed_to()
        found = [gaps(*of_one, closed) for of_one in zip(drafts, parties, chosen, strict=True)]
        ready = [number for number, lacks in enumerate(found) if not lacks]
        _number([(drafts[n], series) for n in ready if (series := chosen[n])])
        for n in ready:
            copy_what_holds(drafts[n], parties[n])
            files[n] = print_pdf(drafts[n], parties[n])
    _insert(drafts, files)
    return found


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


def _insert(drafts: Sequence[Invoice], files: dict[int, bytes]) -> None:
    """Insert documents with their lines and files; the database freezes what is issued, so last."""
    inserting.insert(drafts)
    lines = [line for one in drafts for line in one.lines]
    inserting.insert(lines)
    issued = [drafts[n] for n in files]
    if issued:
        rows = [
            {"invoice_id": drafts[n].id, "client_id": drafts[n].client_id, "content": content}
            for n, content in files.items()
        ]
        connection = db.session.connection()
        connection.execute(sa.insert(InvoicePdf.__table__), rows)
        table = Invoice.__table__
        ids = [one.id for one in issued]
        connection.execute(
            sa.update(table).where(table.c.id.in_(ids)).values(status=InvoiceStatus.issued)
        )
        for one in issued:
            one.status = InvoiceStatus.issued
    inserting.write_trail(drafts, lines)
