"""A form sent twice is taken once; the same goes for eight senders at the same moment."""

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ADMINISTRATOR
from app.clients.models import Client
from app.core.views.submission import FormSubmission
from tests.factories.clients import ClientFactory, TagFactory
from tests.support.pages import fields_of, filled
from tests.support.together import post_together

ADD = "/clients/add"
SENDERS = 8


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


def count(db, model=Client):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_second_click_leads_to_the_row_of_the_first(admin, db):
    fields = filled(admin, ADD, name="Hotel")
    first, second = (admin.post(ADD, data=fields) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert count(db) == 1


def test_two_forms_with_the_same_values_are_two_intentions(admin, db):
    for _ in range(2):
        answer = admin.post(ADD, data=filled(admin, ADD, name="Hotel", nip=""))
        if answer.status_code == 422:  # asked whether it is the same client: it is not
            answer = admin.post(ADD, data=fields_of(answer.text))
        assert answer.status_code == 302
    assert count(db) == 2


def test_eight_senders_of_one_form_add_one_row(app, admin, db):
    fields = filled(admin, ADD, name="Hotel Bałtyk", nip="5260001246")
    answers = post_together(app, [(admin, ADD, fields)] * SENDERS)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert count(db) == 1


def test_eight_senders_of_eight_forms_add_eight_rows(app, admin, db):
    names = ["Alfa", "Brzoza", "Ceglana", "Dworek", "Elegant", "Fason", "Grafit", "Huta"]
    requests = [(admin, ADD, filled(admin, ADD, name=name)) for name in names]
    answers = post_together(app, requests)
    assert {answer.status_code for answer in answers} == {302}
    assert count(db) == SENDERS


def test_second_click_on_an_edit_has_the_same_answer(admin, db):
    client = ClientFactory()
    url = f"/clients/edit/{client.id}"
    fields = filled(admin, url, phone="601")
    first, second = (admin.post(url, data=fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    db.session.refresh(client)
    assert client.revision == 2


def test_eight_senders_of_one_edit_change_the_row_once(app, admin, db):
    client = ClientFactory()
    url = f"/clients/edit/{client.id}"
    fields = filled(admin, url, phone="601", tags=str(TagFactory().id))
    answers = post_together(app, [(admin, url, fields)] * SENDERS)
    assert {answer.status_code for answer in answers} == {302}
    db.session.refresh(client)
    assert (client.revision, client.phone) == (2, "601")


def test_form_sent_again_with_other_values_is_shown_again(admin, db):
    fields = filled(admin, ADD, name="Hotel")
    assert admin.post(ADD, data=fields).status_code == 302
    fields["name"] = "Pensjonat"
    answer = admin.post(ADD, data=fields)
    assert answer.status_code == 409
    again = fields_of(answer.text)
    assert again["name"] == "Pensjonat"
    assert count(db) == 1
    assert again["_token"] != fields["_token"]
    assert admin.post(ADD, data=again).status_code == 302
    assert count(db) == 2


def test_rivals_with_one_token_and_other_values_lose_nothing(app, admin, db):
    fields = filled(admin, ADD, name="Alfa")
    other = MultiDict(fields)
    other["name"] = "Zupełnie inny"
    answers = post_together(app, [(admin, ADD, fields), (admin, ADD, other)])
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    kept = next(answer for answer in answers if answer.status_code == 409)
    assert fields_of(kept.text)["name"] in ("Alfa", "Zupełnie inny")
    assert count(db) == 1


def test_token_of_somebody_else_opens_nothing(admin, login_as, db):
    fields = filled(admin, ADD, name="Hotel")
    assert admin.post(ADD, data=fields).status_code == 302
    answer = login_as(ADMINISTRATOR).post(ADD, data=fields)
    assert answer.status_code == 409
    assert count(db) == 1


@pytest.mark.parametrize("token", ["", "x" * 65, "a-b", "'; --", "\x00", "ż" * 10])
def test_form_without_a_token_of_ours_is_saved_but_not_remembered(admin, db, token):
    fields = filled(admin, ADD, name="Hotel", _token=token)
    assert admin.post(ADD, data=fields).status_code == 302
    assert count(db) == 1
    assert count(db, FormSubmission) == (1 if token.isalnum() and len(token) <= 64 else 0)


def test_refused_form_uses_up_no_token(admin, db):
    fields = filled(admin, ADD, name="")
    assert admin.post(ADD, data=fields).status_code == 422
    fields["name"] = "Hotel"
    assert admin.post(ADD, data=fields).status_code == 302
    assert count(db) == 1
