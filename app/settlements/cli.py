"""``flask crm run-month 2026-10``: a whole month from accepted hours to issued invoices."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.clients.models import Client
from app.core.cli.group import crm
from app.core.crew import Crew, crew
from app.core.db import is_sqlite, reading, transaction
from app.core.errors import DomainError
from app.extensions import db
from app.invoicing.models import Invoice
from app.invoicing.services.files import filename_of, pdf_of
from app.schedule.rules.months import MonthPart, whole_month
from app.settlements.enums import RunResult
from app.settlements.queries import ACCEPTANCE, unsettled_contracts
from app.settlements.services import employees, runs
from app.settlements.services.employees import Gap, Outcome
from app.settlements.services.many import TOGETHER, run_clients

#: So many contracts are settled in one transaction: a killed run loses these at most.
CHUNK = 500
_SHOWN, _USUAL_WORKERS = 20, 4
_One = TypeVar("_One")


@crm.command("run-month")
@click.argument("month")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write the PDFs here."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 32),
    default=min(_USUAL_WORKERS, os.cpu_count() or 1),
    show_default="one for each core, at most 4",
    help="Processes that share the work; on SQLite they share the drawing of PDFs.",
)
def run_month(month: str, out: Path | None, workers: int) -> None:
    """Settle people and clients of MONTH (2026-10) and issue the invoices.

    What is done already stays: run again, it goes on where it was.
    """
    # What is said here is said in the language in which the reasons are written down.
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        part = _month(month)
        try:
            settled, gaps = settle_people(part, workers)
            outcomes = settle_clients(part, workers)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        written = _write(outcomes, out) if out else 0
        _tell(settled, gaps, outcomes, written)
    if gaps or any(one.result is RunResult.refused for one in outcomes):
        raise click.exceptions.Exit(1)


def _month(text: str) -> MonthPart:
    try:
        return whole_month(date.fromisoformat(f"{text}-01"))
    except ValueError as error:
        msg = _("“%(text)s” is no month; write it as 2026-10.", text=text)
        raise click.BadParameter(msg) from error


def settle_people(part: MonthPart, workers: int) -> tuple[int, list[Gap]]:
    """Settle everybody and approve at once, unless the client accepts first."""
    with reading():
        ids = sorted(db.session.scalars(unsettled_contracts(part)))
    close = not ACCEPTANCE.get("client_accepts")
    chunks = _chunks(ids, CHUNK)
    settled, gaps = 0, []
    work = partial(_settle_some, month=part.first, close=close)
    count = 1 if is_sqlite() else min(workers, len(chunks))
    with (
        crew(count) as team,
        _bar(team.map(work, chunks), len(chunks), _("Employees")) as shown,
    ):
        for found in shown:
            settled += len(found.settled)
            gaps += found.gaps
    return settled, gaps


def _settle_some(ids: Sequence[int], *, month: date, close: bool) -> Outcome:
    with transaction():
        return employees.settle(ids, month, close=close)


def settle_clients(part: MonthPart, workers: int) -> list[runs.ClientOutcome]:
    """Settle and invoice all clients whose people are settled."""
    with reading():
        chunks = _chunks(runs.pairs(part.first), TOGETHER)
    steps = runs.Steps(people=False, invoice=True, issue=True)
    work = partial(run_clients, month=part.first, steps=steps)
    with (
        _crew(min(workers, len(chunks))) as team,
        _bar(team.map(work, chunks), len(chunks), _("Clients")) as shown,
    ):
        return [outcome for found in shown for outcome in found]


def _chunks(ones: Sequence[_One], size: int) -> list[Sequence[_One]]:
    return [ones[start : start + size] for start in range(0, len(ones), size)]


def _crew(workers: int) -> AbstractContextManager[Crew]:
    """Invoices are drawn while their numbers are held: those who wait for them had better help.

    One transaction at a time writes to SQLite, so all others help there.
    """
    helpers = max(0, workers - 1)
    return crew(1, helpers=helpers) if is_sqlite() else crew(workers, helpers=min(1, helpers))


def _write(outcomes: Sequence[runs.ClientOutcome], folder: Path) -> int:
    """Write the file of every issued document of the month that is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    ids = [one.invoice_id for one in outcomes if one.invoice_id is not None]
    with _bar(ids, len(ids), _("Files")) as shown, reading():
        for pk in shown:
            invoice = db.session.scalar(sa.select(Invoice).where(Invoice.id == pk))
            if invoice is None or invoice.is_draft:
                continue
            path = folder / filename_of(invoice)
            if not path.exists():
                try:
                    path.write_bytes(pdf_of(invoice))
                except DomainError as refusal:
                    click.echo(f"{invoice}: {refusal}", err=True)
                    continue
                written += 1
    return written


def _bar(ones: Iterable[_One], count: int, label: str) -> AbstractContextManager[Iterable[_One]]:
    return click.progressbar(ones, length=count, label=f"{label:<12}")


def _tell(
    settled: int, gaps: list[Gap], outcomes: Sequence[runs.ClientOutcome], written: int
) -> None:
    lacking = len({gap.facts.contract_id for gap in gaps})
    click.echo(
        _("Settled: %(settled)s, not possible yet: %(gaps)s.", settled=settled, gaps=lacking)
    )
    for gap in gaps[:_SHOWN]:
        click.echo(f"  {gap}")
    counts = Counter(one.result for one in outcomes)
    for result in RunResult:
        if counts[result]:
            click.echo(_("Clients – %(result)s: %(n)s", result=result, n=counts[result]))
    refused = [one for one in outcomes if one.result is RunResult.refused]
    names = _names([one.client_id for one in refused[:_SHOWN]])
    for one in refused[:_SHOWN]:
        click.echo(f"  {names.get(one.client_id, '')} ({one.client_id}): {one.reason}")
    if written:
        click.echo(_("Files written: %(count)s", count=written))


def _names(ids: Sequence[int]) -> dict[int, str]:
    query = sa.select(Client.id, Client.name).where(Client.id.in_(ids))
    with reading():
        return {row.id: row.name for row in db.session.execute(query)}
