"""The search index: what it finds, in which order, and that it follows the rows."""

import pytest
import sqlalchemy as sa

from app.clients.models import Client, Contact
from app.core import search
from app.core.search import SearchEntry
from tests.factories.clients import ClientFactory, ContactFactory

KINDS = ("client", "contact")


def titles(text, kinds=KINDS, limit=20):
    return [entry.title for entry in search.find(text, kinds, limit=limit)]


def test_titles_that_begin_with_the_text_come_first(db):
    for name in ("Dom Ćwik", "Ćwikła", "Hotel Ćwik", "Ćwik"):
        ClientFactory(name=name)
    assert titles("cwik") == ["Ćwik", "Ćwikła", "Dom Ćwik", "Hotel Ćwik"]
    assert titles("cwik", limit=2) == ["Ćwik", "Ćwikła"]


def test_only_the_asked_kinds_are_found(db):
    ContactFactory(client=ClientFactory(name="Ćwik"), last_name="Ćwik")
    assert sorted(titles("cwik")) == ["Ćwik", "Łucja Ćwik"]
    assert titles("cwik", ("contact",)) == ["Łucja Ćwik"]
    assert titles("cwik", ()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("łucja nowak", True),
        ("nowak lucja", True),
        ("NOWAK", True),
        ("owa", True),
        ("no", True),
        ("ow", False),
        ("ewa", False),
        ("lucja ewa", False),
        ("601-234", True),
        ("lucja@dom", True),
        ("a" * 300, False),
    ],
)
def test_every_word_has_to_be_found_and_short_ones_at_the_beginning(db, text, found):
    ContactFactory(last_name="Nowak", phone="601 234 567", email="lucja@dom.example")
    assert bool(titles(text, ("contact",))) is found


@pytest.mark.parametrize("text", ['"', "''", "* OR", "a AND", "NEAR(", "x:y", "\\", "%", "_", "^"])
def test_syntax_of_the_search_engine_is_only_text(db, text):
    ClientFactory(name="Hotel")
    assert titles(text) == []


def test_index_follows_changes_and_deletions(db):
    contact = ContactFactory(last_name="Nowak")
    contact.last_name = "Żuk"
    db.session.commit()
    assert titles("nowak", ("contact",)) == []
    assert titles("zuk", ("contact",)) == ["Łucja Żuk"]
    db.session.delete(contact)
    db.session.commit()
    assert titles("zuk", ("contact",)) == []


def test_index_forgets_what_is_rolled_back(db):
    db.session.add(Client(name="Nieistniejący"))
    db.session.flush()
    db.session.rollback()
    assert titles("nieistniejacy") == []


def test_row_has_one_entry_however_often_it_changes(db):
    client = ClientFactory()
    for number in range(3):
        client.phone = str(number)
        db.session.commit()
    entries = db.session.scalars(sa.select(SearchEntry).where(SearchEntry.kind == "client"))
    assert [entry.record_id for entry in entries] == [client.id]


def test_index_is_built_anew_after_a_load_that_went_past_the_session(db):
    db.session.execute(sa.insert(Client), [{"name": f"Hotel {n}"} for n in range(5)])
    assert titles("hotel") == []
    assert search.reindex(Client, batch=2) == 5
    db.session.commit()
    assert len(titles("hotel")) == 5


def test_text_too_long_for_the_index_is_cut_and_still_found(db):
    client = ClientFactory(name="Ż" * 200, email="z" * 250, short_name="krótka")
    assert titles("krotka") == [client.name]


def test_entry_carries_the_client_it_is_isolated_by(db):
    contact = ContactFactory()
    entry = search.entry_of(contact)
    assert entry["client_id"] == contact.client_id
    assert search.entry_of(db.session.get(Contact, contact.id)) == entry
