"""One small agency for all tests that only look at it."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.core.db import transaction
from app.core.numbering import NumberSeries
from app.demo.services import Size, make_demo
from app.extensions import db as database
from tests.support import databases
from tests.support.app import make_app, migrate

PASSWORD = "Kajak-Zegar-Morela-Sanki-4711"
#: A Thursday in a month that has begun well.
TODAY = date(2026, 11, 26)
TINY = Size(workers=60, candidates=4)


def as_installed():
    """Take away what the tests' migration sows, so that all series are sown at once."""
    with transaction():
        database.session.execute(sa.delete(NumberSeries))


def make_agency(server_url, folder, *, seed=1):
    """Return an application on a database of its own, with the demo in it."""
    folder.chmod(0o700)
    url = databases.make_empty(server_url, folder)
    app = make_app(url, folder)
    migrate(app)
    with app.app_context():
        as_installed()
        make_demo(seed=seed, password=PASSWORD, on=TODAY, size=TINY)
        database.session.remove()
    return app, url


def end(app, url):
    """Let go of an agency."""
    with app.app_context():
        database.session.remove()
        database.engine.dispose()
    databases.drop(url)


@pytest.fixture(scope="session")
def agency(server_url, tmp_path_factory):
    """The application with the demo; nobody may change it, see tests/support/sharing.py."""
    app, url = make_agency(server_url, tmp_path_factory.mktemp("agency"))
    yield app
    end(app, url)


@pytest.fixture
def demo(agency):
    """A session on the demo."""
    with agency.app_context():
        yield database.session
        database.session.remove()
