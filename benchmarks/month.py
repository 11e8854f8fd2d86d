"""``python -m benchmarks.month``: a month from accepted hours to issued invoices; its dashboard.

An agency is loaded in bulk (``benchmarks.agency``) and its last full month settled by the very
functions of ``flask crm run-month``. Two yardsticks pay the same hours: one statement that sums
minutes by contract and kinds and keeps the sums, without a rate; and a loop over entries as
objects that asks the database for the rate of each part, as one would write it first. The loop
sees a share of the entries. A few clients are settled one by one, as by a click, the others
together. The dashboard is compared with the plain page of the lists.
"""

import argparse
import resource
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click
import sqlalchemy as sa

from app.assignments.models import Contract
from app.core.clock import today
from app.core.db import reading, transaction
from app.demo.days import Days
from app.demo.mass.world import Extent
from app.demo.services import SMALL, Demo, add_mass, world_of
from app.extensions import db
from app.invoicing.printing import Document, render
from app.positions.models import PositionRate
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import MonthPart, whole_month
from app.settlements.cli import CHUNK
from app.settlements.enums import RunResult
from app.settlements.queries import unsettled_contracts
from app.settlements.services import employees, runs
from app.settlements.services.many import TOGETHER, run_clients
from benchmarks.pages import ROUNDS, count
from benchmarks.plain import make_plain
from benchmarks.stage import Stage, prepare

_HOUR = Decimal(60)
STEPS = runs.Steps(invoice=True, issue=True)
#: So many clients go one by one.
FEW = 30
_TABLE = "CREATE TABLE benchmark_sum (contract_id INTEGER, kinds VARCHAR(80), minutes BIGINT)"
_SUM = """
INSERT INTO benchmark_sum SELECT p.contract_id, p.kinds, sum(p.minutes)
FROM schedule_entry_part p JOIN schedule_entry e ON e.id = p.entry_id
WHERE e.state = 'accepted' AND p.day BETWEEN :first AND :last GROUP BY p.contract_id, p.kinds
"""


