"""Lists: filters, order, pages, search and columns, read from the URL and never trusted."""

import re
from datetime import UTC, date, datetime
from urllib.parse import quote, urlencode

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.clients.enums import ClientKind
from app.core.currency import Currency
from app.core.vat import VatRate
from tests.factories.clients import ClientFactory, ContactFactory, StatusFactory, TagFactory
from tests.support.pages import column_of, rows_of

LIST = "/clients/list/"
BIG = "1" + "0" * 20


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


def names(browser, **args):
    answer = browser.get(f"{LIST}?{urlencode(args)}")
    assert answer.status_code == 200
    return column_of(answer.text)


def complains(browser, **args):
    answer = browser.get(f"{LIST}?{urlencode(args)}")
    assert answer.status_code == 200
    return "notice-warning" in answer.text


@pytest.fixture
def three(db):
    status, tag = StatusFactory(name="Aktywny"), TagFactory(name="VIP")
    ClientFactory(
        name="Alfa",
        nip="5260001246",
        kind=ClientKind.company,
        status=status,
        tags=[tag],
        payment_days=7,
        client_since=date(2026, 1, 10),
        currency=Currency.EUR,
        vat_rate=VatRate.vat_23,
        email="biuro@alfa.example",
        created_on=datetime(2026, 1, 1, 23, 30, tzinfo=UTC),
    )
    ClientFactory(
        name="Beta",
        kind=ClientKind.person,
        payment_days=14,
        client_since=date(2026, 2, 10),
        created_on=datetime(2026, 1, 2, 22, 59, tzinfo=UTC),
    )
    ClientFactory(
        name="Gamma",
        kind=ClientKind.lodging,
        tags=[TagFactory()],
        payment_days=30,
        created_on=datetime(2026, 1, 2, 23, 0, tzinfo=UTC),
    )
    return {"status": status.id, "tag": tag.id}


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("_flt_0_nip", "0001", ["Alfa"]),
        ("_flt_0_nip", "526-000-12-46", ["Alfa"]),
        ("_flt_0_nip", "%", []),
        ("_flt_0_nip", "_", []),
        ("_flt_1_nip", "0001", ["Beta", "Gamma"]),
        ("_flt_2_nip", "5260001246", ["Alfa"]),
        ("_flt_2_nip", "526000124", []),
        ("_flt_0_email", "BIURO@", ["Alfa"]),
        ("_flt_0_kind", "person", ["Beta"]),
        ("_flt_1_kind", "person", ["Alfa", "Gamma"]),
        ("_flt_0_status", "{status}", ["Alfa"]),
        ("_flt_1_status", "{status}", ["Beta", "Gamma"]),
        ("_flt_0_tags", "{tag}", ["Alfa"]),
        ("_flt_1_tags", "{tag}", ["Beta", "Gamma"]),
        ("_flt_0_payment_days", "14", ["Beta"]),
        ("_flt_0_payment_days", "14,0", ["Beta"]),
        ("_flt_0_payment_days", "14,5", []),
        ("_flt_1_payment_days", "14", ["Beta", "Gamma"]),
        ("_flt_1_payment_days", "7,5", ["Beta", "Gamma"]),
        ("_flt_2_payment_days", "14", ["Alfa", "Beta"]),
        ("_flt_0_client_since", "2026-01-10", ["Alfa"]),
        ("_flt_0_client_since", "10.01.2026", ["Alfa"]),
        ("_flt_1_client_since", "2026-01-11", ["Beta"]),
        ("_flt_2_client_since", "2026-02-09", ["Alfa"]),
        # Instants are asked for by Polish day: 23:30 UTC is half past midnight in Warsaw.
        ("_flt_0_created_on", "2026-01-02", ["Alfa", "Beta"]),
        ("_flt_1_created_on", "03.01.2026", ["Gamma"]),
        ("_flt_2_created_on", "2026-01-02", ["Alfa", "Beta"]),
        ("_flt_0_currency", "EUR", ["Alfa"]),
        ("_flt_1_currency", "EUR", ["Beta", "Gamma"]),
    ],
)
def test_every_operator_finds_what_it_says(admin, three, name, value, found):
    assert names(admin, **{name: value.format(**three)}) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("_flt_0_kind", "spaceship"),
        ("_flt_0_status", "abc"),
        ("_flt_0_status", "-1"),
        ("_flt_0_status", BIG),
        ("_flt_0_status", "١"),
        ("_flt_0_tags", "1 OR 1=1"),
        ("_flt_0_payment_days", "many"),
        ("_flt_0_payment_days", "NaN"),
        ("_flt_0_payment_days", "Infinity"),
        ("_flt_0_payment_days", BIG),
        ("_flt_0_client_since", "yesterday"),
        ("_flt_0_client_since", "2026-02-30"),
        ("_flt_0_client_since", BIG),
        ("_flt_0_created_on", "0001-01-01"),
        ("_flt_2_created_on", "9999-12-31"),
        ("_flt_0_nope", "1"),
        ("_flt_9_kind", "person"),
        ("_flt_0_description", "x"),
        ("_flt_0_sort_key", "x"),
    ],
)
def test_bad_filter_gets_a_message_and_no_error(admin, three, name, value):
    assert complains(admin, **{name: value})


