"""``flask crm import-hours``: a file of hours from a terminal, the same way as from the page."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from flask_babel import gettext as _

from app.background import files
from app.clients.models import Client
from app.core.cli import crm
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db
from app.schedule.enums import ImportState, RowVerdict
from app.schedule.models import HoursImport, HoursImportRow
from app.schedule.services.imports import remembering, steps, uploading


class _Foreground:
    """A progress that says on the terminal how far the work is."""

    def __init__(self) -> None:
        self.said = ""

    def __call__(
        self,
        done: int,  # noqa: ARG002 - the protocol's signature
        total: int = 0,  # noqa: ARG002
        message: str = "",
    ) -> None:
        """Show each kind of work once."""
        if message and message != self.said:
            self.said = message
            click.echo(message, err=True)

    def checkpoint(self, value: Any) -> None:
        """Nobody goes on with it: what has come in has left the waiting rows."""

    def new_file(self) -> Path:
        """Return where to write a result."""
        return files.new_upload()


@crm.command("import-hours")
@click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Check the rows; nothing enters the schedule.")
@click.option("--client", "client_id", type=int, help="The client of rows that name none.")
@click.option("--month", help="The month of a sheet whose columns are days: 2026-10.")
@with_appcontext
def import_hours(path: Path, *, dry_run: bool, client_id: int | None, month: str | None) -> None:
    """Import hours from XLSX or CSV; fail when a row was refused, after the good ones came in."""
    try:
        work = _run(path, is_dry=dry_run, client_id=client_id, month=_month(month))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _print(work)
    if work.refused:
        raise SystemExit(1)


def _run(path: Path, *, is_dry: bool, client_id: int | None, month: date | None) -> HoursImport:
    work = _upload(path, client_id, month)
    progress = _Foreground()
    with transaction():
        steps.begin(work, ImportState.checking)
    pk = work.id
    work = steps.run_check(pk, progress, sees_pesel=True)
    if not is_dry and (work.fresh or work.changes):
        with transaction():
            steps.begin(work, ImportState.importing)
        work = steps.run_import(pk, progress)
    return work


def _upload(path: Path, client_id: int | None, month: date | None) -> HoursImport:
    if client_id is not None and db.session.get(Client, client_id) is None:
        raise DomainError(_("There is no client %(number)s.", number=client_id))
    with path.open("rb") as stream:
        work = uploading.receive(stream, path.name)
    layout = uploading.layout_of(work)
    layout = remembering.with_remembered(layout, remembering.remembered(layout, client_id))
    with transaction():
        uploading.set_layout(work, work.sheet, replace(layout, month=month or layout.month))
        work.client_id = client_id
        db.session.add(work)
    return work


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month, not an instant
    except ValueError as error:
        raise click.BadParameter(_("Write the month as 2026-10.")) from error


def _print(work: HoursImport) -> None:
    numbers = (
        (_("New hours"), work.fresh),
        (_("Changes"), work.changes),
        (_("Already there"), work.same),
        (_("Refused"), work.refused),
        (_("Entries added"), work.created),
        (_("Entries changed"), work.updated),
    )
    width = max(len(label) for label, _number in numbers)
    for label, number in numbers:
        click.echo(f"{label:<{width}}  {number:>7}")
    query = (
        sa.select(HoursImportRow)
        .where(HoursImportRow.import_id == work.id, HoursImportRow.verdict == RowVerdict.refused)
        .order_by(HoursImportRow.id)
    )
    for row in db.session.scalars(query.execution_options(yield_per=500)):
        where = f"{row.place} {row.header}".strip()
        found = f" [{row.value}]" if row.value else ""
        click.echo(f"{where}{found}: {row.reason}")
