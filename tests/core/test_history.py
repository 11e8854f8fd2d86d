"""The history of an entity: complete, readable, and as cheap for ten changes as for a thousand."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy import event
from sqlalchemy_continuum.utils import is_modified

from app.accounts.models import Account
from app.annotations.models import EntityStatus, Tag
from app.clients.enums import ClientKind
from app.clients.models import Address, Client, Contact
from app.core import history, versioning
from app.core.clock import now, pretending
from app.core.db import transaction
from app.core.isolation import Scope, set_scope
from app.core.versioning import manager

RELATED = ("contacts", "addresses", "bank_accounts")


@pytest.fixture(autouse=True)
def _english(app, db):
    with force_locale("en"):
        yield


def save(db, *rows):
    with transaction():
        db.session.add_all(rows)


@pytest.fixture
def client_row(db):
    client = Client(name="Hotel Bałtyk", payment_days=14)
    save(db, client)
    return client


@pytest.fixture
def statements(db):
    seen = []

    def note(_connection, _cursor, statement, *_):
        if statement.lstrip().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def newest(client, **options):
    return history.changes_of(client, related=RELATED, **options)[0]


def test_creation_lists_what_was_entered(client_row):
    (change,) = history.changes_of(client_row)
    fields = {label: (old, new) for label, old, new in change.fields}
    assert change.kind == "create"
    assert fields["Name"] == ("", "Hotel Bałtyk")
    assert fields["Payment days"] == ("", "14")


def test_change_shows_old_and_new_value_with_its_label(client_row):
    with transaction():
        client_row.payment_days = 30
    change = newest(client_row)
    assert (change.kind, change.fields) == ("update", [("Payment days", "14", "30")])


def test_values_are_shown_as_people_read_them(db, client_row):
    status = EntityStatus(entity="client", name="Aktywny")
    payer = Client(name="Grupa Bałtyk")
    save(db, status, payer)
    with transaction():
        client_row.client_since = date(2026, 11, 23)
        client_row.kind = ClientKind.person
        client_row.requires_order_number = True
        client_row.status = status
        client_row.payer = payer
    fields = {label: (old, new) for label, old, new in newest(client_row).fields}
    assert fields["Client since"] == ("", "23.11.2026")
    assert fields["Kind"][1] == str(ClientKind.person)
    assert fields["Order number required"] == ("No", "Yes")
    assert fields["Status"] == ("", "Aktywny")
    assert fields["Payer"] == ("", "Grupa Bałtyk")


def test_technical_columns_are_not_history(db, client_row):
    labels = {label for label, *_ in history.changes_of(client_row)[0].fields}
    columns = set(sa.inspect(Client).mapper.local_table.metadata.tables["client_version"].c.keys())
    assert not columns & {"revision", "changed_on", "changed_by_id", "sort_key"}
    assert not labels & {"Changed", "Created", "Changed by"}


def test_archiving_and_restoring_are_named(client_row):
    with transaction():
        client_row.archived_on = now()
    assert newest(client_row).kind == "archive"
    with transaction():
        client_row.archived_on = None
    assert newest(client_row).kind == "restore"


def test_related_rows_are_part_of_the_history(db, client_row):
    contact = Contact(client=client_row, first_name="Ewa", last_name="Żak")
    save(db, contact)
    change = newest(client_row)
    assert change.kind == "create"
    assert "Ewa Żak" in change.title
    with transaction():
        contact.phone = "600 100 200"
    assert newest(client_row).fields == [("Phone", "", "600 100 200")]
    with transaction():
        db.session.delete(contact)
    assert newest(client_row).kind == "delete"


def test_rows_of_another_client_are_not_part_of_it(db, client_row):
    other = Client(name="Inny")
    save(db, other, Contact(client=other, first_name="Ola", last_name="Nowak"))
    assert len(history.changes_of(client_row, related=RELATED)) == 1


def test_changed_lists_show_names(db, client_row):
    tags = [Tag(name="VIP"), Tag(name="Niemcy")]
    save(db, *tags)
    with transaction():
        client_row.tags = list(tags)
    ((label, old, new),) = newest(client_row).fields
    assert (label, old, sorted(new.split(", "))) == ("Tags", "", ["Niemcy", "VIP"])
    with transaction():
        client_row.tags.remove(tags[0])
        client_row.payment_days = 7
    change = newest(client_row)
    assert sorted(change.fields) == [("Payment days", "14", "7"), ("Tags", "VIP", "")]


def test_list_row_removed_flushed_and_added_again_is_no_error(db, client_row):
    """Continuum's own bookkeeping fails here with an IntegrityError."""
    tag = Tag(name="VIP")
    save(db, tag)
    with transaction():
        client_row.tags = [tag]
    with transaction():
        client_row.tags = []
        db.session.flush()
        client_row.tags = [tag]
        db.session.flush()
        client_row.tags = []
        db.session.flush()
        client_row.tags = [tag]
    assert client_row.tags == [tag]
    assert newest(client_row).fields == [("Tags", "", "VIP")]


