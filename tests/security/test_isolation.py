"""The session itself hides what is another client's: D-AZ-09 and the ground of D-AZ-02 to 05."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Account
from app.accounts.permissions import grants_of_user
from app.accounts.scopes import scope_of
from app.annotations.models import Note
from app.clients.models import Client, Contact
from app.core.db import transaction
from app.core.errors import Forbidden
from app.core.isolation import EVERYTHING, NOTHING, Reached, current_scope, set_scope
from app.core.search import SearchEntry
from app.employees.models import Employee
from app.extensions import db
from tests.security.samples import client_of
from tests.security.world import BETA, BOUND, CONTROL, GUARDIAN, fill, scoped_models


@pytest.fixture
def seen_by(app, world):
    """``with seen_by(person):`` acts inside a request of that person."""

    @contextmanager
    def enter(person):
        with app.test_request_context(method="POST"):
            account = db.session.get(Account, world.accounts[person])
            set_scope(scope_of(account, grants_of_user(account.id)))
            db.session.expunge_all()
            yield db.session
            db.session.remove()

    return enter


def queries(world):
    """Return, by name, what reads Beta's contact in every way an ORM offers."""
    client, contact = client_of(world.beta), world.beta.ids[Contact]
    other = aliased(Contact)
    inner = sa.select(Contact.id).where(Contact.id == contact)
    named = sa.select(Contact.id, Contact.last_name).where(Contact.id == contact)
    return {
        "get": lambda s: s.get(Contact, contact),
        "select": lambda s: s.scalar(sa.select(Contact).where(Contact.id == contact)),
        "column": lambda s: s.scalar(sa.select(Contact.last_name).where(Contact.id == contact)),
        "query": lambda s: s.query(Contact).filter_by(id=contact).first(),
        "aliased": lambda s: s.scalar(sa.select(other).where(other.id == contact)),
        "count": lambda s: s.scalar(
            sa.select(sa.func.count()).select_from(Contact).where(Contact.id == contact)
        ),
        "exists": lambda s: s.scalar(sa.select(sa.literal(1)).where(inner.exists())),
        "subquery": lambda s: s.scalar(sa.select(named.subquery().c.last_name)),
        "cte": lambda s: s.scalar(sa.select(named.cte().c.last_name)),
        "union": lambda s: s.scalar(sa.union_all(inner, inner)),
        "in": lambda s: s.scalar(sa.select(Client.name).where(
            Client.id == client, Client.id.in_(sa.select(Contact.client_id)))),
        "join": lambda s: s.scalar(
            sa.select(Client.name).join(Contact.client).where(Contact.id == contact)
        ),
        "outer join": lambda s: s.scalar(
            sa.select(Contact.last_name).select_from(Client).outerjoin(Client.contacts)
            .where(Contact.id == contact)
        ),
        "relation": lambda s: s.scalar(
            sa.select(Client).where(Client.contacts.any(Contact.id == contact))
        ),
        "search": lambda s: s.scalar(
            sa.select(SearchEntry).where(SearchEntry.text.contains(BETA))
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", [
    "get", "select", "column", "query", "aliased", "count", "exists", "subquery", "cte",
    "union", "in", "join", "outer join", "relation", "search",
])  # fmt: skip
@pytest.mark.parametrize("person", [BOUND, GUARDIAN])
def test_no_query_reads_a_foreign_row(name, person, seen_by, world):
    ask = queries(world)[name]
    with seen_by(person) as session:
        assert not ask(session)
    with seen_by(CONTROL) as session:
        assert ask(session)


@pytest.mark.parametrize("model", sorted(scoped_models(), key=lambda model: model.__name__))
def test_every_scoped_model_has_rows_of_both_and_shows_one(model, seen_by, world):
    """A model without a row in the worlds would be a model nobody tests."""
    column, root = owner_of(model)
    alfa, beta = world.alfa.ids[root], world.beta.ids[root]
    with seen_by(CONTROL) as session:
        everybody = set(session.scalars(sa.select(column)))
    assert {alfa, beta} <= everybody, f"add a {model.__name__} to world.py"
    with seen_by(BOUND) as session:
        assert set(session.scalars(sa.select(column))) - {None} == {alfa}


def owner_of(model):
    """Return the column that tells whose a row is, and what is meant by it."""
    if issubclass(model, Reached):
        return getattr(model, model.reach_key), Employee
    return model.scope_client_id, Client


@pytest.mark.parametrize("model", [SearchEntry, Note])
def test_what_hangs_on_an_employee_is_seen_with_them(model, seen_by, world, db):
    both = [side.ids[Employee] for side in (world.alfa, world.beta)]
    db.session.add_all([Note(entity="employee", record_id=pk, text="x") for pk in both])
    db.session.commit()
    query = sa.select(model.record_id).where(
        getattr(model, model.attached_kind) == "employee", model.record_id.in_(both)
    )
    for person, seen in ((CONTROL, both), (BOUND, both[:1]), (GUARDIAN, both[:1])):
        with seen_by(person) as session:
            assert sorted(session.scalars(query)) == seen


