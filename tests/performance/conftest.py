"""One application and one database for all tests of this folder, small first and then large.

Every page is fetched at both sizes by the same person; the tests compare what was noted.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR
from app.extensions import db
from benchmarks.load import load_clients, load_events
from tests.performance.pages import PAGES
from tests.support import databases
from tests.support.app import make_app, migrate
from tests.support.people import log_in, make_account

SMALL, LARGE = 2_000, 20_000
SMALL_HISTORY, LARGE_HISTORY = 1_000, 10_000
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Their lines are counted by other tests: a tracer would only make these slow."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker("no_cover")


@dataclass
class Answer:
    """What fetching a page cost; for each statement its parameters and its plan."""

    status: int
    body: bytes
    statements: list[tuple[str, object]] = field(default_factory=list)

    @property
    def sql(self):
        return [statement for statement, _parameters in self.statements]


@dataclass
class Measured:
    """The answers at both sizes, and the browser that asked."""

    app: object
    client: object
    small: dict[str, Answer]
    large: dict[str, Answer]

    def plan(self, statement, parameters):
        """Return what the database would do to answer a statement."""
        is_sqlite = db.engine.dialect.name == "sqlite"
        words = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        with db.engine.connect() as connection:
            rows = connection.exec_driver_sql(f"{words} {statement}", parameters)
            return "\n".join(str(row[-1]) for row in rows)


def fetch(client, url):
    """Fetch a page twice, as nobody's first page is typical, and note the second time."""
    client.get(url)
    statements = []

    def note(_connection, _cursor, statement, parameters, *_):
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            statements.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        answer = client.get(url)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return Answer(answer.status_code, answer.data, statements)


@pytest.fixture(scope="session")
def measured(server_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("performance")
    folder.chmod(0o700)
    url = databases.make_empty(server_url, folder)
    app = make_app(url, folder)
    migrate(app)
    with app.app_context():
        client = log_in(app.test_client(), make_account(ADMINISTRATOR, username="miara"))
        small = _walk(client, SMALL, SMALL_HISTORY)
        large = _walk(client, LARGE, LARGE_HISTORY)
        yield Measured(app, client, small, large)
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def _walk(client, size, history):
    load_clients(size)
    load_events(history)
    return {name: fetch(client, url) for name, url in PAGES.items()}


@pytest.fixture
def rows_in(measured):
    """Return a function: model -> how many rows the large database has of it."""
    with measured.app.app_context():
        yield lambda model: db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.fixture
def account(measured):
    with measured.app.app_context():
        yield db.session.get(Account, 1)
