"""Two people edit one row: the second is asked, and nobody's work is lost."""

import re

import pytest
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ADMINISTRATOR
from app.clients.enums import ClientKind
from app.clients.views import ClientView
from tests.factories.clients import ClientFactory, ContactFactory, StatusFactory, TagFactory
from tests.support.pages import fields_of
from tests.support.together import post_together


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


@pytest.fixture
def hotel(db):
    return ClientFactory(name="Hotel", phone="600", kind=ClientKind.company)


def url_of(client):
    return f"/clients/edit/{client.id}"


def open_form(browser, client, **values):
    fields = MultiDict(fields_of(browser.get(url_of(client)).text))
    for name, value in values.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    return fields


def asked(page):
    return re.findall(r'name="_keep_(\w+)"\s+value="mine"', page)


def answer_with(page, **choices):
    """Send the conflict page as a browser would, choosing ``mine`` or ``theirs`` per field."""
    fields = MultiDict(fields_of(page))
    for name, choice in choices.items():
        fields[f"_keep_{name}"] = choice
    return fields


@pytest.fixture
def conflict(admin, login_as, hotel):
    """The other one saves first; returns a function that sends ours afterwards."""

    def run(mine, theirs):
        ours = open_form(admin, hotel, **mine)
        other = login_as(ADMINISTRATOR, first_name="Łucja", last_name="Pierwsza")
        fields = open_form(other, hotel, **theirs)
        assert other.post(url_of(hotel), data=fields).status_code == 302
        answer = admin.post(url_of(hotel), data=ours)
        assert answer.status_code == 409
        return answer.text

    return run


def test_second_saver_sees_both_versions_and_who_was_first(conflict, hotel, db):
    page = conflict({"phone": "601"}, {"phone": "602", "short_name": "HB"})
    assert sorted(asked(page)) == ["phone", "short_name"]
    assert "601" in page
    assert "602" in page
    assert "Łucja Pierwsza" in page
    db.session.refresh(hotel)
    assert hotel.phone == "602"


def test_the_question_says_which_record_it_is_about(conflict, hotel):
    page = conflict({"phone": "601"}, {"phone": "602"})
    crumb = page.split('class="crumb"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)">([^<]+)<', crumb) == [
        ("/clients/list/", "Klienci"),
        (f"/clients/show/{hotel.id}", "Hotel"),
    ]


def test_row_that_nobody_else_has_changed_is_saved_at_once(admin, hotel, db):
    fields = open_form(admin, hotel, phone="601")
    assert admin.post(url_of(hotel), data=fields).status_code == 302
    db.session.refresh(hotel)
    assert hotel.phone == "601"


def test_each_field_keeps_the_version_chosen_for_it(conflict, admin, hotel, db):
    page = conflict(
        {"phone": "601", "short_name": "Moja", "description": "pisane długo"},
        {"phone": "602", "short_name": "Ich"},
    )
    fields = answer_with(page, phone="theirs", short_name="mine", description="mine")
    assert admin.post(url_of(hotel), data=fields).status_code == 302
    db.session.refresh(hotel)
    assert (hotel.phone, hotel.short_name) == ("602", "Moja")
    assert hotel.description == "pisane długo"


def test_field_only_the_other_one_changed_is_kept_unless_chosen_otherwise(
    conflict, admin, hotel, db
):
    page = conflict({"phone": "601"}, {"short_name": "Ich"})
    assert admin.post(url_of(hotel), data=fields_of(page)).status_code == 302
    db.session.refresh(hotel)
    assert (hotel.phone, hotel.short_name) == ("601", "Ich")


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_boxes_relations_and_several_values_can_be_chosen_too(conflict, admin, hotel, db, choice):
    ours, others = TagFactory(name="Nasz"), TagFactory(name="Ich")
    our_status, their_status = StatusFactory(), StatusFactory()
    page = conflict(
        {
            "requires_order_number": ["", "y"],
            "tags": ["", str(ours.id)],
            "status": str(our_status.id),
            "kind": "lodging",
            "client_since": "2026-01-02",
        },
        {"tags": ["", str(others.id)], "status": str(their_status.id), "kind": "person"},
    )
    names = ["requires_order_number", "tags", "status", "kind", "client_since"]
    assert sorted(asked(page)) == sorted(names)
    fields = answer_with(page, **dict.fromkeys(names, choice))
    assert admin.post(url_of(hotel), data=fields).status_code == 302
    db.session.refresh(hotel)
    is_mine = choice == "mine"
    assert hotel.requires_order_number is is_mine
    assert hotel.tags == [ours if is_mine else others]
    assert hotel.status == (our_status if is_mine else their_status)
    assert hotel.kind is (ClientKind.lodging if is_mine else ClientKind.person)
    assert (hotel.client_since is not None) is is_mine


