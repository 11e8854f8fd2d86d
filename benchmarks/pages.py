"""Single pages, one at a time: every round asks the yardstick and the page in turn."""

import time
from dataclasses import dataclass
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

ROUNDS, REPEATS = 5, 8
_ORDER = "_oc_ClientView=client_since&_od_ClientView=asc"
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ")

PAGES = {
    "client list, first page": "/clients/list/",
    "client list, last page": "/clients/list/?after=last",
    "client list, sorted by date": f"/clients/list/?{_ORDER}",
    "client list, filtered by status": "/clients/list/?_flt_0_status=9003",
    "client list, search of a common word": "/clients/list/?q=hotel",
    "client list, search of a rare word": "/clients/list/?q=zolwin",
    "Ctrl+K, rare word": "/palette/search?q=zolwin",
    "Ctrl+K, common word": "/palette/search?q=hotel",
    "client profile, 10,000 changes": "/clients/show/1",
    "client history, first page of 10,000": "/clients/history/1",
}


@dataclass(frozen=True)
class Cost:
    """What a page costs: milliseconds, statements, bytes, and CPU against the yardstick's."""

    wall: float
    cpu: float
    sql: int
    size: int
    ratio: float


def measure(client: FlaskClient, yardstick: FlaskClient) -> dict[str, Cost]:
    """Return the cost of every page; the first entry is the yardstick itself."""
    costs = {"plain Flask page of the same 50 rows": cost(yardstick, "/", yardstick)}
    return costs | {name: cost(client, url, yardstick) for name, url in PAGES.items()}


def cost(client: FlaskClient, url: str, yardstick: FlaskClient) -> Cost:
    """Return what a page costs, the yardstick asked in turn."""
    sql, size = count(client, url)
    walls, ours, plain = [], [], []
    for _ in range(ROUNDS):
        plain.append(_time(yardstick, "/")[1])
        wall, cpu = _time(client, url)
        walls.append(wall)
        ours.append(cpu)
    return Cost(median(walls), min(ours), sql, size, min(ours) / min(plain))


def _time(client: FlaskClient, url: str) -> tuple[float, float]:
    """Return the median wall and the mean CPU milliseconds of a few requests."""
    walls = []
    cpu = time.process_time()
    for _ in range(REPEATS):
        start = time.perf_counter()
        client.get(url)
        walls.append(time.perf_counter() - start)
    return median(walls) * 1000, (time.process_time() - cpu) * 1000 / REPEATS


def count(client: FlaskClient, url: str) -> tuple[int, int]:
    """Return how many statements and bytes a page takes the second time."""
    statements = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            statements.append(statement)

    client.get(url)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        answer = client.get(url)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        msg = f"{url} answered {answer.status_code}"
        raise SystemExit(msg)
    return len(statements), len(answer.data)
