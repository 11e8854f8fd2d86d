"""A column one may not see cannot be asked about either: D-AZ-06; nor set: D-AZ-07.

No column of the product is restricted yet, so three of the client's are, for these tests only.
"""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.models import Account
from app.clients.models import Client
from tests.security.pages import Page
from tests.security.samples import client_of
from tests.security.visits import outcome
from tests.support.people import PASSWORD

#: Rates are what „ze stawkami” grants and „bez stawek” does not.
RESTRICTED = {"payment_days": "Rates", "currency": "Rates", "vat_rate": "Rates"}
SECRET_DAYS = 173
#: Not as a part of the name of a hashed file, or of a nonce.
_SAID = re.compile(rf"(?<![\w-]){SECRET_DAYS}(?![\w-])")
CLUELESS, INFORMED = "coordinator_own", "coordinator_all"


@pytest.fixture
def clients(app, db, world, monkeypatch):
    """The list of clients with secret columns, and a secret in one of them."""
    view = app.extensions["crm.views"]["ClientView"]
    monkeypatch.setattr(view, "restricted", RESTRICTED)
    monkeypatch.setattr(view, "default_columns", (*view.default_columns, *RESTRICTED))
    alfa = db.session.get(Client, client_of(world.alfa))
    alfa.payment_days = SECRET_DAYS
    db.session.commit()
    return view


QUESTIONS = [
    ("_flt_0_payment_days", str(SECRET_DAYS), "12"),
    ("_flt_1_payment_days", "100", "200"),
    ("_flt_2_payment_days", "200", "100"),
    ("_flt_0_currency", "PLN", "EUR"),
    ("_flt_1_currency", "EUR", "PLN"),
    ("_flt_0_vat_rate", "vat_23", "vat_8"),
    ("q", str(SECRET_DAYS), "999"),
]


def rows_of(person, name, value, page="list/"):
    """Return the links to clients a question brings up."""
    answer = person.get(f"/clients/{page}?{name}={value}")
    assert answer.status_code == 200
    if page != "list/":
        return answer.text.count("kanarekalfa client name")
    return answer.text.count("/clients/show/")


@pytest.mark.parametrize("page", ["list/", "export/csv"])
@pytest.mark.parametrize(("name", "hit", "miss"), QUESTIONS)
def test_a_hidden_column_answers_no_question(clients, visitor, name, hit, miss, page):
    clueless = visitor(CLUELESS)
    assert rows_of(clueless, name, hit, page) == rows_of(clueless, name, miss, page)
    if name != "q":
        informed = visitor(INFORMED)
        assert rows_of(informed, name, hit, page) != rows_of(informed, name, miss, page)


def test_a_hidden_column_is_in_no_page_and_no_file(clients, visitor, world):
    pk, cols = client_of(world.alfa), ",".join(clients.list_columns)
    pages = [
        f"/clients/list/?_cols_ClientView={cols}",
        f"/clients/export/csv?_cols_ClientView={cols}",
        f"/clients/show/{pk}",
        f"/clients/show/{pk}?_panel=1",
        f"/clients/edit/{pk}",
    ]
    for url in pages:
        assert not _SAID.search(visitor(CLUELESS).get(url).text), url
        assert _SAID.search(visitor(INFORMED).get(url).text), url


def test_history_leaves_a_hidden_column_out(clients, visitor, world):
    url = f"/clients/edit/{client_of(world.alfa)}"
    informed = visitor(INFORMED)
    form = Page(informed.get(url).text).form
    form["payment_days"] = "91"
    assert informed.post(url, form).status_code == 302
    history = f"/clients/history/{client_of(world.alfa)}"
    assert "91" in list(words(informed.get(history)))
    assert "91" not in list(words(visitor(CLUELESS).get(history)))


def words(answer):
    import re

    return re.sub(r"<[^>]*>", " ", answer.text).split()


@pytest.mark.parametrize("column", RESTRICTED)
def test_a_hidden_column_has_neither_filter_nor_order(clients, visitor, column):
    clueless, informed = visitor(CLUELESS), visitor(INFORMED)
    assert clueless.get(f"/clients/list/filter/{column}").status_code == 404
    assert informed.get(f"/clients/list/filter/{column}").status_code == 200
    order = f"/clients/list/?_oc_ClientView={column}&_od_ClientView=desc"
    assert f"_oc_ClientView={column}&" not in clueless.get(order).text.replace("&amp;", "&")


def test_the_order_of_a_hidden_column_says_nothing(clients, db, visitor, world):
    """Two clients of one guardian stay in the order of their names, whatever their secrets."""
    other = db.session.get(Client, world.archived[Client])
    other.archived_on, other.name = None, "Aaa"
    alfa = client_of(world.alfa)
    for days in (1, 300):
        other.payment_days = days
        db.session.commit()
        url = "/clients/list/?_oc_ClientView=payment_days&_od_ClientView=asc"
        html = visitor(CLUELESS).get(url).text
        assert html.index(f"/clients/show/{other.id}") < html.index(f"/clients/show/{alfa}"), days


def test_a_saved_view_opens_no_hidden_column(clients, visitor):
    clueless = visitor(CLUELESS)
    state = "_flt_0_payment_days=12&_cols_ClientView=name,payment_days"
    form = {"view": "ClientView", "name": "Podstęp", "state": state, "is_default": "1"}
    assert clueless.post("/views/save", form).status_code == 302
    html = clueless.get("/clients/list/").text
    assert "/clients/show/" in html
    assert not _SAID.search(html)


