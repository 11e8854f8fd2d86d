"""``python -m benchmarks.workers``: the same month settled by one process and by several.

An agency is loaded in bulk (``benchmarks.agency``), then copies of its database are settled in
turns by the functions of ``flask crm run-month``: by one process and by ``--workers``. Without
files nothing is drawn; with files each invoice gets its PDF and annex. Wall time of the fastest
turn is compared, so nothing else should run beside it.
"""

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import click
import sqlalchemy as sa
from sqlalchemy.engine import URL

from app import create_app
from app.core.clock import today
from app.demo.mass.world import Extent
from app.extensions import db
from app.schedule.rules.months import whole_month
from app.settlements.cli import settle_clients, settle_people
from app.settlements.enums import RunResult
from benchmarks.month import load
from benchmarks.stage import Stage, prepare

ROUNDS = 3
STEPS = ("people", "clients")


def main() -> None:
    """Load an agency, settle copies of it, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--employees", type=int, default=4_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    parser.add_argument("--turn", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--without-files", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.turn:
        _turn(arguments.turn, without_files=arguments.without_files)
        return
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        stage = prepare(Path(name), arguments.database, rows=1)
        with stage.app.app_context():
            load(Extent(arguments.clients, arguments.employees, 1))
            db.session.remove()
            url = db.engine.url
            db.engine.dispose()
        click.echo(f"\n{arguments.clients} clients, {arguments.employees} people, {url.drivername}")
        _compare(stage, url, arguments.workers)


def _compare(stage: Stage, url: URL, workers: int) -> None:
    click.echo(f"\n| month | step | 1 process, s | {workers} processes, s | ratio |")
    click.echo("|---|---|---|---|---|")
    for title, more in (("without files", ["--without-files"]), ("with files", [])):
        turns: dict[int, list[list[float]]] = {1: [], workers: []}
        for _round in range(ROUNDS):
            for count, took in turns.items():
                took.append(_settle_copy(stage, url, count, more))
        alone, together = ([min(step) for step in zip(*t, strict=True)] for t in turns.values())
        rows = zip(STEPS, alone, together, strict=True)
        for step, one, several in [*rows, ("both", sum(alone), sum(together))]:
            click.echo(f"| {title} | {step} | {one:.2f} | {several:.2f} | {one / several:.2f} |")


def _settle_copy(stage: Stage, url: URL, count: int, more: list[str]) -> list[float]:
    """Settle a copy in a process of its own; return the seconds of each step."""
    with _copied(url) as copy:
        arguments = [sys.executable, "-m", "benchmarks.workers", "--turn", str(count), *more]
        address = copy.render_as_string(hide_password=False)
        environment = stage.environment | {"DATABASE_URL": address}
        done = subprocess.run(  # noqa: S603 - this module
            arguments, env=environment, check=True, capture_output=True, text=True
        )
    return [float(word) for word in done.stdout.split()[-len(STEPS) :]]


@contextmanager
def _copied(url: URL) -> Iterator[URL]:
    name = f"{url.database}_copy"
    copy = url.set(database=name)
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(str(url.database)) as source:
            source.execute("VACUUM INTO ?", (name,))
        yield copy
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink()
        return
    admin = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{url.database}"')
        yield copy
        connection.exec_driver_sql(f'DROP DATABASE "{name}"')
    admin.dispose()


def _nothing(_document: object) -> bytes:
    return b""


def _turn(workers: int, *, without_files: bool) -> None:
    """Settle the last full month of the database that the environment names; print seconds."""
    month = whole_month(today().replace(day=1) - timedelta(days=1))
    drawn = (
        patch("app.invoicing.services.files.render", _nothing) if without_files else nullcontext()
    )
    with create_app().app_context(), drawn:
        began = time.perf_counter()
        settle_people(month, workers)
        between = time.perf_counter()
        outcomes = settle_clients(month, workers)
        ended = time.perf_counter()
    if not any(one.result is RunResult.issued for one in outcomes):
        msg = "No invoice was issued."
        raise SystemExit(msg)
    click.echo(f"{between - began} {ended - between}")


if __name__ == "__main__":
    main()
