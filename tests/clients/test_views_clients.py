"""Clients as people work with them: adding, doubles, payers, care, archive, profile."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.annotations.models import EntityStatus
from app.clients.models import Address, Client, ClientBankAccount, Contact
from app.clients.views import ClientView
from app.core import search
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from tests.factories.clients import (
    AddressFactory,
    BankAccountFactory,
    ClientFactory,
    ContactFactory,
    PortalUserFactory,
    TagFactory,
)
from tests.support.pages import column_of, fields_of
from tests.support.people import make_account

ADD = "/clients/add"
OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, bez stawek"
NIP, OTHER_NIP = "5260001246", "7740001454"


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


def filled(browser, url, **values):
    answer = browser.get(url)
    assert answer.status_code == 200
    fields = MultiDict(fields_of(answer.text))
    for name, value in values.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    return fields


def save(browser, url, **values):
    return browser.post(url, data=filled(browser, url, **values))


def add(browser, **values):
    return save(browser, ADD, **values)


def only(db, model):
    db.session.rollback()
    return db.session.scalars(sa.select(model)).one()


def count(db, model=Client):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


# -- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("nip", "526-000-12-46", NIP),
        ("nip", "PL 526 000 12 46", NIP),
        ("regon", "000331501", "000331501"),
        ("krs", "KRS 0000 123456", "0000123456"),
        ("eu_vat", "de 136 695 976", "DE136695976"),
        ("email", " biuro@hotel.pl ", "biuro@hotel.pl"),
        ("website", "https://hotel.pl/?a=b", "https://hotel.pl/?a=b"),
    ],
)
def test_number_is_stored_plain(admin, db, field, typed, stored):
    assert add(admin, name="Hotel", **{field: typed}).status_code == 302
    assert getattr(only(db, Client), field) == stored


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("nip", "5260001247"),
        ("nip", "0000000000"),
        ("nip", "526000124"),
        ("regon", "000331502"),
        ("krs", "123"),
        ("eu_vat", "DE000000000"),
        ("eu_vat", "XX12345"),
        ("email", "a@b"),
        ("invoice_email", "a b@c.pl"),
        ("website", "hotel.pl"),
        ("website", "https://a.pl/\"onload='x'"),
    ],
)
def test_wrong_number_is_refused_beside_its_field(admin, db, field, typed):
    answer = add(admin, name="Hotel", **{field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert fields_of(answer.text)[field] == typed
    assert count(db) == 0


def test_iban_is_stored_plain_and_its_bank_is_named(admin, db):
    client = ClientFactory()
    url = f"/client-bank-accounts/add?_rel_client={client.id}"
    assert save(admin, url, iban="61 1090 1014 0000 0712 1981 2874").status_code == 302
    account = only(db, ClientBankAccount)
    assert account.iban == "PL61109010140000071219812874"
    assert "Santander" in account.bank or "Erste" in account.bank


def test_wrong_iban_is_refused(admin, db):
    client = ClientFactory()
    url = f"/client-bank-accounts/add?_rel_client={client.id}"
    answer = save(admin, url, iban="62 1090 1014 0000 0712 1981 2874")
    assert answer.status_code == 422
    assert count(db, ClientBankAccount) == 0


# -- addresses and contacts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"postal_code": "00950"}, {"postal_code": "00-950"}),
        ({"postal_code": "10115", "country": "de"}, {"postal_code": "10115", "country": "DE"}),
        ({"valid_from": "2026-01-01", "valid_to": "2026-01-01"}, {"valid_to": date(2026, 1, 1)}),
    ],
)
def test_address_is_saved(admin, db, typed, stored):
    client = ClientFactory()
    values = {"street": "Długa 1", "city": "Łódź", "postal_code": "90-001"} | typed
    answer = save(admin, f"/addresses/add?_rel_client={client.id}", **values)
    assert answer.location.endswith(f"/clients/show/{client.id}#AddressView")
    address = only(db, Address)
    assert {name: getattr(address, name) for name in stored} == stored


@pytest.mark.parametrize(
    "typed",
    [
        {"postal_code": "9000"},
        {"country": "Polska"},
        {"country": "P1"},
        {"country": ""},
        {"valid_from": "2026-01-02", "valid_to": "2026-01-01"},
        {"street": ""},
        {"kind": "castle"},
    ],
)
def test_impossible_address_is_refused_and_typing_is_kept(admin, db, typed):
    client = ClientFactory()
    values = {"street": "Długa 1", "city": "Łódź", "postal_code": "90-001"} | typed
    answer = save(admin, f"/addresses/add?_rel_client={client.id}", **values)
    assert answer.status_code == 422
    assert fields_of(answer.text)["city"] == "Łódź"
    assert count(db, Address) == 0


def test_client_has_one_main_contact(admin, db):
    first = ContactFactory(is_primary=True)
    other = ContactFactory(is_primary=True)
    url = f"/contacts/add?_rel_client={first.client_id}"
    assert save(admin, url, first_name="Ewa", last_name="Nowa", is_primary="y").status_code == 302
    db.session.expire_all()
    assert not first.is_primary
    assert other.is_primary
    assert save(admin, f"/contacts/edit/{first.id}", is_primary="y").status_code == 302
    db.session.expire_all()
    primary = db.session.scalars(
        sa.select(Contact).where(Contact.client_id == first.client_id, Contact.is_primary)
    )
    assert primary.all() == [first]


def test_contact_without_the_mark_takes_it_from_nobody(admin, db):
    main = ContactFactory(is_primary=True)
    url = f"/contacts/add?_rel_client={main.client_id}"
    assert save(admin, url, first_name="Ewa", last_name="Nowa").status_code == 302
    db.session.expire_all()
    assert main.is_primary


def test_cancelled_contact_leads_back_to_its_tab(admin, db):
    client = ClientFactory()
    page = admin.get(f"/contacts/add?_rel_client={client.id}").text
    assert f'href="/clients/show/{client.id}#ContactView"' in page


# -- doubles ------------------------------------------------------------------------------------


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


# -- care and scope -----------------------------------------------------------------------------


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


# -- profile, palette, history ------------------------------------------------------------------


@pytest.fixture
def rich(db, admin):
    """A client with something of everything."""
    status = EntityStatus(entity="client", name="Aktywny", color="green")
    db.session.add(status)
    account = db.session.get(Account, admin.account_id)
    client = ClientFactory(
        name="Hotel Ćwik",
        nip=NIP,
        status=status,
        tags=[TagFactory(name="VIP"), TagFactory(name="Pilne")],
        guardians=[account],
        payer=ClientFactory(name="Centrala"),
    )
    ContactFactory.create_batch(3, client=client)
    AddressFactory.create_batch(2, client=client)
    BankAccountFactory(client=client)
    return client


def test_profile_shows_its_data_and_tabs_with_counts(admin, rich):
    page = admin.get(f"/clients/show/{rich.id}").text
    for text in ("Hotel Ćwik", "526-00-01-246", "Aktywny", "VIP", "Pilne", "Centrala"):
        assert text in page
    tabs = {"contacts": 3, "addresses": 2, "client-bank-accounts": 1}
    for route, number in tabs.items():
        part = page[page.index(f"/{route}/list/?_rel_client={rich.id}") :]
        assert f'<span class="tab-count">{number}</span>' in part[:600]


def test_tab_one_may_not_read_is_not_there(login_as, rich, db):
    role = login_as(ACCOUNTING)
    assert "/contacts/list/" in role.get(f"/clients/show/{rich.id}").text
    portal = login_as(PORTAL)
    assert portal.get(f"/clients/show/{rich.id}").status_code in (403, 404)


def test_preview_is_a_fragment_without_tabs(admin, rich):
    page = admin.get(f"/clients/show/{rich.id}?_panel=1").text
    assert "Hotel Ćwik" in page
    assert "<html" not in page
    assert 'role="tablist"' not in page


def test_profile_costs_at_most_fifteen_statements(admin, rich, count_sql):
    admin.get(f"/clients/show/{rich.id}")
    with count_sql() as statements:
        assert admin.get(f"/clients/show/{rich.id}").status_code == 200
    assert len(statements) <= 15, "\n".join(statements)


def palette(browser, text):
    groups = browser.get("/palette/search", query_string={"q": text}).get_json()["groups"]
    return {item["title"]: item["url"] for group in groups for item in group["items"]}


def test_palette_finds_records_and_pages_one_may_open(admin, login_as, rich, db):
    assert palette(admin, "cwik")["Hotel Ćwik"] == f"/clients/show/{rich.id}"
    assert "Hotel Ćwik" in palette(admin, "526-00-01-246")
    assert palette(login_as(PORTAL), "cwik") == {}
    assert palette(login_as(OWN), "cwik") == {}
    assert "Hotel Ćwik" in palette(login_as(ALL), "cwik")
    assert "Hotel Ćwik" in palette(login_as(ACCOUNTING), "cwik")


@pytest.mark.parametrize("text", ["", " ", "%", "\x00", '"', "a" * 500, "'; --", "c"])
def test_palette_takes_any_text(admin, rich, text):
    assert "Hotel Ćwik" not in palette(admin, text)


def test_palette_costs_few_statements(admin, rich, count_sql):
    palette(admin, "cwik")
    with count_sql() as statements:
        palette(admin, "cwik")
    assert len(statements) <= 6, "\n".join(statements)


def test_history_shows_the_client_and_what_hangs_on_it(admin, db):
    add(admin, name="Hotel")
    client = only(db, Client)
    save(admin, f"/clients/edit/{client.id}", phone="601")
    url = f"/contacts/add?_rel_client={client.id}"
    save(admin, url, first_name="Ewa", last_name="Historyczna")
    page = admin.get(f"/clients/history/{client.id}").text
    assert "601" in page
    assert "Historyczna" in page
    assert page.count('class="change-title"') >= 3


# -- lists --------------------------------------------------------------------------------------


COLUMNS = "name,nip,status,kind,tags,guardians,phone,client_since"


def normalised(page):
    """The page without what differs by its nature: numbers, nonces, tokens."""
    without = re.sub(r'(nonce|name="csrf[-_]token" (?:content|value))="[^"]*"', "", page)
    return re.sub(r"\d+", "0", without)


def test_list_costs_the_same_for_a_hundred_rows_and_for_a_thousand(admin, db, count_sql):
    account = db.session.get(Account, admin.account_id)
    tag = TagFactory()
    status = EntityStatus(entity="client", name="Aktywny", color="green")

    def grow(start, end):
        db.session.add_all(
            Client(
                name=f"Klient {number:06}",
                nip=None,
                status=status,
                tags=[tag],
                guardians=[account],
            )
            for number in range(start, end)
        )
        db.session.commit()

    def measure():
        admin.get("/clients/list/")
        with count_sql() as statements:
            page = admin.get(f"/clients/list/?_cols_ClientView={COLUMNS}&psize_ClientView=50")
        assert page.status_code == 200
        return len(statements), len(normalised(page.text))

    grow(0, 100)
    few = measure()
    grow(100, 1000)
    many = measure()
    assert few == many
    assert few[0] <= 12


def test_index_follows_what_is_saved(admin, db):
    add(admin, name="Hotel Ćwik")
    client = only(db, Client)

    def found(text):
        return db.session.scalars(search.matching_ids("client", text)).all()

    assert found("cwik") == [client.id]
    save(admin, f"/clients/edit/{client.id}", name="Pensjonat Żuk")
    db.session.rollback()
    assert found("cwik") == []
    assert found("zuk") == [client.id]


def test_declaration_of_the_list_and_its_labels_agree():
    extras = {extra.key for extra in ClientView.extra_columns}
    for key in ClientView.list_columns:
        assert hasattr(Client, key) or key in extras
