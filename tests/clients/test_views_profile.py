"""The profile of a client, the palette that finds it, its history, and the list."""

import re

import pytest

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, PORTAL
from app.annotations.models import EntityStatus
from app.clients.models import Client
from app.clients.views import ClientView
from app.core import search
from tests.clients.office import ALL, NIP, OWN, add, only
from tests.factories.clients import (
    AddressFactory,
    BankAccountFactory,
    ClientFactory,
    ContactFactory,
    TagFactory,
)
from tests.support.pages import save


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
    answer = admin.get("/palette/search", query_string={"q": "cwik"}).get_json()
    assert "526-00-01-246" in [
        item["hint"] for group in answer["groups"] for item in group["items"]
    ]
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
