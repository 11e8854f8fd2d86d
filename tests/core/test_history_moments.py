"""What held at a moment, what differs between two, and the changes of one field alone."""

import pytest
from flask_babel import force_locale

from app.annotations.models import Tag
from app.clients.models import Client, Contact
from app.core import history
from app.core.db import transaction

RELATED = ("contacts",)


@pytest.fixture(autouse=True)
def _english(app, db):
    with force_locale("en"):
        yield


def save(db, *rows):
    with transaction():
        db.session.add_all(rows)


@pytest.fixture
def hotel(db):
    client = Client(name="Hotel Bałtyk", payment_days=14)
    save(db, client)
    return client


def numbers(client):
    return [one.number for one in history.moments(client, related=RELATED)]


def compared(client, first, second, **options):
    sides = [history.held(client, number, related=RELATED, **options) for number in (first, second)]
    return history.compare(*sides)


def changed(groups):
    return [
        (
            group.title,
            [(one.label, one.first, one.second) for one in group.fields if one.is_changed],
        )
        for group in groups
        if group.is_changed
    ]


def test_moments_are_those_of_the_row_and_its_related_rows(db, hotel):
    other = Client(name="Inny")
    contact = Contact(client=hotel, first_name="Ewa", last_name="Żak")
    save(db, contact)
    save(db, other)
    newest, oldest = history.moments(hotel, related=RELATED)
    assert newest.number > oldest.number
    assert history.moments(hotel)[0].number == oldest.number
    assert history.moments(hotel, related=RELATED, among=[oldest.number]) == [oldest]
    strange = history.moments(other)[0].number
    assert history.moments(hotel, related=RELATED, among=[strange]) == []


def test_two_moments_side_by_side(db, hotel):
    contact = Contact(client=hotel, first_name="Ewa", last_name="Żak")
    tag = Tag(name="VIP")
    save(db, contact, tag)
    before = numbers(hotel)[0]
    with transaction():
        hotel.payment_days = 30
        hotel.tags = [tag]
        contact.phone = "600 100 200"
    assert changed(compared(hotel, before, numbers(hotel)[0])) == [
        ("", [("Payment days", "14", "30"), ("Tags", "", "VIP")]),
        ("Contact Ewa Żak", [("Phone", "", "600 100 200")]),
    ]
    assert changed(compared(hotel, before, before)) == []


def test_what_is_equal_is_there_too(db, hotel):
    number = numbers(hotel)[0]
    ((own,),) = [compared(hotel, number, number)]
    assert ("Name", "Hotel Bałtyk", "Hotel Bałtyk") in [
        (one.label, one.first, one.second) for one in own.fields
    ]


def test_rows_that_came_and_went(db, hotel):
    ewa = Contact(client=hotel, first_name="Ewa", last_name="Żak")
    save(db, ewa)
    first = numbers(hotel)[0]
    with transaction():
        db.session.delete(ewa)
    save(db, Contact(client=hotel, first_name="Ola", last_name="Nowak"))
    groups = {group.title: group for group in compared(hotel, first, numbers(hotel)[0])}
    assert not groups["Contact Ewa Żak"].is_there
    assert not groups["Contact Ola Nowak"].was_there


def test_row_deleted_and_added_again_is_one_row(db, hotel):
    ewa = Contact(client=hotel, first_name="Ewa", last_name="Żak", phone="1")
    save(db, ewa)
    first = numbers(hotel)[0]
    with transaction():
        db.session.delete(ewa)
    save(db, Contact(client=hotel, first_name="Ewa", last_name="Żak", phone="2"))
    assert changed(compared(hotel, first, numbers(hotel)[0])) == [
        ("Contact Ewa Żak", [("Phone", "1", "2")])
    ]


def test_hidden_fields_and_relations_are_not_compared(db, hotel):
    save(db, Contact(client=hotel, first_name="Ewa", last_name="Żak"))
    first, last = numbers(hotel)[-1], numbers(hotel)[0]
    assert changed(compared(hotel, first, last, hidden={"contacts"})) == []
    labels = [one.label for one in compared(hotel, last, last, hidden={"payment_days"})[0].fields]
    assert "Payment days" not in labels
    assert "Name" in labels


def test_values_as_of_a_moment_are_kept_whole(db, hotel):
    number = numbers(hotel)[0]
    with transaction():
        hotel.payment_days = 30
    assert history.held(hotel, number).own["payment_days"] == 14
    assert history.held(hotel, numbers(hotel)[0]).own["payment_days"] == 30


def only(client, field, **options):
    changes = history.changes_of(client, related=RELATED, only=field, **options)
    return [one.fields for one in changes]


def test_changes_of_one_field_alone(db, hotel):
    contact = Contact(client=hotel, first_name="Ewa", last_name="Żak")
    save(db, contact)
    for days in (30, 60):
        with transaction():
            hotel.payment_days = days
            contact.phone = str(days)
    with transaction():
        hotel.name = "Hotel"
    assert only(hotel, "own.payment_days") == [
        [("Payment days", "30", "60")],
        [("Payment days", "14", "30")],
        [("Payment days", "", "14")],
    ]
    assert only(hotel, "contacts.phone") == [[("Phone", "30", "60")], [("Phone", "", "30")]]
    assert only(hotel, "own.email") == []
    assert only(hotel, "own.nothing") == only(hotel, "nothing.x") == []
    assert only(hotel, "own.payment_days", hidden={"payment_days"}) == []


def test_changes_of_one_field_are_read_in_portions(db, hotel):
    for days in range(20, 30):
        with transaction():
            hotel.payment_days = days
        with transaction():
            hotel.email = f"{days}@example.com"
    first = history.changes_of(hotel, only="own.payment_days", limit=4)
    rest = history.changes_of(hotel, only="own.payment_days", before=first[-1].number)
    assert [one.fields[0][2] for one in first] == ["29", "28", "27", "26"]
    assert len(rest) == 7


def test_fields_to_choose_from(hotel):
    fields = dict(history.fields_of(hotel, related=RELATED, hidden={"payment_days"}))
    assert fields["own.name"] == "Name"
    assert fields["contacts.phone"] == "Contact: Phone"
    assert fields["tags.tag_id"] == "Tags"
    assert not {"own.payment_days", "own.archived_on", "contacts.client_id"} & set(fields)