def main() -> None:
    """Load an agency, settle its last month, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.month", description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--employees", type=int, default=2_000)
    parser.add_argument("--naive", type=int, default=3_000, help="entries of the loop (3000)")
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    arguments = parser.parse_args()
    extent = Extent(arguments.clients, arguments.employees, 1)
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        stage = prepare(Path(name), arguments.database, rows=1)
        month = whole_month(today().replace(day=1) - timedelta(days=1))
        with stage.app.app_context():
            load(extent)
            entries = _count(month)
        click.echo(
            f"\n{arguments.clients} clients, {arguments.employees} people, {month.first:%Y-%m}"
        )
        click.echo(f"{entries} accepted entries\n")
        _dashboard(stage, month, "before")
        with stage.app.app_context():
            _settle(month, entries, arguments.naive)
        _dashboard(stage, month, "after")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        click.echo(f"\nPeak memory, loading included: {peak:.0f} MB.")


def load(extent: Extent) -> None:
    """Fill a database with the office of the demo and a large agency around it."""
    demo = Demo(1, Days(today()), SMALL)
    demo.found(f"{secrets.token_hex(8)}-Latarnia")
    add_mass(world_of(demo.agency, extent), demo.agency.director)


def _count(month: MonthPart) -> int:
    entry = ScheduleEntry.__table__.c
    query = sa.select(sa.func.count()).where(
        entry.day.between(month.first, month.last), entry.state == EntryState.accepted
    )
    with reading():
        return int(db.session.scalar(query) or 0)


def _settle(month: MonthPart, entries: int, most: int) -> None:
    """Print what each step costs, the yardsticks first: settling locks what they read."""
    loop = _cpu(lambda: _pay_by_loop(month, min(most, entries))) * entries / min(most, entries)
    summed = _cpu(lambda: _pay_by_sum(month))
    settled, paid = _people(month)
    with reading():
        pairs = runs.pairs(month.first)
    few = pairs[:: max(1, len(pairs) // FEW)]  # large clients come first
    many = [one for one in pairs if one not in few]
    one_by_one = _clients(lambda: [runs.run_client(*one, month.first, steps=STEPS) for one in few])
    slowly = one_by_one.without_files * len(pairs) / len(few)
    together = _clients(lambda: _run(many, month))
    charged = together.without_files * len(pairs) / len(many)
    naive, whole = loop + slowly, paid + charged
    printed = together.files / together.issued
    click.echo(
        "\n| step | done | CPU s | ÷ one statement | one by one ÷ it |\n|---|---|---|---|---|"
    )
    click.echo(f"| one statement: sums without rates | {entries} entries | {summed:.2f} | 1 | |")
    for name, done, took, slow in (
        ("a loop over entries as objects, pay alone", "extrapolated", loop, None),
        ("clients and invoices one by one", f"{len(pairs)}, extrapolated", slowly, None),
        ("people settled and approved, with lines, reasons, locks, history", settled, paid, loop),
        ("clients settled, invoices issued, without files", len(pairs), charged, slowly),
        ("the month without files", "", whole, naive),
    ):
        ratio = f"{slow / took:.0f}" if slow else ""
        click.echo(f"| {name} | {done} | {took:.2f} | {took / summed:.0f} | {ratio} |")
    click.echo(f"\nPDF with annex: {printed * 1000:.1f} ms each.")


def _people(month: MonthPart) -> tuple[int, float]:
    """Settle and approve everybody; return how many, and the CPU."""
    settled, paid = 0, 0.0
    with reading():
        ids = sorted(db.session.scalars(unsettled_contracts(month)))
    for start in range(0, len(ids), CHUNK):
        began = time.process_time()
        with transaction():
            found = employees.settle(ids[start : start + CHUNK], month.first, close=True)
        paid += time.process_time() - began
        settled += len(found.settled)
    return settled, paid


@dataclass(frozen=True)
class _Charged:
    """CPU of settling clients, in seconds: all but the files of invoices, and these."""

    without_files: float
    files: float
    issued: int


def _run(pairs: list[runs.Pair], month: MonthPart) -> list[runs.ClientOutcome]:
    return [
        outcome
        for start in range(0, len(pairs), TOGETHER)
        for outcome in run_clients(pairs[start : start + TOGETHER], month.first, steps=STEPS)
    ]


def _clients(work: Callable[[], list[runs.ClientOutcome]]) -> _Charged:
    prints: list[float] = []

    def timed(document: Document) -> bytes:
        began = time.process_time()
        content = render(document)
        prints.append(time.process_time() - began)
        return content

    began = time.process_time()
    with patch("app.invoicing.services.files.render", timed):
        found = work()
    took, files = time.process_time() - began, sum(prints)
    return _Charged(took - files, files, [one.result for one in found].count(RunResult.issued))


def _pay_by_sum(month: MonthPart) -> None:
    with transaction():
        connection = db.session.connection()
        connection.execute(sa.text(_TABLE))
        connection.execute(sa.text(_SUM), {"first": month.first, "last": month.last})
        connection.execute(sa.text("DROP TABLE benchmark_sum"))


def _pay_by_loop(month: MonthPart, most: int) -> Decimal:
    """Sum the pay of some entries, asking for every rate where it is needed."""
    total = Decimal(0)
    query = (
        sa.select(ScheduleEntry)
        .where(ScheduleEntry.state == EntryState.accepted)
        .where(ScheduleEntry.day.between(month.first, month.last))
        .limit(most)
    )
    with reading():
        for entry in db.session.scalars(query):
            position = db.session.get_one(Contract, entry.contract_id).position_id
            for part in entry.parts:
                rates = (_rate(position, int(kind), entry) for kind in part.kinds.split(","))
                rate = next((one for one in rates if one is not None), Decimal(0))
                total += round(part.minutes * rate / _HOUR, 2)
    return total


def _rate(position: int, kind: int, entry: ScheduleEntry) -> Decimal | None:
    query = (
        sa.select(PositionRate)
        .where(PositionRate.position_id == position, PositionRate.rate_kind_id == kind)
        .where(PositionRate.valid_from <= entry.day)
        .order_by(PositionRate.valid_from.desc())
        .limit(1)
    )
    found = db.session.scalar(query)
    return found.employee_rate if found else None


def _dashboard(stage: Stage, month: MonthPart, when: str) -> None:
    url = f"/settlements/?month={month.first:%Y-%m}"
    plain = make_plain(stage.environment["DATABASE_URL"]).test_client()
    sql, size = count(stage.client, url)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_cpu(lambda: plain.get("/")))
        ours.append(_cpu(lambda: stage.client.get(url)))
    took = min(ours) * 1000
    click.echo(
        f"dashboard {when} settling: {sql} SQL, {size / 1024:.0f} KB, {took:.0f} ms CPU, "
        f"{min(ours) / min(theirs):.1f} × the plain page"
    )


def _cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
