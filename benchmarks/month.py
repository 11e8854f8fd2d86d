"""``python -m benchmarks.month``: a month from hours to invoices, its dashboard and its documents.

Every number stands beside a yardstick of the same process. For the month that is a loop over the
ORM: it loads each contract with its hours, looks up the rate of every part, and adds plain rows
for person, client and document: no history, no checks, no PDF. Each runs on hours of its own.
"""

import argparse
import io
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import click
import sqlalchemy as sa
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.db import transaction
from app.extensions import db
from app.invoicing.models import Invoice
from app.invoicing.printing import render
from app.invoicing.rules import Line
from app.invoicing.services import Dates, create_correction, create_draft, issue
from app.invoicing.services.files import document_of
from app.invoicing.services.parties import parties_of
from app.positions.models import PositionRate
from app.schedule.models import EntryPart
from app.settings.models import Company
from app.settlements.enums import RunResult
from app.settlements.services import runs
from benchmarks.month_rows import MONTH, PEOPLE, fill, found_company
from benchmarks.pages import count
from benchmarks.stage import Stage, prepare

ROUNDS, LINES = 5, 100
DASHBOARD = "/settlements/?month=2026-10"
SIZES = (2, 10, 100, 800)
_ROWS = sa.MetaData()
_PLAIN = sa.Table(
    "benchmark_plain",
    _ROWS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("text", sa.String(400)),
    sa.Column("net", sa.Numeric(12, 2)),
)


