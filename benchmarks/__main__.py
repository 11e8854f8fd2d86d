"""``python -m benchmarks lists --rows 100000``: measure and print tables."""

import argparse
import tempfile
import time
from pathlib import Path

import click

from app.extensions import db
from benchmarks import crowd, pages, start
from benchmarks.plain import make_plain
from benchmarks.stage import Stage, prepare


def main() -> None:
    """Read the command line and run the one benchmark there is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("benchmark", choices=["lists"])
    parser.add_argument("--rows", type=int, default=100_000, help="clients (100000)")
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    parser.add_argument("--no-crowd", action="store_true", help="leave out the 50 people")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        began = time.perf_counter()
        stage = prepare(Path(name), arguments.database, rows=arguments.rows)
        with stage.app.app_context():
            engine = db.engine.dialect.name
        seconds = time.perf_counter() - began
        click.echo(f"\n{engine}, {arguments.rows} clients, prepared in {seconds:.0f} s\n")
        _print_pages(stage)
        _print_start(stage)
        if not arguments.no_crowd:
            _print_crowd(stage)


def _print_pages(stage: Stage) -> None:
    yardstick = make_plain(stage.environment["DATABASE_URL"]).test_client()
    click.echo(
        "| page | wall ms (p50) | CPU ms | SQL | KB | CPU ÷ plain |\n|---|---|---|---|---|---|"
    )
    for name, cost in pages.measure(stage.client, yardstick).items():
        numbers = f"{cost.wall:.1f} | {cost.cpu:.1f} | {cost.sql} | {cost.size / 1024:.1f}"
        click.echo(f"| {name} | {numbers} | {cost.ratio:.1f} |")


def _print_start(stage: Stage) -> None:
    seconds, statements, megabytes = start.measure(stage.environment)
    click.echo(f"\nCold start: {seconds:.2f} s, {statements} SQL, {megabytes:.0f} MB private.\n")


def _print_crowd(stage: Stage) -> None:
    paths = {crowd.PLAIN: ("/",), crowd.OURS: crowd.MIX}
    found = crowd.measure(stage.cookie, stage.environment, paths)
    names = {crowd.PLAIN: "plain page", crowd.OURS: "Kadra, mixed"}
    click.echo("| 50 people, 2 workers | requests/s | p50 ms | p99 ms | errors | MB per worker |")
    click.echo("|---|---|---|---|---|---|")
    for target, done in found.items():
        times = f"{done.p50:.0f} | {done.p99:.0f} | {done.errors} | {done.megabytes:.0f}"
        click.echo(f"| {names[target]} | {done.rate:.0f} | {times} |")
    click.echo(
        f"\nKadra ÷ plain: {found[crowd.OURS].rate / found[crowd.PLAIN].rate:.2f} of its requests/s"
    )


if __name__ == "__main__":
    main()
