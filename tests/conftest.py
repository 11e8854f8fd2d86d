"""Fixtures of all tests; TEST_DB=sqlite|postgres chooses the engine."""

import os

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from app.core.audit.sealing import anchor_file
from app.extensions import Model
from app.extensions import db as database
from tests.support import browser as browsers
from tests.support import databases
from tests.support.app import make_app, migrate, settle_memory
from tests.support.people import log_in, make_account
from tests.support.postgres import PostgresServer
from tests.support.sharing import Sharing
from tests.support.sql import count_sql as count_statements

#: Measured on the test machine: Chromium starts in one second, a page takes half of one.
BROWSER_TIMEOUT_MS = 15_000
IS_POSTGRES = os.environ.get("TEST_DB", "sqlite") == "postgres"
_server_url = pytest.StashKey[str | None]()
_server = pytest.StashKey[PostgresServer]()

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("hunt", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config):
    """Start PostgreSQL once, in the process that starts the workers."""
    inherited = getattr(config, "workerinput", {}).get("server_url")
    config.stash[_server_url] = inherited or os.environ.get("TEST_DATABASE_URL")
    if IS_POSTGRES and not config.stash[_server_url]:
        config.stash[_server] = PostgresServer()
        config.stash[_server_url] = config.stash[_server].url


def pytest_collection_modifyitems(config, items):
    """Ask the second database only what it can answer differently."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker("no_cover")  # counting lines doubles the time of a request
    if IS_POSTGRES:
        same = {item for item in items if _is_same_everywhere(item)}
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if item not in same]


def _is_same_everywhere(item):
    """Tell whether a test asks for no database, or says that it sees none behind the page."""
    is_without = "server_url" not in item.fixturenames
    return is_without or item.get_closest_marker("any_database") is not None


def pytest_collection_finish():
    settle_memory()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Sharing(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["server_url"] = node.config.stash[_server_url]


def pytest_unconfigure(config):
    if _server in config.stash:
        config.stash[_server].stop()


@pytest.fixture(scope="session")
def server_url(pytestconfig):
    """The URL of the PostgreSQL server under test, None on SQLite."""
    return pytestconfig.stash[_server_url] if IS_POSTGRES else None


@pytest.fixture
def empty_database(server_url, tmp_path):
    """The URL of a database without tables, on the engine under test."""
    url = databases.make_empty(server_url, tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def app(server_url, tmp_path_factory):
    """The application on a migrated database with seeded roles."""
    folder = tmp_path_factory.mktemp("instance")
    # A process that a test starts refuses folders that are open to others.
    folder.chmod(0o700)
    (folder / "files").mkdir(mode=0o700)
    url = databases.make_empty(server_url, folder)
    app = make_app(url, folder)
    migrate(app)
    settle_memory()
    yield app
    with app.app_context():
        database.engine.dispose()
    databases.drop(url)


@pytest.fixture(scope="session")
def _writes():
    return databases.Writes()


@pytest.fixture(scope="session")
def _snapshot(app, _writes):
    with app.app_context():
        return databases.snapshot(database.engine.url)


@pytest.fixture
def clean_database(app, _writes, _snapshot):
    """Real commits; what a test wrote is gone after it, and so are the anchors of its log."""
    _writes.clear()
    with app.app_context():
        anchor_file().unlink(missing_ok=True)
    yield
    if _writes.tables:
        with app.app_context():
            _snapshot.bring_back(_writes.tables)


@pytest.fixture
def db(app, clean_database):
    """The database inside an app context, for services, models and assertions."""
    with app.app_context():
        yield database
        database.session.remove()


@pytest.fixture
def other_processes(clean_database, _writes):
    """What other processes write is not seen here, so every table is brought back."""
    _writes.tables |= set(Model.metadata.tables)


@pytest.fixture
def client(app, clean_database):
    """A browser nobody has logged in with."""
    return app.test_client()


@pytest.fixture
def login_as(app, db):
    """Return a function: role names -> a client logged in as a new account with them."""

    def login(*roles, **values):
        account = make_account(*roles, **values)
        client = app.test_client()
        client.account_id = account.id
        return log_in(client, account)

    return login


@pytest.fixture
def count_sql():
    """``with count_sql() as statements:`` collects what the block sends to the database."""
    return count_statements


@pytest.fixture(scope="session")
def browser():
    """Chromium, once for all tests."""
    executable = browsers.find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(app, clean_database, browser):
    """A page of a fresh browser whose relative addresses reach the app.

    Prepare rows in ``with app.app_context():`` and commit: the server runs in another thread.
    """
    with browsers.serve(app) as address:
        context = browser.new_context(base_url=address, locale="pl-PL")
        context.set_default_timeout(BROWSER_TIMEOUT_MS)
        yield context.new_page()
        context.close()