def main() -> None:
    """Fill a database and print what the month costs on it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.month", description=__doc__)
    parser.add_argument("--contracts", type=int, default=200, help="people who are settled (200)")
    parser.add_argument("--clients", type=int, default=2000, help="clients on the dashboard (2000)")
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        stage = prepare(Path(name), arguments.database, rows=10)
        with stage.app.app_context():
            with transaction():
                _ROWS.create_all(db.session.connection())
            fill(max(arguments.clients, arguments.contracts // PEOPLE))
        click.echo("| what | SQL | CPU ms | CPU ms, yardstick | ÷ |\n|---|---|---|---|---|")
        _show_dashboard(stage)
        with stage.app.app_context():
            _show_documents()
            _show_month(arguments.contracts // PEOPLE)


def _show_dashboard(stage: Stage) -> None:
    sql, _size = count(stage.client, DASHBOARD)
    ours = min(_cpu(lambda: stage.client.get(DASHBOARD)) for _ in range(ROUNDS))
    click.echo(f"| dashboard | {sql} | {ours:.0f} | – | – |")


def _show_documents() -> None:
    for size in (10, LINES):
        invoice = _show_document(size)
    document = document_of(invoice, parties_of(invoice))
    for size in SIZES:
        printed = replace(document, after=_lines(size))
        ours = min(_cpu(lambda one=printed: render(one)) for _ in range(ROUNDS))
        plain = min(_cpu(lambda size=size: _draw(size)) for _ in range(ROUNDS))
        _line(f"PDF of {size} lines", 0, ours, plain)


def _show_document(size: int) -> Invoice:
    """Draft, issue and correct a document of so many lines."""
    lines, dates = _lines(size), Dates(MONTH + timedelta(36), MONTH + timedelta(30), MONTH)
    plain = min(_cpu(lambda: _write_plain(size)) for _ in range(ROUNDS))
    drafts, corrections = [], []
    for _ in range(ROUNDS):
        db.session.expunge_all()
        client = db.session.scalars(sa.select(Client).where(Client.name == "Hotel 00000")).one()
        company, made = found_company(), []
        with _Counted() as drafting:
            drafts.append(_cpu(lambda c=client, o=company, m=made: _draft(c, o, lines, dates, m)))
        (invoice,) = made
        with transaction():
            issue(invoice)
        after = invoice.after[:-1]
        with _Counted() as correcting:
            corrections.append(_cpu(lambda one=invoice, after=after: _correct(one, after)))
    _line(f"draft of {size} lines", drafting.sql, min(drafts), plain)
    _line(f"correction of {size} lines", correcting.sql, min(corrections), plain)
    return invoice


def _draft(
    client: Client, company: Company, lines: list[Line], dates: Dates, made: list[Invoice]
) -> None:
    with transaction():
        made.append(create_draft(client, company, lines, dates))


def _correct(invoice: Invoice, after: Sequence[Line]) -> None:
    with transaction():
        create_correction(invoice, after, "O jedną mniej")


def _show_month(clients: int) -> None:
    pairs = runs.pairs(MONTH)[:clients]
    db.session.rollback()
    plain = _cpu(lambda: _settle_plainly([client_id for client_id, _company in pairs]))
    db.session.rollback()
    with _Counted() as counted:
        ours = _cpu(lambda: [_settle(pair) for pair in pairs])
    _line(f"month of {clients * PEOPLE} people", counted.sql, ours, plain)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"\npeak {peak:.0f} MB; {counted.sql / clients:.0f} SQL for a client of {PEOPLE}")


def _settle(pair: runs.Pair) -> None:
    steps = runs.Steps(people=True, invoice=True, issue=True)
    outcome = runs.run_client(*pair, MONTH, steps=steps)
    if outcome.result is not RunResult.issued:
        raise SystemExit(f"{pair}: {outcome.result} {outcome.reason}")


def _settle_plainly(clients: list[int]) -> None:
    """Write a row for each person, client and document, and one for each line of them."""
    with transaction():
        for client_id in clients:
            total = Decimal(0)
            for contract in db.session.scalars(sa.select(Contract).filter_by(client_id=client_id)):
                total += _price(contract)
            for text in ("settlement", "invoice"):
                db.session.execute(sa.insert(_PLAIN).values(text=text, net=total))


def _price(contract: Contract) -> Decimal:
    sums: dict[str, Decimal] = {}
    for part in db.session.scalars(sa.select(EntryPart).filter_by(contract_id=contract.id)):
        rate = db.session.scalars(
            sa.select(PositionRate)
            .where(PositionRate.position_id == contract.position_id)
            .where(PositionRate.valid_from <= part.entry.day)
            .limit(1)
        ).one()
        worth = part.minutes * (rate.client_rate or Decimal(0)) / 60
        sums[part.kinds] = sums.get(part.kinds, Decimal(0)) + worth
    for text, net in sums.items():
        db.session.execute(sa.insert(_PLAIN).values(text=text, net=round(net, 2)))
    return sum(sums.values(), Decimal(0)).quantize(Decimal("0.01"))


def _write_plain(size: int) -> None:
    """Write as many rows by one statement, believing every value."""
    with transaction():
        rows = [{"text": line.text, "net": line.quantity * line.price} for line in _lines(size)]
        db.session.execute(sa.insert(_PLAIN), rows)


def _draw(size: int) -> bytes:
    """Put the same lines on a bare canvas, seven columns a line."""
    target = io.BytesIO()
    canvas = Canvas(target)
    for number, line in enumerate(_lines(size)):
        height = 780 - number % 60 * 12
        if number and number % 60 == 0:
            canvas.showPage()
        canvas.setFont("Helvetica", 8)
        for place, text in enumerate((number, line.text, line.quantity, line.price, 23, 1, 2)):
            canvas.drawString(40 + place * 70, height, str(text))
    canvas.save()
    return target.getvalue()


def _lines(size: int) -> list[Line]:
    return [Line(f"Pozycja {n}", Decimal(n + 1), "h", Decimal("40.00")) for n in range(size)]


class _Counted:
    """Counts the statements of a block."""

    sql = 0

    def __enter__(self) -> "_Counted":
        event.listen(Engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self.sql += 1


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _line(title: str, sql: int, ours: float, theirs: float) -> None:
    click.echo(f"| {title} | {sql or '–'} | {ours:.0f} | {theirs:.0f} | {ours / theirs:.1f} |")


if __name__ == "__main__":
    main()
