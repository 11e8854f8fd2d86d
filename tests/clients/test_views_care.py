"""Who cares for a client and sees it, who created it, and putting it aside."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, PORTAL
from app.clients.models import Client
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from tests.clients.office import ADD, ALL, OWN, add, only
from tests.factories.clients import (
    ClientFactory,
    ContactFactory,
    PortalUserFactory,
)
from tests.support.pages import column_of, save
from tests.support.people import make_account


def test_coordinator_with_own_clients_sees_what_they_add_and_others_do_not(login_as, db):
    mine, other, all_ = login_as(OWN), login_as(OWN), login_as(ALL)
    answer = add(mine, name="Hotel")
    client = only(db, Client)
    assert [guardian.id for guardian in client.guardians] == [mine.account_id]
    assert mine.get(answer.location).status_code == 200
    assert column_of(mine.get("/clients/list/").text) == ["Hotel"]
    assert other.get(answer.location).status_code == 404
    assert "Hotel" not in other.get("/clients/list/").text
    assert all_.get(answer.location).status_code == 200


def test_coordinator_with_all_clients_does_not_become_guardian_unasked(login_as, db):
    assert add(login_as(ALL), name="Hotel").status_code == 302
    assert only(db, Client).guardians == []


def test_client_handed_over_leads_to_the_list(login_as, db):
    mine, other = login_as(OWN), login_as(OWN)
    add(mine, name="Hotel")
    client = only(db, Client)
    url = f"/clients/edit/{client.id}"
    answer = save(mine, url, guardians=["", str(other.account_id)])
    assert answer.location == "/clients/list/"
    assert mine.get(f"/clients/show/{client.id}").status_code == 404
    assert other.get(f"/clients/show/{client.id}").status_code == 200


def test_guardians_are_colleagues_with_an_open_account(admin, db):
    make_account(OWN, first_name="Czynna", last_name="Żak")
    closed = make_account(OWN, first_name="Zamknięta", active=False)
    bound = make_account(PORTAL, first_name="Klientka")
    PortalUserFactory(user_id=bound.id, client_id=ClientFactory().id)
    offered = admin.get("/clients/options/guardians").get_json()
    assert "Czynna Żak" in {row["text"] for row in offered}
    assert not {str(closed.id), str(bound.id)} & {row["value"] for row in offered}
    assert add(admin, name="A", guardians=["", str(closed.id)]).status_code == 422
    found = admin.get("/clients/options/guardians?q=zak").get_json()
    assert [row["text"] for row in found] == ["Czynna Żak"]


def test_a_guardian_whose_account_was_closed_stays_until_taken_off(admin, db):
    guardian = make_account(OWN, first_name="Dawna", last_name="Opiekunka")
    client = ClientFactory(guardians=[guardian])
    with transaction():
        guardian.active = False
    url = f"/clients/edit/{client.id}"
    assert "Dawna Opiekunka" in admin.get(url).text
    assert save(admin, url, phone="601").status_code == 302
    db.session.refresh(client)
    assert client.guardians == [guardian]
    assert save(admin, url, guardians=[""]).status_code == 302
    db.session.refresh(client)
    assert client.guardians == []


def test_foreign_contact_cannot_be_moved_to_ones_own_client_nor_read(login_as, db):
    mine = login_as(OWN)
    add(mine, name="Mój")
    own = only(db, Client)
    foreign = ContactFactory(last_name="Cudzy")
    assert mine.get(f"/contacts/show/{foreign.id}").status_code == 404
    assert mine.post(f"/contacts/edit/{foreign.id}", data={"client": own.id}).status_code == 404
    fields = {"client": str(foreign.client_id), "first_name": "Ewa", "last_name": "Nowak"}
    assert mine.post("/contacts/add", data=fields).status_code == 422
    assert mine.post("/contacts/add", data=fields | {"client": str(own.id)}).status_code == 302


# -- creator ------------------------------------------------------------------------------------


def test_recorded_creator_is_changed_by_those_who_manage(admin, db):
    other = make_account(OWN)
    add(admin, name="Hotel")
    client = only(db, Client)
    url = f"/clients/creator/{client.id}"
    answer = save(admin, url, created_by=str(other.id))
    assert answer.location.endswith(f"/clients/show/{client.id}")
    db.session.refresh(client)
    assert client.created_by_id == other.id
    said = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.entity == "Client")).all()
    assert said[-1].actor_id == admin.account_id


@pytest.mark.parametrize("role", [OWN, ALL, ACCOUNTING])
def test_creator_is_not_changed_without_the_permission(login_as, db, role):
    browser = login_as(role)
    account = db.session.get(Account, browser.account_id)
    client = ClientFactory(guardians=[account])
    url = f"/clients/creator/{client.id}"
    assert browser.get(url).status_code == 403
    assert browser.post(url, data={"created_by": account.id}).status_code == 403
    assert browser.get("/clients/options/created_by").status_code == 404


# -- archive ------------------------------------------------------------------------------------


def test_client_is_archived_and_restored(admin, db):
    client = ClientFactory(name="Hotel")
    listed = {"Referer": "http://localhost/clients/list/"}
    answer = admin.post(f"/clients/action/archive/{client.id}", headers=listed)
    assert answer.location == "/clients/list/"
    assert "Hotel" not in admin.get("/clients/list/").text
    page = admin.get(f"/clients/show/{client.id}").text
    assert "/action/restore/" in page
    assert f"/clients/edit/{client.id}" not in page
    admin.post(f"/clients/action/restore/{client.id}")
    assert column_of(admin.get("/clients/list/").text) == ["Hotel"]


def test_ticked_clients_are_archived_together(admin, db):
    clients = ClientFactory.create_batch(3)
    ticked = {"action": "archive", "rowid": [client.id for client in clients[:2]]}
    assert admin.post("/clients/action_post", data=ticked).status_code == 302
    db.session.expire_all()
    assert [client.is_archived for client in clients] == [True, True, False]


def test_ticked_rows_cost_one_update_more_each_and_nothing_else(admin, db, count_sql):
    costs = []
    for many in (3, 9):
        ids = [str(one.id) for one in ClientFactory.create_batch(many)]
        with count_sql() as statements:
            admin.post("/clients/action_post", data={"action": "archive", "rowid": [*ids, ids[0]]})
        # The database has to say of each whether it was still as it was read.
        updates = [one for one in statements if one.startswith("UPDATE client ")]
        assert len(updates) == many
        costs.append(len(statements) - many)
    assert costs[0] == costs[1]


def test_list_offers_the_actions_and_boxes_that_send_row_ids(admin, db):
    client = ClientFactory()
    page = admin.get("/clients/list/").text
    assert f'name="rowid" value="{client.id}"' in page
    assert 'data-bulk-url="/clients/action_post"' in page
    assert 'data-action="archive"' in page


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"action": "archive"}, 400),
        ({"action": "archive", "rowid": ["abc"]}, 404),
        ({"action": "archive", "rowid": [str(n) for n in range(300)]}, 400),
        ({"action": "nope", "rowid": ["1"]}, 404),
        ({}, 404),
    ],
)
def test_bulk_action_that_makes_no_sense_is_refused(admin, db, data, code):
    assert admin.post("/clients/action_post", data=data).status_code == code


def test_bulk_action_over_a_foreign_row_touches_none(login_as, db):
    mine = login_as(OWN)
    add(mine, name="Mój")
    own = only(db, Client)
    foreign = ClientFactory(name="Cudzy")
    both = {"action": "archive", "rowid": [own.id, foreign.id]}
    assert mine.post("/clients/action_post", data=both).status_code == 404
    db.session.expire_all()
    assert not own.is_archived
    assert not foreign.is_archived
    assert mine.post("/clients/action_post", data=both | {"rowid": [own.id]}).status_code == 302
    db.session.expire_all()
    assert own.is_archived


def test_accounting_reads_but_neither_writes_nor_archives(login_as, db):
    client = ClientFactory(name="Hotel")
    browser = login_as(ACCOUNTING)
    page = browser.get(f"/clients/show/{client.id}")
    assert page.status_code == 200
    assert "/clients/edit/" not in page.text
    assert "/action/archive/" not in page.text
    assert "/clients/add" not in browser.get("/clients/list/").text
    assert browser.get(ADD).status_code == 403
    assert browser.post(ADD, data={"name": "x"}).status_code == 403
    assert browser.get(f"/clients/edit/{client.id}").status_code == 403
    assert browser.post(f"/clients/action/archive/{client.id}").status_code == 403
    assert browser.post(f"/contacts/delete/{ContactFactory().id}").status_code == 403
