"""One app and one database for the battery: two worlds, put back as they were after each write."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import has_app_context

from app.accounts import catalogue
from app.core.audit.models import AuditEntry
from app.core.folders import make_private
from app.core.views import AppModelView
from app.extensions import db as database
from tests.security.building import build
from tests.security.markup import write_everywhere
from tests.security.samples import Samples
from tests.security.visits import CommittedWrites, Visitor, token_of
from tests.security.world import BOUND, GUARDIAN, scoped_models
from tests.support import databases
from tests.support.app import make_app, migrate, settle_memory

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """The battery proves nothing about coverage; the share of lines is that of the other tests.

    Measuring would double its time.
    """
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def _house(server_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("security")
    folder.chmod(0o700)
    url = databases.make_empty(server_url, folder)
    # An unexpected error becomes the page people would see, and is found by its status.
    app = make_app(url, folder, PROPAGATE_EXCEPTIONS=False)
    migrate(app)
    with app.app_context():
        world = build(_scoped_grants(app))
        database.session.remove()
    _lay_out_files(app, world)
    settle_memory()
    yield app, world
    with app.app_context():
        database.engine.dispose()
    databases.drop(url)


def _scoped_grants(app):
    """Every verb on every entity whose rows belong to a client."""
    entities = {view.class_permission_name for view in scoped_views(app)}
    entities |= {
        "Notes",
        "PersonalNumbers",
        "Rates",
        "SavedViews",
        "EmployeeSettlements",
        "Reports",
    }
    return {grant for grant in catalogue.grants() if grant[1] in entities}


def _lay_out_files(app, world):
    """Leave below FILES_DIR what belongs there, and nothing else."""
    root = Path(app.config["FILES_DIR"])
    for path in root.rglob("*.*"):
        if str(path.relative_to(root)) not in world.files:
            path.unlink()
    for name, content in world.files.items():
        make_private((root / name).parent)
        (root / name).write_bytes(content)


def scoped_views(app):
    models = scoped_models()
    return [
        view
        for view in app.extensions["crm.views"].values()
        if isinstance(view, AppModelView) and view.datamodel.obj in models
    ]


@pytest.fixture(scope="session")
def app(_house):
    return _house[0]


@pytest.fixture(scope="session")
def world(_house):
    return _house[1]


@pytest.fixture(scope="session")
def _writes():
    return CommittedWrites()


@pytest.fixture(scope="session")
def _snapshot(app, _writes):
    with app.app_context():
        return databases.snapshot(database.engine.url)


@pytest.fixture(autouse=True)
def _unchanged(clean_database):
    """Every test of the battery finds the two worlds as they were built."""


@pytest.fixture
def reset(app, world, _writes, _snapshot):
    """Put back what the last request wrote, so that the next one finds its rows."""

    def bring_back():
        if _writes.tables - {"audit_entry"}:  # one more refusal in the trail is in nobody's way
            if has_app_context():
                database.session.remove()  # the test's own reading would hold the file
            with app.app_context():
                _snapshot.bring_back(_writes.tables)
            if "company" in _writes.tables:
                _lay_out_files(app, world)  # its logo
            _writes.clear()

    return bring_back


@pytest.fixture
def visitor(app, world, _writes):
    """Return a function: a person's name, or nobody's -> their browser."""

    def visit_as(person=""):
        return Visitor(app, _writes, world.secrets.get(person, ""))

    return visit_as


@pytest.fixture(scope="session")
def samples(app, world):
    """A request for every rule and method, with ids that exist."""
    samples = Samples(app, world)
    samples.prepare()
    return samples


@pytest.fixture
def inner_errors(app):
    """The exceptions the app did not expect."""
    from flask import got_request_exception

    found = []

    def note(_sender, exception, **_extra):
        found.append(exception)

    with got_request_exception.connected_to(note, app):
        yield found


@pytest.fixture
def csrf_on(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def own_token(visitor, csrf_on):
    """Return a function: a new browser with a token of its own session, and that token."""
    first = visitor("administrator")
    token = token_of(first)
    with first.client.session_transaction() as session:
        secret = session["csrf_token"]

    def open_browser():
        browser = visitor("administrator")
        with browser.client.session_transaction() as session:
            session["csrf_token"] = secret
        return browser, token

    return open_browser


@pytest.fixture
def marked(samples, db, world):
    """Both worlds with markup in every text; the models that have any."""
    return write_everywhere(world)


@pytest.fixture
def admin(visitor):
    return visitor("administrator")


@pytest.fixture
def new_rows(app):
    """Return a function: what the log holds beyond what it held at first, or beyond an id."""
    table = AuditEntry.__table__

    def read(query):
        with app.app_context(), database.engine.connect() as connection:
            return connection.execute(query).all()

    ((last,),) = read(sa.select(sa.func.max(table.c.id)))
    return lambda after=0: read(
        sa.select(table).where(table.c.id > max(last, after)).order_by(table.c.id)
    )


@pytest.fixture(params=[BOUND, GUARDIAN])
def limited(request, visitor):
    """The browser of somebody who may see Alfa alone."""
    return visitor(request.param)