@pytest.mark.parametrize("loading", [selectinload, joinedload])
def test_loaded_relations_end_at_the_scope(loading, seen_by, world, db):
    """Alfa is paid for by Beta: whoever sees Alfa alone must not learn who pays."""
    db.session.get(Client, client_of(world.alfa)).payer_id = client_of(world.beta)
    db.session.commit()
    query = sa.select(Client).where(Client.id == client_of(world.alfa))
    for options in ((), (loading(Client.payer), loading(Client.contacts))):
        with seen_by(GUARDIAN) as session:
            alfa = session.scalar(query.options(*options))
            assert alfa.payer is None
            assert [contact.client_id for contact in alfa.contacts] == [alfa.id]
        with seen_by(CONTROL) as session:
            assert session.scalar(query.options(*options)).payer.id == client_of(world.beta)


def test_bulk_statements_change_only_own_rows(seen_by, world, db):
    with seen_by(GUARDIAN) as session, transaction():
        session.execute(sa.update(Contact).values(job_title="zmienione"))
        session.execute(sa.delete(Contact).where(Contact.client_id == client_of(world.beta)))
    titles = dict(db.session.execute(sa.select(Contact.client_id, Contact.job_title)).all())
    assert titles[client_of(world.alfa)] == "zmienione"
    assert titles[client_of(world.beta)].startswith(BETA)


def foreign_writes(world):
    """Return, by name, writes that touch Beta, each beginning with rows nobody loaded yet."""
    alfa, beta = client_of(world.alfa), client_of(world.beta)
    own = world.alfa.ids[Contact]

    def insert(session):
        session.add(fill(Contact, BETA, client_id=beta))

    def move(session):
        session.get(Contact, own).client_id = beta

    def move_by_relation(session):
        stolen = _smuggled(session, Client, beta)
        session.get(Contact, own).client = stolen

    def insert_by_relation(session):
        session.add(fill(Contact, BETA, client=_smuggled(session, Client, beta)))

    def steal(session):
        _smuggled(session, Contact, world.beta.ids[Contact]).client_id = alfa

    def change(session):
        _smuggled(session, Contact, world.beta.ids[Contact]).note = "zmienione"

    def delete(session):
        session.delete(_smuggled(session, Contact, world.beta.ids[Contact]))

    def merge(session):
        session.merge(Contact(id=own, client_id=beta))

    return {write.__name__: write for write in (
        insert, move, move_by_relation, insert_by_relation, steal, change, delete, merge)}  # fmt: skip


def _smuggled(session, model, pk):
    """Return a row the session got hold of before it knew whose request this is."""
    mine = current_scope()
    set_scope(EVERYTHING)
    row = session.get(model, pk)
    set_scope(mine)
    return row


@pytest.mark.parametrize("name", [
    "insert", "move", "move_by_relation", "insert_by_relation", "steal", "change", "delete",
    "merge",
])  # fmt: skip
@pytest.mark.parametrize("person", [BOUND, GUARDIAN])
def test_flush_refuses_foreign_rows(name, person, seen_by, world):
    write = foreign_writes(world)[name]
    with seen_by(person) as session:
        write(session)
        with pytest.raises(Forbidden):
            session.flush()
    with seen_by(CONTROL) as session:
        write(session)
        session.flush()


def test_own_rows_are_written(seen_by, world):
    with seen_by(GUARDIAN) as session:
        contact = session.get(Contact, world.alfa.ids[Contact])
        contact.note = "zmienione"
        session.add(fill(Contact, BETA, client_id=contact.client_id))
        session.flush()
        session.delete(contact)
        session.flush()


def test_a_guardian_adds_a_client_and_its_rows_a_bound_account_does_not(seen_by):
    for person, is_allowed in ((GUARDIAN, True), (BOUND, False)):
        with seen_by(person) as session:
            client = fill(Client, BETA, nip=None)
            session.add(fill(Contact, BETA, client=client))
            if is_allowed:
                session.flush()
                continue
            with pytest.raises(Forbidden):
                session.flush()


def test_a_request_without_scope_sees_and_writes_nothing(app, world):
    with app.test_request_context():
        assert current_scope() is NOTHING
        for model in scoped_models():
            assert db.session.scalars(sa.select(model)).all() == [], model
        db.session.add(fill(Contact, BETA, client_id=client_of(world.alfa)))
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.remove()
    with app.app_context():
        assert db.session.scalars(sa.select(Client)).all()
