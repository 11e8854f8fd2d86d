"""``flask crm run-month 2026-10``: a whole month from accepted hours to issued invoices."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TypeVar

import click
import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.clients.models import Client
from app.core.cli.group import crm
from app.core.db import reading, transaction
from app.core.errors import DomainError
from app.extensions import db
from app.invoicing.models import Invoice
from app.invoicing.services.files import filename_of, pdf_of
from app.schedule.rules.months import MonthPart, whole_month
from app.settlements.enums import RunResult
from app.settlements.queries import ACCEPTANCE, unsettled_contracts
from app.settlements.services import employees, runs
from app.settlements.services.employees import Gap
from app.settlements.services.many import TOGETHER, run_clients

#: So many contracts are settled in one transaction: a killed run loses these at most.
CHUNK = 500
_SHOWN = 20
_One = TypeVar("_One")


@crm.command("run-month")
@click.argument("month")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write the PDFs here."
)
def run_month(month: str, out: Path | None) -> None:
    """Settle people and clients of MONTH (2026-10) and issue the invoices.

    What is done already stays: run again, it goes on where it was.
    """
    # What is said here is said in the language in which the reasons are written down.
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        part = _month(month)
        settled, gaps = _settle_people(part)
        outcomes = _settle_clients(part)
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


def _settle_people(part: MonthPart) -> tuple[int, list[Gap]]:
    with reading():
        ids = sorted(db.session.scalars(unsettled_contracts(part)))
    close = not ACCEPTANCE.get("client_accepts")
    settled, gaps = 0, []
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    with _bar(chunks, _("Employees")) as shown:
        for chunk in shown:
            with transaction():
                found = employees.settle(chunk, part.first, close=close)
            settled += len(found.settled)
            gaps += found.gaps
    return settled, gaps


def _settle_clients(part: MonthPart) -> list[runs.ClientOutcome]:
    with reading():
        wanted = runs.pairs(part.first)
    steps = runs.Steps(people=False, invoice=True, issue=True)
    outcomes: list[runs.ClientOutcome] = []
    chunks = [wanted[start : start + TOGETHER] for start in range(0, len(wanted), TOGETHER)]
    with _bar(chunks, _("Clients")) as shown:
        for chunk in shown:
            outcomes += run_clients(chunk, part.first, steps=steps)
    return outcomes


def _write(outcomes: Sequence[runs.ClientOutcome], folder: Path) -> int:
    """Write the file of every issued document of the month that is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    ids = [one.invoice_id for one in outcomes if one.invoice_id is not None]
    with _bar(ids, _("Files")) as shown, reading():
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


def _bar(ones: Sequence[_One], label: str) -> AbstractContextManager[Iterable[_One]]:
    return click.progressbar(ones, label=f"{label:<12}")


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
