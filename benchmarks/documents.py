"""``python -m benchmarks.documents``: invoices of many lines, as rows and as a PDF.

An invoice is drafted, issued and corrected by the services behind the pages, with history, event
log, number and PDF. The yardstick adds a head and its lines by two statements, believing every
amount. A PDF is compared with one that a bare ReportLab canvas writes: the same cells in the same
font, line by line, without frames, sums, wrapping or page totals. Last, many PDFs are drawn by this
process alone and with one helper: wall time, so nothing else should run beside it.
"""

import argparse
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.clients.models import Address, Client
from app.core.crew import crew, spread
from app.core.db import transaction
from app.demo.days import Days
from app.demo.services import SMALL, Demo
from app.extensions import db
from app.invoicing.enums import PrintLanguage
from app.invoicing.printing import Document, render
from app.invoicing.printing.style import PAGE, REGULAR, register_fonts
from app.invoicing.rules import Line, Party
from app.invoicing.services import Dates, create_correction, create_draft, issue
from app.settings.models import Company
from benchmarks.stage import prepare

ROUNDS, LINES, PAPERS = 7, 100, 200
SIZES = (2, 10, 100, 800)
DATES = Dates(date(2026, 11, 6), date(2026, 10, 31), date(2026, 10, 1))
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ", "SAVEPOINT", "RELEASE")
_HEAD = "CREATE TABLE benchmark_head (id INTEGER PRIMARY KEY, net NUMERIC(12, 2))"
_ROWS = "CREATE TABLE benchmark_row (head INTEGER, name VARCHAR(200), net NUMERIC(12, 2))"


def main() -> None:
    """Measure both, and print two tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    arguments = parser.parse_args()
    register_fonts()
    _papers()
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        stage = prepare(Path(name), arguments.database, rows=1)
        with stage.app.app_context():
            _records()
            _together()


def _lines(count: int) -> list[Line]:
    return [
        Line(f"Pokojówka, godziny dzienne, os. {one}", Decimal("168.5"), "h", Decimal("47.90"))
        for one in range(count)
    ]


def _paper(lines: list[Line]) -> Document:
    seller, buyer = (
        Party(name, nip, "", street, code, city, "PL")
        for name, nip, street, code, city in (
            ("Agencja Jantar sp. z o.o.", "5260001246", "ul. Długa 45", "80-827", "Gdańsk"),
            ("Hotel Bałtyk sp. z o.o.", "5261040828", "ul. Morska 7", "81-764", "Sopot"),
        )
    )
    return Document(
        language=PrintLanguage.pl, seller=seller, buyer=buyer, issue_date=DATES.issue,
        sale_to=DATES.sale_to, due_date=date(2026, 11, 20), currency="PLN", after=lines,
        number="FV/2026/11/0001", iban="PL61109010140000071219812874",
    )  # fmt: skip


def _papers() -> None:
    click.echo("| PDF of | CPU ms | ÷ bare canvas |\n|---|---|---|")
    for size in SIZES:
        lines = _lines(size)
        paper = _paper(lines)
        ours, theirs = _turns(lambda paper=paper: render(paper), lambda lines=lines: _bare(lines))
        click.echo(f"| {size} lines | {ours:.1f} | {ours / theirs:.1f} |")


def _together() -> None:
    """Draw the documents of a chunk of clients, as a run over all of them does."""
    papers = [_paper(_lines(10)) for _number in range(PAPERS)]
    alone, helped = [], []
    for _round in range(ROUNDS):
        for helpers, took in ((0, alone), (1, helped)):
            with crew(1, helpers=helpers):
                start = time.perf_counter()
                spread(render, papers)
                took.append(time.perf_counter() - start)
    click.echo(
        f"\n{PAPERS} PDFs of 10 lines: alone {min(alone):.2f} s, with a helper "
        f"{min(helped):.2f} s, {min(alone) / min(helped):.2f} ×"
    )


def _bare(lines: list[Line]) -> bytes:
    output = BytesIO()
    canvas, place = Canvas(output, pagesize=PAGE), 0.0
    for number, line in enumerate(lines, 1):
        place = place - 6 * mm if place > 20 * mm else PAGE[1] - 20 * mm
        if number > 1 and place == PAGE[1] - 20 * mm:
            canvas.showPage()
        canvas.setFont(REGULAR, 8)
        cells = (str(number), line.text, str(line.quantity), line.unit, str(line.price),
                 str(line.net), str(line.vat_rate), str(line.net))  # fmt: skip
        for column, cell in enumerate(cells):
            canvas.drawString(15 * mm + column * 22 * mm, place, cell)
    canvas.save()
    return output.getvalue()


class _Desk:
    """Somebody who drafts, issues and corrects an invoice after the other."""

    def __init__(self) -> None:
        demo = Demo(1, Days(DATES.issue), SMALL)
        demo.found(f"{secrets.token_hex(8)}-Latarnia")
        self.company = db.session.scalars(sa.select(Company).order_by(Company.id)).first()
        self.client = Client(name="Hotel Bałtyk sp. z o.o.", nip="5261040828")
        place = {"street": "ul. Morska 7", "postal_code": "81-764", "city": "Sopot"}
        with transaction():
            db.session.add_all([self.client, Address(client=self.client, **place)])

    def draft(self) -> None:
        with transaction():
            self.invoice = create_draft(self.client, self.company, _lines(LINES), DATES)

    def issue(self) -> None:
        with transaction():
            issue(self.invoice)

    def correct(self) -> None:
        with transaction():
            self.invoice = create_correction(self.invoice, self.invoice.after[:-1], "Jedna mniej")


def _records() -> None:
    with transaction():
        for statement in (_HEAD, _ROWS):
            db.session.connection().execute(sa.text(statement))
    lines, desk = _lines(LINES), _Desk()
    plain = min(_cpu(lambda: _add_plainly(lines)) for _ in range(ROUNDS))
    costs: dict[str, tuple[int, float]] = {}
    steps = {"draft": desk.draft, "issue, PDF included": desk.issue,
             "draft of a correction": desk.correct,
             "issue of a correction, PDF included": desk.issue}  # fmt: skip
    for _ in range(ROUNDS):
        for title, step in steps.items():
            statements, took = _counted(step)
            costs[title] = (statements, min(took, costs.get(title, (0, took))[1]))
    click.echo(f"\n| {LINES} lines | SQL | CPU ms | ÷ two statements |\n|---|---|---|---|")
    for title, (statements, took) in costs.items():
        click.echo(f"| {title} | {statements} | {took:.0f} | {took / plain:.0f} |")


def _add_plainly(lines: list[Line]) -> None:
    with transaction():
        connection = db.session.connection()
        pk = connection.scalar(sa.text("INSERT INTO benchmark_head (net) VALUES (1) RETURNING id"))
        rows = [{"head": pk, "name": line.text, "net": str(line.net)} for line in lines]
        connection.execute(sa.text("INSERT INTO benchmark_row VALUES (:head, :name, :net)"), rows)


def _counted(step: Callable[[], Any]) -> tuple[int, float]:
    statements = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        took = _cpu(step)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(statements), took


def _turns(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float]:
    pairs = [(_cpu(theirs), _cpu(ours)) for _ in range(ROUNDS)]
    return min(pair[1] for pair in pairs), min(pair[0] for pair in pairs)


def _cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
