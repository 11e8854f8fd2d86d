"""Clients as people type them: numbers, addresses, contacts."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.clients.models import Address, Client, ClientBankAccount, Contact
from tests.clients.office import NIP, add, count, only
from tests.factories.clients import (
    ClientFactory,
    ContactFactory,
)
from tests.support.pages import fields_of, save

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
