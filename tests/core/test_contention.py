"""D-CC-08: who wants what somebody else holds is told so, and nothing is half done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.clients.models import Client
from app.core.contention import Busy
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db as database
from tests.factories.clients import ClientFactory
from tests.support.pages import fields_of

ROUNDS = 5


def is_sqlite(db):
    return db.engine.dialect.name == "sqlite"


@pytest.fixture
def pair(db):
    if is_sqlite(db):
        pytest.skip("SQLite lets one transaction write at a time.")
    found = [ClientFactory().id, ClientFactory().id]
    db.session.commit()
    return found


def write_both(app, ids, barrier):
    """Give two clients a note, one after the other; tell how it ended."""
    with app.app_context():
        try:
            with transaction():
                database.session.execute(sa.text("SET LOCAL deadlock_timeout = '100ms'"))
                for number, pk in enumerate(ids):
                    client = Client.__table__
                    change = sa.update(client).where(client.c.id == pk)
                    database.session.execute(change.values(description=f"{ids[0]}"))
                    if not number:
                        barrier.wait(10)
        except DomainError as refusal:
            return refusal
        return "done"


def test_a_deadlock_lets_one_go_on_and_tells_the_other(app, db, pair):
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(lambda ids: write_both(app, ids, barrier), (pair, pair[::-1])))
    assert ends.count("done") == 1
    (refusal,) = (one for one in ends if one != "done")
    assert isinstance(refusal, Busy)
    assert "jeszcze raz" in str(refusal)
    written = {row.description for row in db.session.query(Client).filter(Client.id.in_(pair))}
    assert len(written) == 1


def test_a_form_that_waited_in_vain_comes_back_as_it_was_typed(app, db, login_as, pair):
    browser = login_as(ADMINISTRATOR)
    url = f"/clients/edit/{pair[0]}"
    form = fields_of(browser.get(url).text)
    with db.engine.connect() as other, other.begin():
        other.execute(sa.text("SELECT id FROM client WHERE id = :pk FOR UPDATE"), {"pk": pair[0]})
        sa.event.listen(db.engine, "begin", _impatient)
        try:
            form["name"] = "Nowa nazwa"
            answer = browser.post(url, data=form)
        finally:
            sa.event.remove(db.engine, "begin", _impatient)
    assert answer.status_code == 422
    assert "Nowa nazwa" in answer.text


def _impatient(connection):
    connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")


def test_other_trouble_of_the_database_is_none_of_it(db):
    with pytest.raises(sa.exc.DBAPIError) as caught, transaction():
        database.session.execute(sa.text("SELECT * FROM no_such_table"))
    assert not isinstance(caught.value, DomainError)
