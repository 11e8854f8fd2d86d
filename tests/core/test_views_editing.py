"""Forms: what is refused is said, nothing typed is lost, nothing foreign gets in."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ADMINISTRATOR
from app.annotations.models import Tag
from app.clients.enums import ClientKind
from app.clients.models import Client, Contact
from app.clients.views import ClientView, ContactView
from app.core.clock import now
from app.core.errors import DomainError
from tests.factories.clients import (
    BankAccountFactory,
    ClientFactory,
    ContactFactory,
    StatusFactory,
    TagFactory,
)
from tests.support.pages import fields_of, filled, save
from tests.support.people import make_account

ADD = "/clients/add"


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


def find(db, name):
    return db.session.scalar(sa.select(Client).where(Client.name == name))


def count(db, model=Client):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_saved_form_leads_to_the_row(admin, db):
    answer = save(admin, ADD, name="  Hotel Bałtyk ", payment_days=" 21 ")
    client = find(db, "Hotel Bałtyk")
    assert answer.status_code == 302
    assert answer.location.endswith(f"/clients/show/{client.id}")
    assert client.payment_days == 21
    assert client.created_by_id == admin.account_id


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 201),
        ("name", "a\x00b"),
        ("description", "a\x00b"),
        ("phone", "1" * 41),
        ("payment_days", ""),
        ("payment_days", "many"),
        ("payment_days", "--5"),
        ("payment_days", "1,5"),
        ("payment_days", "99999999999"),
        ("payment_days", "2147483648"),
        ("payment_days", "-1"),
        ("payment_days", "366"),
        ("payment_days", "٣"),
        ("client_since", "yesterday"),
        ("client_since", "2026-02-30"),
        ("kind", "spaceship"),
        ("kind", ""),
        ("currency", "XXX"),
        ("status", "999999"),
        ("status", "abc"),
        ("status", "1" + "0" * 20),
        ("tags", ["1; DROP TABLE client"]),
        ("tags", ["999999"]),
        ("guardians", ["-1"]),
        ("payer", "999999"),
        ("email", "nobody"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_bad_value_is_refused_with_a_message_and_typing_is_kept(admin, db, field, typed):
    values = {"name": "Hotel Bałtyk", "short_name": "Bałtyk", "description": "zachowane"}
    answer = save(admin, ADD, **(values | {field: typed}))
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert count(db) == 0
    again = fields_of(answer.text)
    for name, value in values.items():
        if name != field:
            assert again[name] == value
    if isinstance(typed, str) and field not in ("kind", "currency", "status", "payer"):
        assert again[field].strip() == typed.strip()


def test_longest_allowed_text_is_saved(admin, db):
    assert save(admin, ADD, name="ż" * 200).status_code == 302
    assert count(db) == 1


def test_missing_required_field_of_a_new_row_is_an_error(admin, db):
    assert admin.post(ADD, data={"short_name": "x"}).status_code == 422
    assert count(db) == 0


def test_fields_the_form_does_not_have_are_never_written(admin, db):
    stranger = make_account()
    extra = {
        "created_by": stranger.id,
        "created_by_id": stranger.id,
        "sort_key": "zzz",
        "archived_on": "2026-01-01T00:00",
        "revision": "77",
        "id": "4711",
    }
    assert save(admin, ADD, name="Hotel", **extra).status_code == 302
    client = find(db, "Hotel")
    assert client.created_by_id == admin.account_id
    assert (client.sort_key, client.archived_on, client.revision) == ("hotel", None, 1)
    assert client.id != 4711


def test_fields_that_are_not_sent_stay_as_they_are(admin, db):
    tag = TagFactory()
    client = ClientFactory(
        name="Hotel",
        kind=ClientKind.lodging,
        phone="601",
        tags=[tag],
        requires_order_number=True,
        status=StatusFactory(),
    )
    fields = {"phone": "602", "_revision": client.revision}
    assert admin.post(f"/clients/edit/{client.id}", data=fields).status_code == 302
    db.session.refresh(client)
    assert client.phone == "602"
    assert (client.name, client.kind) == ("Hotel", ClientKind.lodging)
    assert client.tags == [tag]
    assert client.requires_order_number
    assert client.status is not None


def test_unticked_box_and_emptied_selects_are_saved_as_such(admin, db):
    client = ClientFactory(requires_order_number=True, tags=[TagFactory()], status=StatusFactory())
    url = f"/clients/edit/{client.id}"
    fields = filled(admin, url, status="", tags=[""], requires_order_number=[""])
    assert admin.post(url, data=fields).status_code == 302
    db.session.refresh(client)
    assert not client.requires_order_number
    assert client.tags == []
    assert client.status is None


def test_ticked_box_is_saved(admin, db):
    client = ClientFactory()
    assert save(admin, f"/clients/edit/{client.id}", requires_order_number="y").status_code == 302
    db.session.refresh(client)
    assert client.requires_order_number


def test_form_sent_as_it_stands_changes_nothing(admin, db):
    client = ClientFactory(
        requires_order_number=True, tags=[TagFactory(), TagFactory()], status=StatusFactory()
    )
    before = client.revision
    assert save(admin, f"/clients/edit/{client.id}").status_code == 302
    db.session.refresh(client)
    assert client.revision == before


def test_only_the_difference_of_a_multiple_select_is_written(admin, db, count_sql):
    kept, gone, new = TagFactory(), TagFactory(), TagFactory()
    client = ClientFactory(tags=[kept, gone])
    url = f"/clients/edit/{client.id}"
    fields = filled(admin, url, tags=["", str(kept.id), str(new.id), str(new.id)])
    with count_sql() as statements:
        assert admin.post(url, data=fields).status_code == 302
    db.session.refresh(client)
    assert set(client.tags) == {kept, new}
    links = [text for text in statements if text.split()[2] == "client_tag"]
    assert sorted(text.split()[0] for text in links) == ["DELETE", "INSERT"]


def test_archived_row_is_not_offered_and_not_accepted(admin, db):
    old = StatusFactory(name="Dawny", archived_on=now())
    current = StatusFactory(name="Aktualny")
    offered = admin.get("/clients/options/status").get_json()
    assert [option["text"] for option in offered] == ["Aktualny"]
    assert save(admin, ADD, name="A", status=str(old.id)).status_code == 422
    assert save(admin, ADD, name="A", status=str(current.id)).status_code == 302


def test_archived_row_that_is_already_chosen_stays_allowed(admin, db):
    client = ClientFactory(status=StatusFactory(archived_on=now()))
    assert save(admin, f"/clients/edit/{client.id}", phone="1").status_code == 302
    db.session.refresh(client)
    assert client.status is not None


def test_add_form_of_a_tab_knows_its_parent(admin, db):
    client = ClientFactory(name="Hotel")
    url = f"/contacts/add?_rel_client={client.id}"
    answer = save(admin, url, first_name="Ewa", last_name="Nowak")
    assert f"/clients/show/{client.id}" in answer.location
    assert db.session.scalar(sa.select(Contact)).client_id == client.id


@pytest.mark.parametrize("pk", ["999999", "abc", "1" + "0" * 30])
def test_parent_that_is_not_there_leaves_the_field_empty(admin, db, pk):
    assert filled(admin, f"/contacts/add?_rel_client={pk}")["client"] == ""


def test_archived_parent_is_not_filled_in(admin, db):
    client = ClientFactory(archived_on=now())
    assert filled(admin, f"/contacts/add?_rel_client={client.id}")["client"] == ""


def test_refusal_of_a_rule_is_shown_and_typing_is_kept(admin, db, monkeypatch):
    def refuse(self, item):
        raise DomainError("Kapitan mówi nie.")

    monkeypatch.setattr(ContactView, "pre_add", refuse)
    client = ClientFactory()
    url = f"/contacts/add?_rel_client={client.id}"
    answer = save(admin, url, first_name="Ewa", last_name="Nowak", note="ważne")
    assert answer.status_code == 422
    assert "Kapitan mówi nie." in answer.text
    again = fields_of(answer.text)
    assert (again["first_name"], again["note"]) == ("Ewa", "ważne")
    assert again["client"] == str(client.id)
    assert count(db, Contact) == 0


def test_refused_form_can_be_corrected_and_sent_again(admin, db):
    answer = save(admin, ADD, name="Hotel", payment_days="many")
    fields = MultiDict(fields_of(answer.text))
    fields["payment_days"] = "7"
    assert admin.post(ADD, data=fields).status_code == 302
    assert find(db, "Hotel").payment_days == 7


def test_bug_gives_an_error_page_without_internals(admin, db, app, monkeypatch):
    def fail(self, item):
        raise AttributeError("secret internals")

    monkeypatch.setattr(ClientView, "pre_add", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = save(admin, ADD, name="Hotel")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert count(db) == 0


def test_duplicate_of_a_unique_value_gets_a_message(admin, db):
    account = BankAccountFactory()
    url = f"/client-bank-accounts/add?_rel_client={account.client_id}"
    answer = save(admin, url, iban="61 1090 1014 0000 0712 1981 2874", note="moje")
    assert answer.status_code == 422
    assert "UNIQUE" not in answer.text
    assert "INSERT" not in answer.text
    assert fields_of(answer.text)["note"] == "moje"


def test_broken_reference_is_not_called_a_duplicate(admin, db, monkeypatch):
    def refuse(self, item):
        raise IntegrityError("INSERT", {}, Exception("FOREIGN KEY constraint failed"))

    monkeypatch.setattr(ClientView, "pre_add", refuse)
    answer = save(admin, ADD, name="Hotel")
    assert answer.status_code == 422
    assert "FOREIGN" not in answer.text
    assert fields_of(answer.text)["name"] == "Hotel"


def test_archived_row_cannot_be_edited(admin, db):
    client = ClientFactory(name="Hotel")
    url = f"/clients/edit/{client.id}"
    fields = filled(admin, url, phone="601")
    client.archived_on = now()
    db.session.commit()
    assert admin.get(url).status_code == 409
    answer = admin.post(url, data=fields)
    assert answer.status_code == 422
    assert fields_of(answer.text)["phone"] == "601"
    db.session.refresh(client)
    assert client.phone is None


def test_row_that_is_not_there_is_not_found(admin, db):
    for pk in ("999999", "abc", "-1", "1" + "0" * 30, "1.0", "١"):
        assert admin.get(f"/clients/edit/{pk}").status_code == 404
        assert admin.get(f"/clients/show/{pk}").status_code == 404
        assert admin.post(f"/contacts/delete/{pk}").status_code == 404
        assert admin.post(f"/clients/action/archive/{pk}").status_code == 404


def test_cancel_leads_to_where_the_user_was(admin, db):
    home = {"Referer": "http://localhost/clients/list/?q=a"}
    assert 'href="/clients/list/?q=a"' in admin.get(ADD, headers=home).text


@pytest.mark.parametrize("referer", ["http://evil.example/x", f"http://localhost{ADD}", "//evil"])
def test_cancel_never_leads_away_nor_back_to_the_form(admin, db, referer):
    page = admin.get(ADD, headers={"Referer": referer}).text
    assert "evil" not in page
    assert '<a class="btn btn-quiet" href="/clients/list/"' in page


def test_deleting_returns_to_the_list_when_the_page_of_the_row_is_gone(admin, db):
    contact = ContactFactory()
    own = {"Referer": f"http://localhost/contacts/show/{contact.id}"}
    answer = admin.post(f"/contacts/delete/{contact.id}", headers=own)
    assert answer.location == "/contacts/list/"
    assert count(db, Contact) == 0


def test_deleting_returns_to_the_profile_it_was_asked_from(admin, db):
    contact = ContactFactory()
    profile = f"/clients/show/{contact.client_id}"
    answer = admin.post(
        f"/contacts/delete/{contact.id}", headers={"Referer": f"http://localhost{profile}"}
    )
    assert answer.location == profile


def test_tag_in_use_is_not_deleted_and_an_unused_one_is(admin, db):
    used, unused = TagFactory(), TagFactory()
    ClientFactory(tags=[used])
    for tag in (used, unused):
        assert admin.post(f"/tags/delete/{tag.id}").status_code == 302
    assert db.session.scalars(sa.select(Tag.id)).all() == [used.id]


def test_rule_may_refuse_a_deletion_and_an_action_in_words(admin, db, monkeypatch):
    def refuse(self, item):
        raise DomainError("Kapitan mówi nie.")

    contact = ContactFactory()
    monkeypatch.setattr(ContactView, "pre_delete", refuse)
    monkeypatch.setattr(ClientView, "pre_archive", refuse)
    admin.post(f"/contacts/delete/{contact.id}")
    assert "Kapitan mówi nie." in admin.get("/contacts/list/").text
    admin.post(f"/clients/action/archive/{contact.client_id}")
    assert "Kapitan mówi nie." in admin.get("/clients/list/").text
    assert count(db, Contact) == 1
    db.session.refresh(contact.client)
    assert not contact.client.is_archived


def test_action_overtaken_by_somebody_else_is_no_error(admin, db, monkeypatch):
    def overtaken(self, item):
        raise StaleDataError

    client = ClientFactory()
    monkeypatch.setattr(ClientView, "pre_archive", overtaken)
    assert admin.post(f"/clients/action/archive/{client.id}").status_code == 302
    db.session.refresh(client)
    assert not client.is_archived
