"""No page carries all rows a relation could point to."""

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group

from app.accounts.models import Account
from app.annotations.models import EntityStatus, Tag
from app.clients.models import Client
from app.core.bulk import insert
from app.core.clock import now
from app.core.views import AppModelView
from app.extensions import db

RELATED = 10_000
LARGEST = 200 * 1024
_FIRST = 50_001


def crowd():
    """Return, for each table a relation may point to, ten thousand rows."""
    ids = range(_FIRST, _FIRST + RELATED)
    stamps = {"created_on": now(), "changed_on": now(), "revision": 1}
    yield (
        Tag,
        [{"id": n, "name": f"tag {n}", "color": "blue", "entities": [], **stamps} for n in ids],
    )
    yield Group, [{"id": n, "name": f"grupa {n}", "label": f"Grupa {n}"} for n in ids]
    yield (
        EntityStatus,
        [
            {
                "id": n,
                "entity": "Client",
                "name": f"status {n}",
                "color": "blue",
                "position": n,
                "required_fields": [],
                **stamps,
            }
            for n in ids
        ],
    )
    yield (
        Account,
        [
            {
                "id": n,
                "first_name": "Osoba",
                "last_name": f"Liczna {n}",
                "username": f"liczna{n}",
                "email": f"liczna{n}@example.com",
                "active": True,
                "locale": "pl",
                "sort_key": f"liczna {n}",
                "revision": 1,
            }
            for n in ids
        ],
    )


@pytest.fixture(scope="module")
def crowded(measured):
    with measured.app.app_context():
        with db.engine.execution_options(writes=True).begin() as connection:
            for model, values in crowd():
                insert(connection, model.__table__, values)
        # Never taken away again: the database is dropped as a whole.
        yield measured


def addresses_of(view):
    """Return the pages of a view: lists, forms, profiles, and the editor of every filter."""
    adapter = view.appbuilder.app.url_map.bind("localhost")
    first = db.session.scalar(sa.select(view.datamodel.obj).limit(1))
    known = {"pk": first.id if first else None}
    for rule in view.appbuilder.app.url_map.iter_rules():
        if rule.endpoint.rpartition(".")[0] != view.endpoint or "GET" not in rule.methods:
            continue
        if rule.endpoint.endswith((".export", ".action")):
            continue
        columns = view.search_columns if "column" in rule.arguments else [None]
        for column in columns:
            values = {"column": column, **known}
            wanted = {name: values.get(name) for name in rule.arguments}
            if None not in wanted.values():
                yield adapter.build(rule.endpoint, wanted)


def test_no_page_carries_all_rows_of_a_relation(crowded):
    views = crowded.app.extensions["crm.views"].values()
    addresses = {
        address
        for view in views
        if isinstance(view, AppModelView)
        for address in addresses_of(view)
    }
    assert {"/clients/add", "/clients/list/", "/clients/list/filter/guardians"} <= addresses
    large = {}
    for address in sorted(addresses):
        answer = crowded.client.get(address)
        assert answer.status_code in (200, 302, 404), address
        if len(answer.data) > LARGEST:
            large[address] = len(answer.data)
    assert large == {}


def test_relations_do_point_to_ten_thousand_rows(crowded):
    for model in (Client, Account, Tag, Group, EntityStatus):
        count = db.session.scalar(sa.select(sa.func.count()).select_from(model))
        assert count >= RELATED, model
