"""``python -m benchmarks.hours --rows 100000``: read a file of hours beside openpyxl alone.

Each reading runs in a process of its own, three times in turns; the least CPU counts. No database:
what is measured is opening, recognising, checking every cell and building every row.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import click
import xlsxwriter
from openpyxl import load_workbook

from app.schedule.reading.opening import open_table
from app.schedule.rules.importing.layouts import recognise
from app.schedule.rules.importing.rows import HoursRow, read_hours

ROUNDS = 3
HEADER = (
    *("Nr umowy", "Pracownik", "Klient", "Stanowisko", "Data", "Od", "Do"),
    *("Przerwa", "Rodzaj stawki", "Uwagi"),
)


def main() -> None:
    """Make the file and print a line for each way to read it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hours", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of hours (100000)")
    parser.add_argument("--read", choices=READERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        click.echo(json.dumps(_measure(arguments.read, arguments.file)))
        return
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        path = Path(name) / "hours.xlsx"
        write(path, arguments.rows)
        click.echo("| reading | rows | CPU s | wall s | peak MB |\n|---|---|---|---|---|")
        rounds = [_run(reader, path) for _ in range(ROUNDS) for reader in READERS]
        for reader in READERS:
            best = min(
                (one for one in rounds if one["reader"] == reader), key=lambda one: one["cpu"]
            )
            click.echo("| {reader} | {rows} | {cpu:.1f} | {wall:.1f} | {peak:.0f} |".format(**best))


def write(path: Path, rows: int) -> None:
    """Write hours of 3,000 contracts: three shifts of the day, one row in a hundred is wrong."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Godziny")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, HEADER)
        for row in range(1, rows + 1):
            contract, date = row % 3000, datetime(2026, 10, 1) + timedelta(days=row // 3000)  # noqa: DTZ001 - as spreadsheets have it
            names = (f"U/{contract:05d}/2026", f"Kowalska{contract} Anna", "Hotel", "Pokojówka")
            sheet.write_row(row, 0, names)
            sheet.write_datetime(row, 4, date, day)
            begin = 6 + row % 3 * 8
            sheet.write_number(row, 5, begin / 24, clock)
            sheet.write_number(row, 6, (begin + 8) % 24 / 24, clock)
            sheet.write(row, 7, 30 if row % 100 else "half an hour")
            sheet.write_string(row, 8, "dzienna")


def _plain(path: Path) -> int:
    sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()
    return sum(1 for _row in sheet.iter_rows(values_only=True)) - 1


def _hours(path: Path) -> int:
    with open_table(path) as table:
        (name,) = table.names
        layout = recognise(islice(table.rows(name), 50), names=[name])
        found = read_hours(table.rows(name), layout)
        return sum(1 for one in found if isinstance(one, HoursRow))


READERS = {"openpyxl alone": _plain, "hours, checked": _hours}


def _measure(reader: str, path: Path) -> dict[str, Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    rows = READERS[reader](path)
    return {
        "reader": reader,
        "rows": rows,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _run(reader: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.hours", "--read", reader, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
