"""Saved views: whose they are, which one opens, and what their address carries."""

from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.core.views.saved import SavedView
from tests.factories.clients import ClientFactory
from tests.support.pages import column_of

LIST = "/clients/list/"
OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, bez stawek"


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


@pytest.fixture
def clients(db):
    ClientFactory(name="Alfa", payment_days=7)
    ClientFactory(name="Beta", payment_days=14)


STATE = "_flt_0_payment_days=7&_oc_ClientView=name&_od_ClientView=desc&psize_ClientView=25"


def save(browser, name="Moje", **values):
    data = {"view": "ClientView", "name": name, "state": STATE} | values
    return browser.post("/views/save", data=data)


def saved(db):
    db.session.rollback()
    return db.session.scalars(sa.select(SavedView).order_by(SavedView.id)).all()


def names(browser, url=LIST):
    return column_of(browser.get(url).text)


def test_address_of_a_view_carries_everything_it_keeps(admin, clients, db):
    answer = save(admin)
    arguments = parse_qs(urlsplit(answer.location).query)
    assert arguments["_flt_0_payment_days"] == ["7"]
    assert arguments["_oc_ClientView"] == ["name"]
    assert arguments["psize_ClientView"] == ["25"]
    assert names(admin, answer.location) == ["Alfa"]


def test_view_is_offered_on_its_list_and_marked_when_open(admin, clients, db):
    url = save(admin, "Krótkie terminy").location
    assert "Krótkie terminy" in admin.get(LIST).text
    assert url in unescape(admin.get(LIST).text)
    assert "Krótkie terminy" not in admin.get("/contacts/list/").text


def test_same_name_replaces_the_view(admin, clients, db):
    save(admin)
    save(admin, state="_flt_0_payment_days=14")
    (view,) = saved(db)
    assert view.query == "_flt_0_payment_days=14"


def test_private_view_is_invisible_to_others_and_not_theirs_to_change(admin, login_as, clients, db):
    save(admin, "Tajny widok")
    (view,) = saved(db)
    other = login_as(ALL)
    assert "Tajny widok" not in other.get(LIST).text
    assert other.post(f"/views/delete/{view.id}").status_code == 404
    assert other.post(f"/views/default/{view.id}").status_code == 404
    assert len(saved(db)) == 1
    assert admin.post(f"/views/delete/{view.id}").status_code == 302
    assert saved(db) == []


def test_shared_view_is_seen_by_others_but_theirs_to_use_only(admin, login_as, clients, db):
    save(admin, "Wspólny widok", is_shared="1")
    (view,) = saved(db)
    other = login_as(ALL)
    assert "Wspólny widok" in other.get(LIST).text
    assert f"/views/delete/{view.id}" not in other.get(LIST).text
    assert other.post(f"/views/delete/{view.id}").status_code == 404
    save(other, "Wspólny widok", state="q=x")
    db.session.refresh(view)
    assert view.query == STATE


def test_only_those_who_may_share_do(admin, login_as, clients, db):
    other = login_as(ALL)
    assert 'name="is_shared"' not in other.get(LIST).text
    save(other, is_shared="1")
    assert 'name="is_shared"' in admin.get(LIST).text
    save(admin, is_shared="1")
    assert [view.is_shared for view in saved(db)] == [False, True]


def test_default_view_opens_the_list_and_all_records_stay_in_reach(admin, clients, db):
    save(admin, is_default="1")
    assert names(admin) == ["Alfa"]
    assert names(admin, f"{LIST}?_view=") == ["Alfa", "Beta"]
    assert f'href="{LIST}?_view="' in admin.get(LIST).text
    assert names(admin, f"{LIST}?q=beta") == ["Beta"]


def test_ones_own_default_wins_over_a_shared_one(admin, login_as, clients, db):
    save(admin, "Dla wszystkich", is_shared="1", is_default="1")
    other = login_as(ALL)
    assert names(other) == ["Alfa"]
    save(other, "Mój", state="_flt_0_payment_days=14", is_default="1")
    assert names(other) == ["Beta"]
    assert names(admin) == ["Alfa"]


def test_private_default_of_somebody_else_does_not_open(admin, login_as, clients, db):
    save(admin, is_default="1")
    assert names(login_as(ALL)) == ["Alfa", "Beta"]


def test_list_has_one_default_that_can_be_taken_back(admin, clients, db):
    save(admin, "A", is_default="1")
    save(admin, "B", is_default="1")
    first, second = saved(db)
    assert (first.is_default, second.is_default) == (False, True)
    admin.post(f"/views/default/{second.id}")
    assert names(admin) == ["Alfa", "Beta"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"view": "NopeView"}, 404),
        ({"view": "PaletteView"}, 404),
        ({"view": "HomeView"}, 404),
        ({"view": "\x00"}, 404),
        ({"name": ""}, 302),
        ({"name": " \x00 "}, 302),
    ],
)
def test_view_of_nothing_is_not_saved(admin, clients, db, values, code):
    data = {"view": "ClientView", "name": "x", "state": STATE} | values
    assert admin.post("/views/save", data=data).status_code == code
    assert saved(db) == []


def test_view_of_a_list_one_may_not_read_is_not_saved(login_as, clients, db):
    assert save(login_as(PORTAL)).status_code == 404
    assert save(login_as(ACCOUNTING)).status_code == 302
    assert len(saved(db)) == 1


@pytest.mark.parametrize(
    "state",
    ["", "\x00=\x00", "a" * 9000, "_flt_0_nope=1&_flt_99_nip=x&page_ClientView=abc", "%", "=&=&"],
)
def test_strange_state_opens_without_an_error(admin, clients, db, state):
    url = save(admin, state=state).location
    assert admin.get(url).status_code == 200
    assert admin.get(LIST).status_code == 200


def test_name_of_a_view_is_text_and_nothing_else(admin, clients, db):
    save(admin, '<img src=x onerror="1">')
    page = admin.get(LIST).text
    assert "<img" not in page
    assert "&lt;img" in page


def test_view_widens_no_scope(admin, login_as, clients, db):
    save(admin, "Wspólny", is_shared="1", state="_flt_1_payment_days=0")
    (view,) = saved(db)
    assert rows(login_as(OWN), f"{LIST}?{view.query}&_view={view.id}") == []


def rows(browser, url):
    return column_of(browser.get(url).text)


@pytest.mark.parametrize("pk", ["abc", "999999", "-1", "1" + "0" * 30])
def test_view_that_is_not_there_is_not_found(admin, db, pk):
    for verb in ("delete", "default"):
        assert admin.post(f"/views/{verb}/{quote(pk)}").status_code == 404