def test_good_filter_gets_no_message(admin, three):
    assert not complains(admin, _flt_0_kind="person")


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "'", '"', "\\", "%", "ąć😀", "' OR 1=1--"])
@pytest.mark.parametrize(
    "argument",
    ["_flt_0_nip", "_flt_1_nip", "_flt_2_nip", "_flt_0_kind", "_flt_0_created_on", "q", "after"],
)
def test_strange_text_in_the_address_is_no_error(admin, three, argument, value):
    found = names(admin, **{argument: value})
    assert argument in ("after", "_flt_1_nip", "q") or found == []


def test_filters_join_with_and(admin, three):
    args = {"_flt_1_payment_days": "14", "_flt_0_kind": "lodging"}
    assert names(admin, **args) == ["Gamma"]
    assert names(admin, **(args | {"_flt_0_tags": three["tag"]})) == []


def test_same_column_may_be_filtered_twice(admin, three):
    assert names(admin, _flt_1_payment_days="10", _flt_2_payment_days="20") == ["Beta"]


def test_each_filter_is_a_chip_whose_link_removes_only_it(admin, three):
    page = admin.get(f"{LIST}?_flt_0_kind=person&_flt_0_payment_days=14").text
    assert page.count("data-chip-remove") == 2
    assert 'href="/clients/list/?_flt_0_payment_days=14&amp;psize_ClientView=50"' in page


@pytest.mark.parametrize("column", ["name", "payment_days", "created_on"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_list_is_ordered_by_the_column_of_the_address(admin, three, column, direction):
    order = ["Alfa", "Beta", "Gamma"]
    expected = order if direction == "asc" else order[::-1]
    assert names(admin, _oc_ClientView=column, _od_ClientView=direction) == expected


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_empty_values_stand_last_in_either_order(admin, three, direction):
    found = names(admin, _oc_ClientView="client_since", _od_ClientView=direction)
    assert found[-1] == "Gamma"


@pytest.mark.parametrize("column", ["description", "sort_key", "id", "nope", "contacts", "1;--"])
def test_order_by_a_column_that_is_not_listed_is_ignored(admin, three, column):
    args = {"_oc_ClientView": column, "_od_ClientView": "desc"}
    assert names(admin, **args) == ["Alfa", "Beta", "Gamma"]


@pytest.mark.parametrize("page", ["abc", "-5", BIG, "", "1.5", "٣", "\x00"])
@pytest.mark.parametrize("argument", ["page_ClientView", "psize_ClientView", "page"])
def test_page_that_cannot_be_read_is_the_first(admin, three, argument, page):
    assert names(admin, **{argument: page}) == ["Alfa", "Beta", "Gamma"]


def test_page_size_comes_from_the_allowed_set_only(admin, db):
    ClientFactory.create_batch(60)
    sizes = {"25": 25, "50": 50, "100": 60, "20000": 50, "1": 50, "0": 50, "26": 50}
    for asked, shown in sizes.items():
        assert len(names(admin, psize_ClientView=asked)) == shown


POLISH = ["Adam", "Ąka", "Bór", "Cal", "Ćma", "Dom", "Ela", "Ęk", "Lis", "Łan", "Nos", "Ńa"]
POLISH += ["Osa", "Óma", "Sen", "Śla", "Zez", "Źle", "Żak"]


def test_names_stand_in_polish_order(admin, db):
    for name in reversed(POLISH):
        ClientFactory(name=name)
    assert names(admin) == POLISH
    assert names(admin, _oc_ClientView="name", _od_ClientView="desc") == POLISH[::-1]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ćwik", ["Hotel Ćwik", "ĆWIKŁA Sp. z o.o."]),
        ("cwik", ["Hotel Ćwik", "ĆWIKŁA Sp. z o.o."]),
        ("ĆWIK", ["Hotel Ćwik", "ĆWIKŁA Sp. z o.o."]),
        ("hotel cwik", ["Hotel Ćwik"]),
        ("cwik hotel", ["Hotel Ćwik"]),
        ("  CWIK   hot ", ["Hotel Ćwik"]),
        ("hotel żaba", []),
        ("c", ["Hotel Ćwik", "ĆWIKŁA Sp. z o.o."]),
        ("ho", ["Hotel Ćwik", "Hotel „100% Snu” O'Hara_1"]),
        ("ot", []),
        ("100%", ["Hotel „100% Snu” O'Hara_1"]),
        ("%", []),
        ("_", []),
        ("hara_", ["Hotel „100% Snu” O'Hara_1"]),
        ("o'hara", ["Hotel „100% Snu” O'Hara_1"]),
        ('"', []),
        ('hotel "', []),
        ("526-00-01-246", ["Hotel Ćwik"]),
        ("5260001246", ["Hotel Ćwik"]),
        ("+48 601 234 567", ["Hotel Ćwik"]),
        ("601234567", ["Hotel Ćwik"]),
        ("AND", []),
        ("ćwik OR hotel", []),
        ("hote*", []),
        ("hotel NEAR", []),
    ],
)
def test_quick_search_finds_what_people_type(admin, db, typed, found):
    ClientFactory(name="Hotel Ćwik", nip="5260001246", phone="+48 601 234 567")
    ClientFactory(name="ĆWIKŁA Sp. z o.o.")
    ClientFactory(name="Hotel „100% Snu” O'Hara_1")
    assert sorted(names(admin, q=typed)) == sorted(found)


