"""Doubles of clients are asked about, payers are other clients."""

import pytest
import sqlalchemy as sa

from app.clients.models import Client
from tests.clients.office import ADD, NIP, OTHER_NIP, OWN, add, count
from tests.factories.clients import (
    ClientFactory,
)
from tests.support.pages import fields_of, save


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Zupełnie inna", "nip": NIP},
        {"name": "HOTEL BALTYK s.a."},
        {"name": "Hotel Bałtyck"},
        {"name": "Hottel Bałtyk"},
    ],
)
def test_probable_double_is_asked_about_once_and_saved_when_confirmed(admin, db, typed):
    double = ClientFactory(name="Hotel Bałtyk Sp. z o.o.", nip=NIP)
    answer = add(admin, description="pisane długo", **typed)
    assert answer.status_code == 422
    assert f'href="/clients/show/{double.id}"' in answer.text
    assert count(db) == 1
    again = fields_of(answer.text)
    assert again["name"] == typed["name"]
    assert again["description"] == "pisane długo"
    assert admin.post(ADD, data=again).status_code == 302
    assert count(db) == 2


def test_different_client_is_not_asked_about(admin, db):
    ClientFactory(name="Hotel Bałtyk", nip=NIP)
    assert add(admin, name="Hotel Bieszczady", nip=OTHER_NIP).status_code == 302


def test_confirmation_of_one_double_does_not_cover_another(admin, db):
    ClientFactory(name="Hotel Bałtyk")
    other = ClientFactory(name="Pensjonat Zorza")
    again = fields_of(add(admin, name="Hotel Bałtyk S.A.").text)
    again["name"] = "Pensjonat Zorza S.A."
    answer = admin.post(ADD, data=again)
    assert answer.status_code == 422
    assert f'href="/clients/show/{other.id}"' in answer.text
    assert count(db) == 2


def test_forged_confirmation_confirms_nothing(admin, db):
    ClientFactory(name="Hotel Bałtyk")
    assert add(admin, name="Hotel Bałtyk", _confirmed="1").status_code == 422


def test_change_of_something_else_does_not_ask_again(admin, db):
    ClientFactory(name="Hotel Bałtyk", nip=NIP)
    second = ClientFactory(name="Hotel Bałtyk", nip=NIP)
    assert save(admin, f"/clients/edit/{second.id}", phone="601").status_code == 302


def test_nip_typed_into_an_existing_client_is_asked_about(admin, db):
    ClientFactory(name="Hotel Bałtyk", nip=NIP)
    second = ClientFactory(name="Pensjonat")
    assert save(admin, f"/clients/edit/{second.id}", nip=NIP).status_code == 422
    assert save(admin, f"/clients/edit/{second.id}", nip=OTHER_NIP).status_code == 302


def test_archived_double_is_shown_too(admin, db):
    double = ClientFactory(name="Hotel Bałtyk")
    admin.post(f"/clients/action/archive/{double.id}")
    assert add(admin, name="Hotel Bałtyk").status_code == 422


def test_double_outside_the_scope_is_not_given_away(login_as, db):
    ClientFactory(name="Hotel Bałtyk", nip=NIP)
    coordinator = login_as(OWN)
    assert add(coordinator, name="Hotel Bałtyk", nip=NIP).status_code == 302


# -- payers -------------------------------------------------------------------------------------


def test_payer_is_another_client(admin, db):
    payer = ClientFactory(name="Centrala")
    assert add(admin, name="Oddział", payer=str(payer.id)).status_code == 302
    branch = db.session.scalar(sa.select(Client).where(Client.name == "Oddział"))
    assert branch.payer_id == payer.id


def test_client_that_pays_for_itself_has_no_payer(admin, db):
    client = ClientFactory()
    assert save(admin, f"/clients/edit/{client.id}", payer=str(client.id)).status_code == 302
    db.session.refresh(client)
    assert client.payer_id is None


def test_payers_make_no_chain(admin, db):
    payer = ClientFactory(name="Centrala")
    branch = ClientFactory(name="Oddział", payer=payer)
    end = ClientFactory(name="Kasa")
    assert add(admin, name="Punkt", payer=str(branch.id)).status_code == 422
    assert save(admin, f"/clients/edit/{payer.id}", payer=str(end.id)).status_code == 422
    offered = {row["text"] for row in admin.get("/clients/options/payer").get_json()}
    assert offered == {"Centrala", "Kasa"}
