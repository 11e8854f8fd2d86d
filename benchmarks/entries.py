"""``python -m benchmarks.entries --employees 10000``: what shows entries, however many there are.

An agency is loaded in bulk (``benchmarks.agency``); then the list of entries is opened at its ends,
in its other order and through its filters, and so are the hours to accept, the month grid and the
calendar. What is asked for belongs to the client with the most hours. The yardstick is the plain
page of the lists; both take turns.
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path

import click
import sqlalchemy as sa

from app.core.clock import today
from app.core.db import reading
from app.demo.days import MONTHS
from app.demo.mass.world import Extent
from app.extensions import db
from app.schedule.models import ScheduleEntry
from benchmarks.month import load
from benchmarks.pages import cost
from benchmarks.plain import make_plain
from benchmarks.stage import prepare

_LIST = "/schedule-entries/list/"


def main() -> None:
    """Load an agency and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.entries", description=__doc__)
    parser.add_argument("--clients", type=int, default=2_000)
    parser.add_argument("--employees", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        stage = prepare(Path(name), arguments.database, rows=1)
        with stage.app.app_context():
            load(Extent(arguments.clients, arguments.employees, arguments.months))
            with reading():
                pages, entries = _pages(), _count()
        plain = make_plain(stage.environment["DATABASE_URL"]).test_client()
        click.echo(f"\n{entries} entries\n\n| page | SQL | KB | ms | CPU ms | CPU ÷ plain |")
        click.echo("|---|---|---|---|---|---|")
        for title, url in pages.items():
            found = cost(stage.client, url, plain)
            click.echo(
                f"| {title} | {found.sql} | {found.size / 1024:.1f} | {found.wall:.0f} "
                f"| {found.cpu:.0f} | {found.ratio:.1f} |"
            )


def _count() -> int:
    return int(db.session.scalar(sa.select(sa.func.count(ScheduleEntry.id))) or 0)


def _pages() -> dict[str, str]:
    entry = ScheduleEntry.__table__.c
    end = today().replace(day=1) - date.resolution
    month, first = f"{end:%Y-%m}", end.replace(day=1)
    by_hours = sa.func.count().desc()
    of_client, of_person = (
        db.session.scalar(sa.select(column).group_by(column).order_by(by_hours, column).limit(1))
        for column in (entry.client_id, entry.contract_id)
    )
    days = f"_flt_1_day={first}&_flt_2_day={end}"
    return {
        "entries, first page": _LIST,
        "entries, last page": f"{_LIST}?after=last",
        "entries, the oldest first": f"{_LIST}?_oc_ScheduleEntryView=day&_od_ScheduleEntryView=asc",
        "entries of a client": f"{_LIST}?_flt_0_client={of_client}",
        "entries of a client, last page": f"{_LIST}?_flt_0_client={of_client}&after=last",
        "reported entries": f"{_LIST}?_flt_0_state=reported",
        "rejected entries, last page": f"{_LIST}?_flt_0_state=rejected&after=last",
        "entries of a month": f"{_LIST}?{days}",
        "reported entries of a client in a month": (
            f"{_LIST}?_flt_0_client={of_client}&_flt_0_state=reported&{days}"
        ),
        "tab of a contract": f"{_LIST}?_rel_contract={of_person}",
        "hours to accept": "/acceptance/",
        "hours of a client to accept": f"/acceptance/?client={of_client}",
        "month grid": f"/hours/?month={month}",
        "month grid of a client": f"/hours/?month={month}&client={of_client}",
        "calendar of a client": f"/calendar/?client={of_client}&day={first}",
    }


if __name__ == "__main__":
    main()
