"""Tags, statuses and notes, used through their pages."""

import pytest
import sqlalchemy as sa

from app.annotations.enums import Visibility
from app.annotations.models import EntityStatus, Note, Tag
from app.annotations.targets import register_target
from app.clients.models import Client
from app.core.db import transaction
from app.core.modules import Module, switch
from tests.support.people import make_account

COORDINATOR = "Koordynator – wszyscy klienci, bez stawek"
OWN = "Koordynator – swoi klienci, bez stawek"


@pytest.fixture(autouse=True)
def notes_on_clients():
    register_target("client", Client, permission="Clients")


@pytest.fixture
def hotel(db):
    with transaction():
        client = Client(name="Hotel Bałtyk")
        db.session.add(client)
    return client


def test_tag_is_added_with_colour_and_kinds(login_as, db):
    values = {"name": "VIP", "color": "red", "entities": ["client"]}
    assert login_as("Administrator").post("/tags/add", data=values).status_code == 302
    tag = db.session.scalar(sa.select(Tag))
    assert (tag.name, tag.color, tag.entities) == ("VIP", "red", ["client"])


@pytest.mark.parametrize(
    "values",
    [{"color": "ultraviolet"}, {"entities": ["bank"]}, {"name": ""}, {"name": "a\x00b"}],
)
def test_tag_with_unknown_values_is_refused(login_as, db, values):
    good = {"name": "VIP", "color": "red", "entities": ["client"]}
    assert login_as("Administrator").post("/tags/add", data=good | values).status_code == 422
    assert db.session.scalar(sa.select(Tag)) is None


def test_tags_are_listed_and_edited(login_as, db):
    admin = login_as("Administrator")
    with transaction():
        db.session.add(Tag(name="VIP", entities=["client"]))
    assert "VIP" in admin.get("/tags/list/").text
    pk = db.session.scalar(sa.select(Tag.id))
    form = admin.get(f"/tags/edit/{pk}")
    assert form.status_code == 200
    admin.post(f"/tags/edit/{pk}", data={"name": "VIP", "color": "blue", "_revision": "1"})
    db.session.expire_all()
    assert db.session.scalar(sa.select(Tag)).entities == []


def test_status_is_added_with_its_rules(login_as, db):
    values = {
        "entity": "client",
        "name": "Windykacja",
        "color": "red",
        "position": "90",
        "required_fields": ["nip"],
    }
    admin = login_as("Administrator")
    assert admin.post("/statuses/add", data=values).status_code == 302
    status = db.session.scalar(sa.select(EntityStatus).filter_by(name="Windykacja"))
    assert (status.entity, status.required_fields) == ("client", ["nip"])
    assert "Windykacja" in admin.get("/statuses/list/").text
    assert admin.get(f"/statuses/show/{status.id}").status_code == 200
    assert login_as(COORDINATOR).get("/statuses/list/").status_code == 403


def test_note_is_added_edited_pinned_and_deleted(login_as, db, hotel):
    client, url = login_as(COORDINATOR), f"/notes/client/{hotel.id}"
    assert "Zadzwonić" in client.post(url, data={"text": "Zadzwonić"}).text
    note = db.session.scalar(sa.select(Note))
    assert (note.client_id, note.created_by_id) == (hotel.id, client.account_id)
    assert "Zadzwonić" in client.get(f"/notes/{note.id}/edit").text
    edited = client.post(f"/notes/{note.id}/edit", data={"text": "Napisać", "is_pinned": "y"})
    assert "Napisać" in edited.text
    client.post(f"/notes/{note.id}/pin")
    db.session.expire_all()
    assert db.session.scalar(sa.select(Note)).is_pinned is False
    assert client.post(f"/notes/{note.id}/delete").status_code == 200
    assert db.session.scalar(sa.select(Note)) is None


def test_empty_note_keeps_the_form_open(login_as, db, hotel):
    client, url = login_as(COORDINATOR), f"/notes/client/{hotel.id}"
    assert client.post(url, data={"text": ""}).status_code == 422
    assert client.post(url, data={"text": "<p></p>"}).status_code == 422
    assert db.session.scalar(sa.select(Note)) is None


def test_script_in_a_note_never_reaches_the_page(login_as, hotel):
    client, url = login_as(COORDINATOR), f"/notes/client/{hotel.id}"
    shown = client.post(url, data={"text": "<b>x</b><img src=x onerror=alert(1)>"}).text
    assert "<b>x</b>" in shown
    assert "onerror" not in shown


def test_note_of_a_client_outside_the_scope_does_not_exist(login_as, db, hotel):
    with transaction():
        db.session.add(Note(entity="client", record_id=hotel.id, client_id=hotel.id, text="tajne"))
    pk = db.session.scalar(sa.select(Note.id))
    everyone, own = login_as(COORDINATOR), login_as(OWN)
    for verb, url in [
        ("get", f"/notes/client/{hotel.id}"),
        ("post", f"/notes/client/{hotel.id}"),
        ("get", f"/notes/{pk}/edit"),
        ("post", f"/notes/{pk}/edit"),
        ("post", f"/notes/{pk}/pin"),
        ("post", f"/notes/{pk}/delete"),
    ]:
        assert getattr(own, verb)(url, data={"text": "x"}).status_code == 404, url
    assert "tajne" in everyone.get(f"/notes/client/{hotel.id}").text


def test_note_for_others_cannot_be_opened(login_as, db, hotel):
    author, reader = login_as(COORDINATOR), login_as(COORDINATOR)
    author.post(
        f"/notes/client/{hotel.id}", data={"text": "poufne", "people": [str(author.account_id)]}
    )
    pk = db.session.scalar(sa.select(Note.id))
    assert "poufne" in author.get(f"/notes/client/{hotel.id}").text
    assert "poufne" not in reader.get(f"/notes/client/{hotel.id}").text
    assert reader.get(f"/notes/{pk}/edit").status_code == 404


@pytest.mark.parametrize("url", ["/notes/bank/1", "/notes/client/999999", "/notes/9999999999/edit"])
def test_note_on_nothing_is_not_found(login_as, url):
    assert login_as(COORDINATOR).get(url).status_code == 404


def test_a_note_keeps_a_reader_whose_account_was_closed(login_as, db, hotel):
    reader, other = make_account(), make_account(active=False)
    admin = login_as("Administrator")
    admin.post(f"/notes/client/{hotel.id}", data={"text": "Tajne", "people": [reader.id]})
    with transaction():
        reader.active = False
    note = db.session.scalar(sa.select(Note))
    page = admin.get(f"/notes/{note.id}/edit").text
    assert f'<option selected value="{reader.id}">' in page
    assert f'value="{other.id}"' not in page
    admin.post(f"/notes/{note.id}/edit", data={"text": "Tajne!", "people": [reader.id]})
    db.session.refresh(note)
    assert (note.visibility, note.readers) == (Visibility.chosen, [reader])
    refused = admin.post(f"/notes/{note.id}/edit", data={"text": "x", "people": [other.id]})
    assert refused.status_code == 422


def test_switched_off_notes_are_gone(login_as, db, hotel):
    client = login_as(COORDINATOR)
    with transaction():
        switch(Module.notes, is_on=False)
    assert client.get(f"/notes/client/{hotel.id}").status_code == 404