def test_contains_ignores_case_beyond_ascii(admin, db):
    contact = ContactFactory(email="łucja@żuk.example")
    page = admin.get(f"/contacts/list/?_flt_0_email={quote('ŁUCJA@ŻUK')}")
    assert contact.last_name in page.text


def test_chosen_columns_are_shown_in_declared_order_and_unknown_ones_ignored(admin, db):
    ClientFactory(name="Alfa", krs="0000123456", description="tajne")
    page = admin.get(f"{LIST}?_cols_ClientView=krs,name,description,sort_key,nope").text
    assert rows_of(page) == [["", "Alfa", "0000123456"]]
    assert "tajne" not in page


def test_choice_of_nothing_known_shows_the_default_columns(admin, db):
    ClientFactory(name="Alfa")
    default = rows_of(admin.get(LIST).text)
    assert rows_of(admin.get(f"{LIST}?_cols_ClientView=nope").text) == default


def test_archived_rows_are_shown_only_when_asked_for(admin, db):
    ClientFactory(name="Alfa")
    ClientFactory(name="Beta", archived_on=datetime(2026, 1, 1, tzinfo=UTC))
    assert names(admin) == ["Alfa"]
    assert names(admin, archived="archived") == ["Beta"]
    assert names(admin, archived="all") == ["Alfa", "Beta"]
    assert names(admin, archived="nonsense") == ["Alfa"]


def test_embedded_list_holds_only_rows_of_its_parent(admin, db):
    alfa, beta = ClientFactory(name="Alfa"), ClientFactory(name="Beta")
    ContactFactory(client=alfa, last_name="Alfowa")
    ContactFactory(client=beta, last_name="Betowa")
    page = admin.get(f"/contacts/list/?_rel_client={alfa.id}").text
    assert "Alfowa" in page
    assert "Betowa" not in page
    assert f"/contacts/add?_rel_client={alfa.id}" in page
    both = admin.get("/contacts/list/").text
    assert "Alfowa" in both
    assert "Betowa" in both


def test_parent_narrows_together_with_filters(admin, db):
    alfa = ClientFactory(name="Alfa")
    ContactFactory(client=alfa, last_name="Pierwsza", email="a@x.example")
    ContactFactory(client=alfa, last_name="Druga", email="b@x.example")
    page = admin.get(f"/contacts/list/?_rel_client={alfa.id}&_flt_0_email=a@x").text
    assert "Pierwsza" in page
    assert "Druga" not in page


@pytest.mark.parametrize("pk", ["abc", "-1", BIG, "0", "\x00"])
def test_bad_parent_is_no_error(admin, db, pk):
    assert admin.get(f"/contacts/list/?_rel_client={quote(pk)}").status_code == 200


@pytest.mark.parametrize("column", ["status", "kind", "tags", "nip", "created_on", "payment_days"])
def test_editor_of_a_filter_is_fetched_by_itself(admin, db, column):
    page = admin.get(f"{LIST}filter/{column}")
    assert page.status_code == 200
    assert f'value="_flt_0_{column}"' in page.text


@pytest.mark.parametrize("column", ["description", "sort_key", "nope", "contacts"])
def test_editor_of_a_column_that_may_not_be_filtered_is_not_found(admin, db, column):
    assert admin.get(f"{LIST}filter/{column}").status_code == 404


def test_empty_list_tells_nothing_found_from_nothing_there(admin, db):
    assert "zoom-cancel" not in admin.get(LIST).text
    assert "zoom-cancel" in admin.get(f"{LIST}?q=nic").text


def test_numbers_days_codes_and_states_keep_their_width_names_and_tags_do_not(admin, db):
    ClientFactory(name="Hotel")
    url = "/clients/list/?_cols_ClientView=name,nip,status,tags,client_since"
    classes = re.search(r'<table class="([^"]*)"', admin.get(url).text).group(1).split()
    assert [name for name in classes if name.startswith("keep-")] == ["keep-3", "keep-4", "keep-6"]
