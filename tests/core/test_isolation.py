"""The session itself keeps a request to its clients: reads, writes, moves, bulk statements."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.clients.models import Client, Contact
from app.core import isolation
from app.core.errors import Forbidden
from app.core.isolation import EVERYTHING, NOTHING, Scope, current_scope, set_scope
from app.core.search import SearchEntry
from tests.factories.clients import ClientFactory, ContactFactory


@pytest.fixture
def worlds(db):
    """Two clients with a contact each: (mine, foreign)."""
    mine, foreign = ClientFactory(name="Mój"), ClientFactory(name="Cudzy")
    ContactFactory(client=mine, last_name="Mojski")
    ContactFactory(client=foreign, last_name="Cudzy")
    ids = mine.id, foreign.id
    db.session.remove()
    return ids


def only(pk, **values):
    """The scope of somebody who may touch one client."""
    return Scope(sa.select(sa.literal(pk).label("id")), **values)


@pytest.fixture
def as_mine(app, worlds):
    """Inside a request that may touch the first client only."""
    with app.test_request_context():
        set_scope(only(worlds[0]))
        yield worlds


READS = {
    "select": lambda: sa.select(Client.name),
    "entity": lambda: sa.select(Client),
    "alias": lambda: sa.select(aliased(Client).name),
    "count": lambda: sa.select(sa.func.count(Contact.id)),
    "join": lambda: sa.select(Contact.last_name).join(Contact.client),
    "exists": lambda: sa.select(Client.id).where(Client.contacts.any()),
    "subquery": lambda: sa.select(sa.select(Client.id).subquery()),
    "cte": lambda: sa.select(sa.select(Client.id).cte()),
    "union": lambda: sa.union(sa.select(Client.id), sa.select(Contact.client_id)),
    "index": lambda: sa.select(SearchEntry.id).where(SearchEntry.kind == "client"),
    "joined load": lambda: sa.select(Contact).options(joinedload(Contact.client)),
    "selectin load": lambda: sa.select(Client).options(selectinload(Client.contacts)),
}


@pytest.mark.parametrize("name", READS)
def test_every_way_to_read_stays_inside(app, db, worlds, name):
    def read(scope):
        with app.test_request_context():
            set_scope(scope)
            rows = db.session.execute(READS[name]()).unique().all()
            db.session.remove()
            return rows

    all_, mine, none = read(EVERYTHING), read(only(worlds[0])), read(NOTHING)
    if name == "count":
        assert [rows[0][0] for rows in (all_, mine, none)] == [2, 1, 0]
    else:
        assert [len(rows) for rows in (all_, mine, none)] == [2, 1, 0]


def test_foreign_row_is_not_there_by_its_key(db, as_mine):
    mine, foreign = as_mine
    assert db.session.get(Client, mine) is not None
    assert db.session.get(Client, foreign) is None


def test_scope_of_one_request_is_not_that_of_the_next(app, db, worlds):
    for pk in (*worlds, *worlds):
        with app.test_request_context():
            set_scope(only(pk))
            assert db.session.scalars(sa.select(Client.id)).all() == [pk]
            db.session.remove()


def test_request_without_a_scope_sees_nothing_and_a_command_everything(app, db, worlds):
    assert current_scope() is EVERYTHING
    assert len(db.session.scalars(sa.select(Client)).all()) == 2
    db.session.remove()
    with app.test_request_context():
        assert current_scope() is NOTHING
        assert db.session.scalars(sa.select(Client)).all() == []


def test_bulk_update_and_delete_touch_ones_own_rows_only(app, db, worlds):
    with app.test_request_context():
        set_scope(only(worlds[0]))
        db.session.execute(sa.update(Client).values(phone="601"))
        db.session.execute(sa.delete(Contact))
        db.session.commit()
        db.session.remove()
    phones = db.session.execute(sa.select(Client.id, Client.phone)).all()
    assert dict(map(tuple, phones)) == {worlds[0]: "601", worlds[1]: None}
    assert db.session.scalars(sa.select(Contact.client_id)).all() == [worlds[1]]


def foreign_of(db, model, pk):
    """Get hold of a foreign row in spite of the scope, as a careless view might."""
    scope = current_scope()
    set_scope(EVERYTHING)
    key = model.id if model is Client else model.client_id
    row = db.session.scalars(sa.select(model).where(key == pk)).one()
    set_scope(scope)
    return row


def test_foreign_row_can_be_neither_changed_nor_deleted(db, as_mine):
    contact = foreign_of(db, Contact, as_mine[1])
    contact.note = "x"
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()
    db.session.delete(foreign_of(db, Contact, as_mine[1]))
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()


def test_ones_own_row_can_be_changed_added_and_deleted(db, as_mine):
    contact = db.session.scalars(sa.select(Contact)).one()
    contact.note = "x"
    db.session.add(Contact(client_id=as_mine[0], first_name="A", last_name="B"))
    db.session.flush()
    db.session.delete(contact)
    db.session.commit()


@pytest.mark.parametrize("by_relation", [True, False])
def test_row_is_neither_added_to_nor_moved_to_nor_taken_from_a_foreign_client(
    db, as_mine, by_relation
):
    mine, foreign = as_mine

    def place(row, pk):
        if by_relation:
            row.client = foreign_of(db, Client, pk)
        else:
            row.client_id = pk

    new = Contact(first_name="A", last_name="B")
    place(new, foreign)
    db.session.add(new)
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()
    with db.session.no_autoflush:
        place(db.session.scalars(sa.select(Contact)).one(), foreign)
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()
    with db.session.no_autoflush:
        place(foreign_of(db, Contact, foreign), mine)
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()


def test_move_by_relation_is_seen_before_the_key_follows(db, worlds):
    mine, foreign = worlds
    contact = db.session.scalars(sa.select(Contact).where(Contact.client_id == mine)).one()
    with db.session.no_autoflush:
        contact.client = db.session.get(Client, foreign)
    assert contact.client_id == mine
    assert isolation._clients_of(contact) == {mine, foreign}
    db.session.rollback()


def test_row_of_no_client_is_refused(db, as_mine):
    db.session.add(Contact(first_name="A", last_name="B"))
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()


def test_new_client_and_its_rows_are_added_only_by_those_who_may(app, db, worlds):
    for may in (True, False):
        with app.test_request_context():
            set_scope(only(worlds[0], may_add_clients=may))
            client = Client(name="Nowy")
            client.contacts = [Contact(first_name="A", last_name="B")]
            db.session.add(client)
            if may:
                db.session.flush()
            else:
                with pytest.raises(Forbidden):
                    db.session.flush()
            db.session.rollback()
            db.session.remove()
