"""``python -m benchmarks.agency --employees 10000``: load an agency in bulk, and check its sums.

The office of the demo stands around it. The load is void unless the minutes of every looked-at
contract are those that a count of its own, whole minutes only, has found.
"""

import argparse
import secrets
import tempfile
import time
from pathlib import Path

import click
import flask_migrate

from app import create_app
from app.core.cli import crm
from app.core.clock import today
from app.demo.days import MONTHS, Days
from app.demo.mass import checking
from app.demo.mass.world import Extent, World
from app.demo.services import SMALL, Demo, add_mass, world_of
from app.extensions import db


def main() -> None:
    """Read the command line, load and check."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agency", description=__doc__)
    parser.add_argument("--clients", type=int, default=2_000)
    parser.add_argument("--employees", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=MONTHS, help="full months before this one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=10, help="check one contract in so many (10)")
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    arguments = parser.parse_args()
    extent = Extent(arguments.clients, arguments.employees, arguments.months)
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        folder = Path(name)
        url = arguments.database or f"sqlite:///{folder / 'benchmark.sqlite3'}"
        app = create_app(
            SECRET_KEY=secrets.token_hex(32),
            SQLALCHEMY_DATABASE_URI=url,
            INSTANCE_DIR=name,
            FILES_DIR=str(folder / "files"),
            LOG_LEVEL="ERROR",
        )
        with app.app_context():
            flask_migrate.upgrade()
            crm.commands["sync-roles"].main([], standalone_mode=False)
            _run(arguments.seed, extent, every=arguments.every)


def _run(seed: int, extent: Extent, *, every: int) -> None:
    demo = Demo(seed, Days(today()), SMALL)
    demo.found(f"{secrets.token_hex(8)}-Latarnia")
    world = world_of(demo.agency, extent)
    wall, cpu = time.perf_counter(), time.process_time()
    counts = add_mass(world, demo.agency.director)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = sum(counts.values())
    click.echo(f"\n{db.engine.dialect.name}: {counts}")
    click.echo(f"{rows} rows in {wall:.0f} s, {cpu:.0f} s of CPU, {rows / wall:.0f} rows/s")
    _check(world, every)


def _check(world: World, every: int) -> None:
    began = time.perf_counter()
    wrong = checking.differences(world, every=every)
    looked_at = world.extent.employees // every
    click.echo(f"{looked_at} contracts counted anew in {time.perf_counter() - began:.0f} s")
    if wrong:
        click.echo("\n".join(wrong[:20]))
        msg = f"Void: {len(wrong)} contracts have other sums."
        raise SystemExit(msg)


if __name__ == "__main__":
    main()