def test_a_hidden_field_cannot_be_set(clients, db, visitor, samples, world, reset):
    visit = samples.visit("ClientView", "edit POST")
    sent = visit.with_form(payment_days="7", _revision=revision(db, world))
    assert outcome(visitor(CLUELESS).send(sent), {"client"}) == "done"
    assert days(db, world) == SECRET_DAYS
    sent = visit.with_form(payment_days="7", _revision=revision(db, world))
    assert visitor(INFORMED).send(sent).status_code == 302
    assert days(db, world) == 7


def test_a_conflict_shows_no_hidden_column(clients, visitor, samples):
    """The edit page was opened before the secret was changed: its revision is old."""
    stale = samples.visit("ClientView", "edit POST")
    stale = stale.with_form(description="inne", payment_days="14", _revision="0")
    blind = MultiDict((key, value) for key, value in stale.form.items(multi=True)
                      if key not in RESTRICTED)  # fmt: skip
    answer = visitor(CLUELESS).send(replace(stale, form=blind))
    assert answer.status_code == 409
    assert not _SAID.search(answer.text)
    assert _SAID.search(visitor(INFORMED).send(stale).text)


def days(db, world):
    db.session.expire_all()
    return db.session.get(Client, client_of(world.alfa)).payment_days


def revision(db, world):
    db.session.expire_all()
    return str(db.session.get(Client, client_of(world.alfa)).revision)


# -- mass assignment ------------------------------------------------------------------------

#: Names of columns and relations that no form offers; posting them must change nothing.
EXTRAS = {
    "id": "9999", "sort_key": "zzz", "revision": "77", "archived_on": "2020-01-01T00:00",
    "created_on": "2020-01-01T00:00", "changed_on": "2020-01-01T00:00", "created_by": "1",
    "created_by_id": "1", "created_by_fk": "1", "changed_by": "1", "changed_by_id": "1",
    "client_id": "2", "scope_client_id": "2", "payer_id": "2", "status_id": "2", "total": "1",
    "is_admin": "1", "active": "", "password": "x" * 20, "confirmed_at": "2020-01-01T00:00",
    "invited_at": "2020-01-01T00:00", "login_count": "9", "fail_login_count": "0",
    "last_login_at": "2020-01-01T00:00", "search_kind": "x", "__class__": "x", "_sa_instance_state": "x",
    "metadata": "x", "contacts": "1", "user_id": "1", "owner_id": "1", "permissions": "1", "user": "1",
    "users": "1", "bank": "Bank Napastnika",
}  # fmt: skip
TIMES = {"created_on", "changed_on", "invited_at"}
#: Written by the program itself whenever a row is saved.
KEPT_BY_US = {"revision", "changed_on", "changed_by_id", "changed_by_fk", "sort_key", "bank"}


def editable_views(app):
    from app.core.views import AppModelView

    return [
        view
        for view in app.extensions["crm.views"].values()
        if isinstance(view, AppModelView) and "edit" not in view.exclude_route_methods
    ]


def row_of(app, db, view, pk):
    table = view.datamodel.obj.__table__
    db.session.expire_all()
    return dict(db.session.execute(sa.select(table).where(table.c.id == pk)).mappings().one())


def test_no_form_sets_more_than_it_shows(app, db, samples, visitor, reset):
    for view in editable_views(app):
        name, pk = type(view).__name__, samples.pk(view)
        before = row_of(app, db, view, pk)
        visit = samples.visit(name, "edit POST")
        shown = set(visit.form)
        extras = {key: value for key, value in EXTRAS.items() if key not in shown}
        answer = visitor("administrator").send(visit.with_form(**extras))
        assert answer.status_code == 302, (name, answer.status_code)
        after = row_of(app, db, view, pk)
        changed = {key for key in after if after[key] != before[key]}
        assert changed <= shown | KEPT_BY_US, name
        assert changed & shown, name
        assert after.get("bank") != EXTRAS["bank"]
        reset()


def test_no_new_row_takes_more_than_its_form_shows(app, db, samples, visitor, reset):
    for view in editable_views(app):
        if "add" in view.exclude_route_methods:
            continue
        name, table = type(view).__name__, view.datamodel.obj.__table__
        visit = samples.visit(name, "add POST")
        rows = []
        for extras in ({}, {key: v for key, v in EXTRAS.items() if key not in visit.form}):
            answer = visitor("administrator").send(visit.with_form(**extras))
            assert answer.status_code == 302, (name, answer.status_code)
            newest = sa.select(table).order_by(table.c.id.desc()).limit(1)
            db.session.expire_all()
            rows.append(dict(db.session.execute(newest).mappings().one()))
            reset()
        assert all(str(row["id"]) != EXTRAS["id"] for row in rows)
        own = {"id", *TIMES}  # a sequence does not go back with the rows
        kept = [{key: row[key] for key in row.keys() - own} for row in rows]
        assert kept[0] == kept[1], name
        assert all(str(row[key])[:4] != "2020" for row in rows for key in TIMES & set(row))


def test_a_profile_cannot_be_used_to_rise(db, visitor, world):
    person, pk = visitor("coordinator_own"), world.accounts["coordinator_own"]
    before = db.session.get(Account, pk)
    state = (before.username, before.email, before.password, before.active, before.confirmed_at)
    roles = [role.id for role in before.roles]
    form = {
        "first_name": "Inne", "last_name": "Imię", "locale": "pl", "roles": ["1", "2"],
        "groups": "1", "username": "szef", "email": "szef@example.com",
        "current": PASSWORD, **dict(EXTRAS.items()),
    }  # fmt: skip
    assert person.post("/profile/", form).status_code == 302
    db.session.expire_all()
    after = db.session.get(Account, pk)
    assert after.first_name == "Inne"
    assert [role.id for role in after.roles] == roles
    assert (
        after.username, after.email, after.password, after.active, after.confirmed_at
    ) == state  # fmt: skip
