"""``python -m benchmarks.importing --rows 100000``: hours into the schedule beside the yardstick.

The yardstick reads the same file with python-calamine, loads its cells and makes entries of them
by one statement, without a check: no contract is looked up by name, nothing overlaps, no row is
refused. Both take turns, each in a process of its own on an empty schedule; the least wall counts.
"""

import argparse
import gc
import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import flask_migrate
import python_calamine
import sqlalchemy as sa

from app import create_app
from app.assignments.models import Contract
from app.clients.models import Client
from app.core import bulk
from app.core.clock import now
from app.core.db import transaction
from app.employees.models import Employee
from app.extensions import db
from app.positions.enums import RateRule
from app.positions.models import Position, RateKind
from app.schedule.enums import ImportState
from app.schedule.models import HoursImport, ScheduleEntry
from app.schedule.services.imports import steps, uploading
from benchmarks.hours import write

ROUNDS = 3
CONTRACTS = 3000
_STAGED = sa.Table(
    "benchmark_hours",
    sa.MetaData(),
    *(sa.Column(name, sa.String(40)) for name in ("number", "day", "begin", "finish", "minutes")),
)
_SET = """
INSERT INTO schedule_entry (client_id, contract_id, employee_id, day, state, source, started_at,
    ended_at, pause, minutes, created_on, changed_on, revision)
SELECT c.client_id, c.id, c.employee_id, {day}, 'reported', 'imported', {stamp},
    {stamp}, 30, cast(s.minutes AS integer), {stamp}, {stamp}, 1
FROM benchmark_hours s JOIN contract c ON c.number = s.number
WHERE s.minutes IS NOT NULL
"""


def main() -> None:
    """Prepare a database and a file, then let both ways take turns."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of hours (100000)")
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    parser.add_argument("--run", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        click.echo(json.dumps(_measure(arguments.run, arguments.file)))
        return
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o700)
        environment = _environment(folder, arguments.database)
        _in_app(environment, _prepare)
        path = folder / "hours.xlsx"
        write(path, arguments.rows)
        rounds = [_run(way, path, environment) for _ in range(ROUNDS) for way in WAYS]
    _print(rounds)


def _environment(folder: Path, url: str | None) -> dict[str, str]:
    return os.environ | {
        "SECRET_KEY": secrets.token_hex(32),
        "DATABASE_URL": url or f"sqlite:///{folder / 'benchmark.sqlite3'}",
        "INSTANCE_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        "BASE_URL": "http://localhost",
    }


def _in_app(environment: dict[str, str], work: Callable[[], None]) -> None:
    os.environ.update(environment)
    app = create_app(
        SECRET_KEY=environment["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=environment["DATABASE_URL"],
        INSTANCE_DIR=environment["INSTANCE_DIR"],
        LOG_LEVEL="ERROR",
    )
    with app.app_context():
        work()


def _prepare() -> None:
    """Add a client with the contracts that the file names."""
    flask_migrate.upgrade()
    at = now()
    own = {"created_on": at, "changed_on": at, "revision": 1}
    with transaction():
        client = Client(name="Hotel")
        position = Position(client=client, name="Pokojówka")
        db.session.add_all([client, position, RateKind(name="Dzienna", rule=RateRule.base)])
        db.session.flush()
        people = [
            {"id": one + 1, "first_name": "Anna", "last_name": f"Kowalska{one}", "sort_key": "",
             "nationality": "PL", "country": "PL", **own}
            for one in range(CONTRACTS)
        ]  # fmt: skip
        bulk.load(Employee.__table__, people)
        contracts = [
            {"id": one + 1, "number": f"U/{one:05d}/2026", "employee_id": one + 1,
             "client_id": client.id, "position_id": position.id, "kind": "contract",
             "contract_type": "temporary", "starts_on": date(2026, 10, 1), **own}
            for one in range(CONTRACTS)
        ]  # fmt: skip
        bulk.load(Contract.__table__, contracts)
        _STAGED.create(db.session.connection())


def _empty() -> None:
    with transaction():
        for table in (ScheduleEntry.__table__, HoursImport.__table__, _STAGED):
            db.session.connection().execute(sa.delete(table))


def _plain(path: Path) -> int:
    """Load the cells and make entries of them, believing every one."""
    with path.open("rb") as file:
        sheet = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        rows = [
            {"number": row[0], "day": str(row[4]), "begin": str(row[5]), "finish": str(row[6]),
             "minutes": "450" if row[7] == 30 else None}
            for row in sheet.iter_rows()
        ][1:]  # fmt: skip
    with transaction():
        bulk.load(_STAGED, rows)
        connection = db.session.connection()
        is_sqlite = connection.dialect.name == "sqlite"
        day = "s.day" if is_sqlite else "cast(s.day AS date)"
        stamp = "'2026-10-01 06:00:00.000000'" if is_sqlite else "timestamptz '2026-10-01 06:00+00'"
        command = _SET.format(day=day, stamp=stamp)
        return connection.execute(sa.text(command)).rowcount


class _Quietly:
    """A progress nobody looks at."""

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        """Say nothing."""

    def checkpoint(self, value: Any) -> None:
        """Keep nothing."""

    def new_file(self) -> Path:
        """Return where the refused rows go."""
        return Path(tempfile.mkstemp(suffix=".xlsx")[1])


def _kadra(path: Path) -> int:
    """Upload, check with a file of the refused rows, and import."""
    with path.open("rb") as stream:
        work = uploading.receive(stream, path.name)
    with transaction():
        db.session.add(work)
        db.session.flush()
        steps.begin(work, ImportState.checking)
    pk, progress = work.id, _Quietly()
    steps.run_check(pk, progress, sees_pesel=True)
    file = steps.keep_faults(pk, progress, sees_pesel=True)
    with transaction():
        steps.begin(db.session.get(HoursImport, pk), ImportState.importing)
    created = steps.run_import(pk, progress).created
    if file is not None:
        file.path.unlink()
    return created


WAYS = {"calamine + load + one statement": _plain, "Kadra: check and import": _kadra}


def _measure(way: str, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {"way": way}

    def work() -> None:
        _empty()
        gc.freeze()  # as the worker does
        wall, cpu = time.perf_counter(), time.process_time()
        found["rows"] = WAYS[way](path)
        found["wall"], found["cpu"] = time.perf_counter() - wall, time.process_time() - cpu

    _in_app(dict(os.environ), work)
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _run(way: str, path: Path, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.importing", "--run", way, "--file", str(path)]
    done = subprocess.run(  # noqa: S603 - ourselves
        command, check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _print(rounds: list[dict[str, Any]]) -> None:
    best = {
        way: min((one for one in rounds if one["way"] == way), key=lambda one: one["wall"])
        for way in WAYS
    }
    click.echo("| way | rows | wall s | CPU s | peak MB |\n|---|---|---|---|---|")
    for one in best.values():
        click.echo("| {way} | {rows} | {wall:.2f} | {cpu:.2f} | {peak:.0f} |".format(**one))
    plain, ours = best.values()
    click.echo(f"\nKadra ÷ yardstick: {ours['wall'] / plain['wall']:.1f} wall, "
               f"{ours['cpu'] / plain['cpu']:.1f} CPU")  # fmt: skip


if __name__ == "__main__":
    main()
