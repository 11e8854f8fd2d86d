"""Notes stay harmless and private; statuses follow their rules; tags know where they belong."""

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, Role

from app.annotations.enums import Visibility
from app.annotations.models import EntityStatus, Note, Tag
from app.annotations.queries import tags_for
from app.annotations.services import notes, statuses
from app.clients.models import Client
from app.core.db import transaction
from app.core.errors import DomainError
from tests.support.people import make_account


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zadzwonić", "Zadzwonić"),
        ("a\nb", "a<br>b"),
        ("3 > 2 & 1", "3 &gt; 2 &amp; 1"),
        ("<p><strong>Ważne</strong></p>", "<p><strong>Ważne</strong></p>"),
        ("<script>alert(1)</script>x", "x"),
        ('<p onclick="alert(1)">x</p>', "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer nofollow">x</a>'),
        ('<img src=x onerror="alert(1)">x', "x"),
        ("<style>*{}</style>x", "x"),
        ("\x00x", "x"),
    ],
)
def test_text_of_a_note_is_harmless(typed, kept):
    assert notes.clean_text(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "<p></p>", "<script>x</script>", "x" * 20_001])
def test_empty_or_endless_note_is_refused(typed):
    with pytest.raises(DomainError):
        notes.clean_text(typed)


def add(readers=None, *, text="Notatka", client_id=1):
    with transaction():
        return notes.add_note(
            entity="client",
            record_id=1,
            client_id=client_id,
            text=text,
            readers=readers or notes.Readers(),
        )


def seen_by(user):
    return {note.id for note in notes.notes_of("client", 1, user_id=user.id)}


def test_note_for_everyone_is_read_by_everyone(db):
    note, user = add(), make_account()
    assert note.visibility is Visibility.everyone
    assert seen_by(user) == {note.id}


def test_note_for_chosen_people_is_read_by_them_and_its_author(db):
    author, reader, other = make_account(), make_account(), make_account()
    note = add(notes.Readers([reader]))
    with transaction():
        note.created_by_id = author.id
    assert [seen_by(user) for user in (author, reader, other)] == [{note.id}, {note.id}, set()]


def test_note_for_a_group_is_read_by_its_members(db):
    with transaction():
        group = Group(name="Rekrutacja", label="", description="")
        db.session.add(group)
    member, other = make_account(), make_account()
    with transaction():
        member.groups = [group]
    note = add(notes.Readers(groups=[group]))
    assert (seen_by(member), seen_by(other)) == ({note.id}, set())
    assert notes.find_note(note.id, user_id=other.id) is None


def test_pinned_notes_come_first(db):
    user, first, second = make_account(), add(), add()
    with transaction():
        notes.pin_note(first, is_pinned=True)
    assert [note.id for note in notes.notes_of("client", 1, user_id=user.id)] == [
        first.id,
        second.id,
    ]


def test_edited_note_changes_text_and_readers(db):
    reader = make_account()
    note = add(notes.Readers([reader]))
    with transaction():
        notes.edit_note(note, text="Inna", readers=notes.Readers())
    assert (note.text, note.visibility, note.readers) == ("Inna", Visibility.everyone, [])


def test_plain_note_is_edited_as_plain_text(db):
    assert notes.editable_text(add(text="a < b\nc")) == "a < b\nc"
    assert notes.editable_text(add(text="<p>a</p>")) == "<p>a</p>"


def test_deleted_note_is_gone(db):
    note = add()
    with transaction():
        notes.delete_note(note)
    assert db.session.scalar(sa.select(sa.func.count(Note.id))) == 0


def test_shipped_statuses_are_seeded_once(db):
    db.session.query(EntityStatus).delete()
    with transaction():
        assert statuses.seed_statuses() == sum(map(len, statuses.SHIPPED.values()))
    with transaction():
        assert statuses.seed_statuses() == 0
    of_clients = sa.select(EntityStatus.name).filter_by(entity="client")
    names = db.session.scalars(of_clients.order_by(EntityStatus.position))
    assert list(names)[:2] == ["Potencjalny", "W negocjacji"]


@pytest.fixture
def two_statuses(db):
    with transaction():
        role = Role(name="Zarząd")
        first = EntityStatus(entity="thing", name="Nowy", position=1)
        second = EntityStatus(
            entity="thing",
            name="Zamknięty",
            position=2,
            roles=[role],
            sources=[first],
            required_fields=["nip"],
        )
        db.session.add_all([role, first, second])
    return first, second, role


def test_status_is_offered_to_the_right_role_after_the_right_status(two_statuses):
    first, second, role = two_statuses
    assert statuses.offered_statuses("thing", None, [role.id]) == [first]
    assert statuses.offered_statuses("thing", first, []) == [first]
    assert statuses.offered_statuses("thing", first, [role.id]) == [first, second]


def test_status_that_is_not_offered_is_refused(two_statuses):
    first, second, role = two_statuses
    client = Client(name="A", nip="5260001246")
    with pytest.raises(DomainError):
        statuses.require_status(client, second, current=None, role_ids=[role.id])
    statuses.require_status(client, second, current=first, role_ids=[role.id])


def test_status_names_the_fields_it_needs(two_statuses):
    first, second, role = two_statuses
    with pytest.raises(DomainError, match="NIP"):
        statuses.require_status(Client(name="A"), second, current=first, role_ids=[role.id])


def test_tag_is_offered_where_it_belongs(db):
    with transaction():
        db.session.add_all(
            [
                Tag(name="wszędzie"),
                Tag(name="klient", entities=["client"]),
                Tag(name="podobny", entities=["client_contract"]),
            ]
        )
    assert [tag.name for tag in db.session.scalars(tags_for("client"))] == ["klient", "wszędzie"]
