"""``python -m benchmarks.grid``: the month grid and the calendar beside the yardstick.

The yardstick fetches the same entries with the names of their people, pivots them by person and
day and renders one table with Flask and Jinja: no users, no menu, no holidays, no sums. For the
paste it writes the minutes of the same entries by one ``executemany``, believing every cell.
All take turns in one process; the least CPU of the rounds counts.
"""

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, jsonify, render_template_string, request
from flask.testing import FlaskClient

from app.assignments.models import Contract
from app.clients.models import Client
from app.core import bulk
from app.core.clock import now
from app.core.db import transaction
from app.employees.models import Employee
from app.extensions import db
from app.positions.enums import RateRule
from app.positions.models import Position, RateKind
from app.schedule.models import ScheduleEntry
from app.schedule.queries.calendar import PAGE
from benchmarks.pages import count
from benchmarks.stage import Stage, prepare

ROUNDS, PEOPLE, ON_PAGE = 5, 500, 200
MONTH = date(2026, 10, 1)
DAYS = [MONTH + timedelta(days=step) for step in range(31)]
GRID = f"/hours/?month=2026-10&size={ON_PAGE}"
CALENDAR = "/calendar/?day=2026-10-05"
_ENTRY = ScheduleEntry.__table__

_PAGE = """<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>Godziny</title></head>
<body><table>{% for name, cells in rows.items() %}<tr><th>{{ name }}</th>
{% for day in days %}<td>{{ cells.get(day, "") }}</td>{% endfor %}</tr>{% endfor %}
</table></body></html>"""
_ROWS = sa.text(
    "SELECT e.first_name, e.last_name, e.id, s.day, s.minutes FROM schedule_entry s "
    "JOIN employee e ON e.id = s.employee_id "
    "WHERE s.day BETWEEN :first AND :last AND e.id <= :people ORDER BY e.sort_key, e.id, s.day"
).columns(day=sa.Date)


def make_plain(url: str) -> Flask:
    """Return the yardstick on a database: ``/?people=200`` shows, a POST writes."""
    app, engine = Flask(__name__), sa.create_engine(url)

    @app.get("/")
    def show() -> str:
        rows: dict[str, dict[date, str]] = {}
        span = {"first": str(DAYS[0]), "last": str(DAYS[-1])}
        with engine.connect() as connection:
            values = span | {"people": int(request.args["people"])}
            for row in connection.execute(_ROWS, values):
                cells = rows.setdefault(f"{row.last_name} {row.first_name} {row.id}", {})
                cells[row.day] = f"{row.minutes // 60}:{row.minutes % 60:02}"
        return render_template_string(_PAGE, rows=rows, days=DAYS)

    @app.post("/")
    def write() -> Any:
        cells = json.loads(request.form["cells"])
        columns = _ENTRY.c
        command = sa.update(_ENTRY).where(
            columns.contract_id == sa.bindparam("of"), columns.day == sa.bindparam("on")
        )
        found = [
            {"of": one, "on": DAYS[day - 1], "minutes": int(text) * 60}
            for one, day, text, *_ in cells
        ]
        with engine.begin() as connection:
            connection.execute(command.values(minutes=sa.bindparam("minutes")), found)
        return jsonify(cells=len(found))

    app.config["MAX_FORM_MEMORY_SIZE"] = None
    return app


def main() -> None:
    """Fill a database, let both take turns, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grid", description=__doc__)
    parser.add_argument("--database", help="URL of an empty database; else SQLite, thrown away")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kadra-benchmark-") as name:
        stage = prepare(Path(name), arguments.database, rows=10)
        with stage.app.app_context():
            _fill()
            url = db.engine.url.render_as_string(hide_password=False)
        plain = make_plain(url).test_client()
        click.echo("| what | SQL | KB gzipped | CPU ms | CPU ms, yardstick | ÷ |")
        click.echo("|---|---|---|---|---|---|")
        for title, page, people in (
            (f"month grid, {ON_PAGE} × 31", GRID, ON_PAGE),
            (f"calendar, {PAGE} of {PEOPLE} × 31", CALENDAR, PAGE),
        ):
            _show(title, page, stage.client, plain, f"/?people={people}")
        _paste(stage, plain)


def _fill() -> None:
    """Add five hundred people of one client with eight reported hours on each day."""
    at = now()
    own = {"created_on": at, "changed_on": at, "revision": 1}
    with transaction():
        client = Client(name="Hotel")
        position = Position(client=client, name="Pokojówka")
        db.session.add_all([client, position, RateKind(name="Dzienna", rule=RateRule.base)])
        db.session.flush()
        ids = range(1, PEOPLE + 1)
        people = [
            {"id": one, "first_name": "Anna", "last_name": f"Kowalska{one:04}",
             "sort_key": f"kowalska{one:04} anna", "nationality": "PL", "country": "PL", **own}
            for one in ids
        ]  # fmt: skip
        contracts = [
            {"id": one, "number": f"U/{one:05d}/2026", "employee_id": one, "client_id": client.id,
             "position_id": position.id, "kind": "contract", "contract_type": "temporary",
             "starts_on": MONTH, **own}
            for one in ids
        ]  # fmt: skip
        entries = [
            {"client_id": client.id, "contract_id": one, "employee_id": one, "day": day,
             "state": "reported", "source": "office", "minutes": 480, "pause": 0,
             "reported_at": at, **own}
            for one in ids
            for day in DAYS
        ]  # fmt: skip
        bulk.load(Employee.__table__, people)
        bulk.load(Contract.__table__, contracts)
        bulk.load(_ENTRY, entries)


def _show(title: str, page: str, client: FlaskClient, plain: FlaskClient, other: str) -> None:
    sql, _size = count(client, page)
    packed = len(gzip.compress(client.get(page).data, 6)) / 1024
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_cpu(lambda: plain.get(other)))
        ours.append(_cpu(lambda: client.get(page)))
    _line(title, f"{sql} | {packed:.1f}", min(ours), min(theirs))


def _paste(stage: Stage, plain: FlaskClient) -> None:
    """Write 6,200 cells at once, each time another number of hours."""
    ours, theirs = [], []
    for number in range(ROUNDS):
        cells = json.dumps(_cells(stage, str(6 + number % 2)))
        form = {"month": "2026-10", "cells": cells}
        ours.append(_cpu(lambda form=form: stage.client.post("/hours/save", data=form)))
        theirs.append(_cpu(lambda form=form: plain.post("/", data=form)))
    _line(f"paste over {ON_PAGE * len(DAYS)} cells", "– | –", min(ours), min(theirs))


def _cells(stage: Stage, text: str) -> list[list[Any]]:
    """Return what somebody who sees the grid as it is would paste."""
    columns = _ENTRY.c
    query = sa.select(columns.contract_id, columns.day, columns.minutes, columns.revision)
    with stage.app.app_context(), db.engine.connect() as connection:
        found = connection.execute(query.where(columns.contract_id <= ON_PAGE)).all()
    return [
        [row.contract_id, row.day.day, text, f"{row.minutes // 60}", row.revision] for row in found
    ]


def _cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    answer = work()
    took = (time.process_time() - start) * 1000
    told = answer.get_json()["cells"] if answer.is_json else []
    refused = isinstance(told, list) and any({"error", "conflict"} & one.keys() for one in told)
    if answer.status_code != 200 or refused:
        raise SystemExit(answer.text[:500])
    return took


def _line(title: str, counted: str, ours: float, theirs: float) -> None:
    click.echo(f"| {title} | {counted} | {ours:.0f} | {theirs:.0f} | {ours / theirs:.1f} |")


if __name__ == "__main__":
    main()