def test_change_of_nothing_but_tags_is_a_change_too(conflict, admin, hotel, db):
    tag = TagFactory()
    page = conflict({"phone": "601"}, {"tags": ["", str(tag.id)]})
    assert sorted(asked(page)) == ["phone", "tags"]
    assert admin.post(url_of(hotel), data=fields_of(page)).status_code == 302
    db.session.refresh(hotel)
    assert (hotel.phone, hotel.tags) == ("601", [tag])


@pytest.mark.parametrize("before", ["", "null", "[]", "{", "7"])
def test_form_that_does_not_say_what_was_before_keeps_what_was_typed(
    conflict, admin, hotel, db, before
):
    page = conflict({"phone": "601", "_before": before}, {"short_name": "Ich"})
    assert admin.post(url_of(hotel), data=fields_of(page)).status_code == 302
    db.session.refresh(hotel)
    assert (hotel.phone, hotel.short_name) == ("601", None)


def test_required_field_may_be_left_to_the_other_one(conflict, admin, hotel, db):
    page = conflict({"name": "Nasza nazwa"}, {"name": "Ich nazwa"})
    fields = answer_with(page, name="theirs")
    assert admin.post(url_of(hotel), data=fields).status_code == 302
    db.session.refresh(hotel)
    assert hotel.name == "Ich nazwa"


def test_value_that_cannot_be_read_is_not_lost_either(conflict, admin, hotel, db):
    page = conflict({"payment_days": "many"}, {"phone": "602"})
    assert "payment_days" in asked(page)
    assert "many" in page
    fields = answer_with(page, payment_days="mine")
    answer = admin.post(url_of(hotel), data=fields)
    assert answer.status_code == 422
    assert fields_of(answer.text)["payment_days"] == "many"


def test_third_saver_is_asked_again(conflict, admin, login_as, hotel, db):
    page = conflict({"phone": "601"}, {"phone": "602"})
    third = login_as(ADMINISTRATOR)
    fields = open_form(third, hotel, phone="603")
    assert third.post(url_of(hotel), data=fields).status_code == 302
    answer = admin.post(url_of(hotel), data=answer_with(page, phone="mine"))
    assert answer.status_code == 409
    assert "603" in answer.text
    assert admin.post(url_of(hotel), data=answer_with(answer.text, phone="mine")).status_code == 302
    db.session.refresh(hotel)
    assert hotel.phone == "601"


def test_same_change_by_both_needs_no_question(admin, login_as, hotel, db):
    ours = open_form(admin, hotel, phone="601")
    other = login_as(ADMINISTRATOR)
    assert other.post(url_of(hotel), data=open_form(other, hotel, phone="601")).status_code == 302
    answer = admin.post(url_of(hotel), data=ours)
    assert answer.status_code == 302
    assert answer.location.endswith(f"/clients/show/{hotel.id}")


@pytest.mark.parametrize("revision", ["", "0", "77", "abc", "\x00"])
def test_form_of_an_unknown_version_is_taken_for_an_old_one(admin, hotel, db, revision):
    fields = open_form(admin, hotel, phone="601", _revision=revision)
    assert admin.post(url_of(hotel), data=fields).status_code == 409
    db.session.refresh(hotel)
    assert hotel.phone == "600"


def test_conflict_at_the_last_moment_asks_as_well(admin, hotel, db, monkeypatch):
    def overtaken(self, item):
        raise StaleDataError

    fields = open_form(admin, hotel, phone="601")
    monkeypatch.setattr(ClientView, "post_update", overtaken)
    answer = admin.post(url_of(hotel), data=fields)
    assert answer.status_code == 409
    assert asked(answer.text) == ["phone"]


def test_two_savers_at_the_same_moment_do_not_overwrite_each_other(app, login_as, hotel, db):
    browsers = [login_as(ADMINISTRATOR) for _ in range(2)]
    forms = [
        open_form(browser, hotel, phone=f"70{number}") for number, browser in enumerate(browsers)
    ]
    requests = [
        (browser, url_of(hotel), fields) for browser, fields in zip(browsers, forms, strict=True)
    ]
    answers = post_together(app, requests)
    assert sorted(answer.status_code for answer in answers) == [302, 409]


def test_row_deleted_meanwhile_is_not_found(admin, db):
    contact = ContactFactory()
    url = f"/contacts/edit/{contact.id}"
    fields = MultiDict(fields_of(admin.get(url).text))
    db.session.delete(contact)
    db.session.commit()
    assert admin.post(url, data=fields).status_code == 404