def test_row_edited_right_after_its_creation_stays_a_creation(db):
    with transaction():
        client = Client(name="Pierwszy")
        db.session.add(client)
        db.session.flush()
        client.name = "Drugi"
    (change,) = history.changes_of(client)
    assert change.kind == "create"
    assert ("Name", "", "Drugi") in change.fields


def test_core_insert_into_a_list_table_is_no_error(db, client_row):
    tag = Tag(name="VIP")
    save(db, tag)
    link = {"client_id": client_row.id, "tag_id": tag.id}
    db.session.remove()
    with transaction():
        db.session.execute(sa.insert(db.metadata.tables["client_tag"]).values(link))
    assert db.session.get(Client, link["client_id"]).tags == [db.session.get(Tag, link["tag_id"])]


def test_history_of_a_rolled_back_change_does_not_exist(db, client_row):
    def fail():
        with transaction():
            client_row.name = "Nic"
            db.session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(history.changes_of(client_row)) == 1


def test_new_row_does_not_inherit_the_history_of_a_deleted_one(db, client_row):
    contact = Contact(client=client_row, first_name="Ewa", last_name="Żak")
    save(db, contact)
    gone = contact.id
    with transaction():
        db.session.delete(contact)
    heir = Contact(client=client_row, first_name="Ola", last_name="Nowak")
    save(db, heir)
    assert heir.id != gone
    assert len(history.changes_of(heir)) == 1


def test_hidden_columns_are_left_out(db, client_row):
    with transaction():
        client_row.payment_days = 30
        client_row.email = "a@example.com"
    labels = [label for label, *_ in newest(client_row, hidden={"payment_days"}).fields]
    assert labels == ["E-mail"]


def test_hidden_relations_and_their_columns_are_left_out(db, client_row):
    save(db, Contact(client=client_row, first_name="Ewa", last_name="Żak", phone="600"))
    assert len(history.changes_of(client_row, related=RELATED, hidden={"contacts"})) == 1
    labels = [label for label, *_ in newest(client_row, hidden={"contacts.phone"}).fields]
    assert "Phone" not in labels
    assert "First name" in labels


def test_who_changed_it_is_named(app, db, client_row):
    account = Account(
        username="ewa", first_name="Ewa", last_name="Żak", email="e@example.com", active=True
    )
    save(db, account)
    pk = account.id
    with (
        app.test_request_context("/", method="POST", environ_overrides={"crm.user_id": pk}),
        transaction(),
    ):
        set_scope(Scope())
        db.session.get(Client, client_row.id).payment_days = 60
    assert newest(client_row).actor == "Ewa Żak"


def test_name_outside_the_scope_is_not_told(app, db, client_row):
    payer = Client(name="Tajny płatnik")
    save(db, payer)
    with transaction():
        client_row.payer = payer
    assert ("Payer", "", "Tajny płatnik") in newest(client_row).fields
    with app.test_request_context("/"):
        set_scope(Scope(sa.select(sa.literal(client_row.id))))
        assert newest(client_row).fields == [("Payer", "", f"#{payer.id}")]


def test_statements_do_not_grow_with_the_history(db, client_row, statements):
    save(db, Address(client=client_row, street="Długa 1", postal_code="80-001", city="Gdańsk"))
    for days in range(40):
        with transaction():
            client_row.payment_days = days
    pk = client_row.id
    db.session.refresh(client_row)
    statements.clear()
    changes = history.changes_of(client_row, related=RELATED)
    assert len(changes) == 42
    assert client_row.id == pk
    assert len(statements) <= 4


def test_history_is_read_in_portions(db, client_row):
    for days in range(20, 30):
        with transaction():
            client_row.payment_days = days
    first = history.changes_of(client_row, limit=4)
    rest = history.changes_of(client_row, before=first[-1].number)
    assert len(first) == 4
    assert len(rest) == 7
    assert first[-1].fields == [("Payment days", "25", "26")]
    assert rest[-1].kind == "create"


def test_every_versioned_table_keeps_ids_for_ever(db):
    for entity in manager.version_class_map:
        assert entity.__table__.dialect_kwargs["sqlite_autoincrement"] is True


def test_version_has_the_time_our_clock_shows(db, client_row):
    then = datetime(2026, 8, 3, 9, 30, tzinfo=UTC)
    with pretending(then), transaction():
        client_row.name = "Dawniej"
    assert history.changes_of(client_row)[0].at == then
    with transaction():
        client_row.name = "Dziś"
    assert history.changes_of(client_row)[0].at > then


def test_rows_that_are_only_loaded_are_not_searched_for_changes(db, client_row, monkeypatch):
    save(db, Client(name="Hotel Wydma"), Client(name="Hotel Mewa"))
    looked_at = []
    monkeypatch.setattr(
        versioning, "is_modified", lambda row: looked_at.append(row) or is_modified(row)
    )
    with transaction():
        assert len(db.session.scalars(sa.select(Client)).all()) == 3
        client_row.payment_days = 30
    assert set(looked_at) == {client_row}
    assert newest(client_row).fields == [("Payment days", "14", "30")]


def test_only_versioned_rows_have_a_history(client_row):
    assert history.is_versioned(client_row)
    assert not history.is_versioned(Tag(name="x"))
