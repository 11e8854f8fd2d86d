"""The permission tables follow the code; the matrix changes them and nothing else does."""

import re

import pytest
from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu

from app.accounts import catalogue
from app.accounts.roles import ADMINISTRATOR, PORTAL, ROLES
from app.accounts.services import granting
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import DATA_PERMISSIONS, ON_PAGES, READ

COORDINATOR = ROLES[2].name


def _role(db, name):
    return db.session.query(Role).filter_by(name=name).one()


def _sync():
    with transaction():
        return granting.sync(catalogue.grants())


def test_every_seeded_role_exists(db):
    assert {seed.name for seed in ROLES} <= {role.name for role in db.session.query(Role)}


def test_seeds_speak_of_entities_that_exist(db):
    known = catalogue.grants()
    unknown = {
        (seed.name, entity, verb)
        for seed in ROLES
        for entity, verbs in seed.grants.items()
        for verb in verbs
        if (f"can_{verb}", entity) not in known
    }
    assert unknown == set()


def test_the_administrator_holds_every_permission(db):
    assert granting.grants_of(_role(db, ADMINISTRATOR).id) == catalogue.grants()


def test_only_roles_with_rates_see_rates(db):
    seeing = {
        seed.name
        for seed in ROLES
        if ("can_read", "Rates") in granting.grants_of(_role(db, seed.name).id)
    }
    assert seeing == {ADMINISTRATOR, "Księgowość"} | {
        seed.name for seed in ROLES if seed.name.endswith("ze stawkami")
    }


def test_the_portal_role_may_open_no_page_of_the_back_office(db):
    assert granting.grants_of(_role(db, PORTAL).id) == set()


def test_a_second_sync_changes_nothing_and_asks_little(db, count_sql):
    with count_sql() as statements:
        done = _sync()
    assert (done.added, done.removed, done.roles) == (0, 0, [])
    assert len(statements) <= 8


def test_a_sync_of_an_empty_database_takes_few_statements(db, count_sql):
    with transaction():
        for role in db.session.query(Role):
            role.permissions = []
        db.session.flush()
        for model in (PermissionView, Permission, ViewMenu):
            db.session.execute(model.__table__.delete())
    with count_sql() as statements:
        done = _sync()
    assert done.added == len(catalogue.grants())
    assert len(statements) <= 20


def test_permissions_of_a_page_that_is_gone_are_removed(db):
    with transaction():
        granting.sync(catalogue.grants() | {("can_read", "Vanished"), ("can_fly", "Clients")})
    assert ("can_fly", "Clients") in granting.grants_of(_role(db, ADMINISTRATOR).id)

    assert _sync().removed == 2
    assert granting.grants_of(_role(db, ADMINISTRATOR).id) == catalogue.grants()
    assert db.session.query(ViewMenu).filter_by(name="Vanished").count() == 0
    assert db.session.query(Permission).filter_by(name="can_fly").count() == 0


def test_what_the_administrator_changed_survives_a_sync(db):
    role = _role(db, COORDINATOR)
    with transaction():
        granting.change_grants(role, {("can_read", "Clients")}, catalogue.grants())
    _sync()
    assert granting.grants_of(role.id) == {("can_read", "Clients")}


def test_seeded_roles_that_were_renamed_or_deleted_are_not_made_anew(db):
    with transaction():
        _role(db, COORDINATOR).name = "Rodzina"
        db.session.delete(_role(db, PORTAL))
    before = {role.name for role in db.session.query(Role)}
    assert _sync().roles == []
    assert {role.name for role in db.session.query(Role)} == before
    assert "Rodzina" in before


# -- the matrix -------------------------------------------------------------------------------


def test_the_matrix_shows_what_a_role_allows(login_as, db):
    page = login_as(ADMINISTRATOR).get(f"/permissions/{_role(db, COORDINATOR).id}").text
    found = re.findall(r'name="grant"\s+value="([^"]+)"([^>]*)>', page)
    boxes = {pair: "checked" in attributes for pair, attributes in found}
    assert boxes["Clients:read"]
    assert not boxes["Users:read"]
    assert len(boxes) == len(catalogue.grants())


def test_every_permission_stands_in_a_section_of_its_own_kind(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        sections = {entity.name: entity.section for entity in catalogue.entities()}
        assert {sections["Notes"], sections["SavedViews"]} == {str(ON_PAGES)}
        assert sections["Clients"] == "CRM"
    assert [name for name, section in sections.items() if not section] == []


def test_saving_the_matrix_sets_exactly_what_is_ticked(login_as, db):
    role = _role(db, COORDINATOR)
    before = granting.grants_of(role.id)
    data = {"grant": ["Clients:read", "Contacts:read"]}
    assert login_as(ADMINISTRATOR).post(f"/permissions/{role.id}", data=data).status_code == 302
    after = {("can_read", "Clients"), ("can_read", "Contacts")}
    assert granting.grants_of(role.id) == after

    row = db.session.query(AuditEntry).filter_by(action="permissions changed").one()
    assert (row.label, row.record_id) == (COORDINATOR, str(role.id))
    assert len(row.before) == len(before - after)
    assert not row.after


def test_saving_the_same_again_leaves_no_trace(login_as, db):
    role = _role(db, COORDINATOR)
    ticked = [
        f"{entity}:{permission.removeprefix('can_')}"
        for permission, entity in granting.grants_of(role.id)
    ]
    login_as(ADMINISTRATOR).post(f"/permissions/{role.id}", data={"grant": ticked})
    assert db.session.query(AuditEntry).filter_by(action="permissions changed").count() == 0


@pytest.mark.parametrize(
    "grant", ["Nothing:read", "Clients:fly", "Clients", ":", "", "Clients:read:x", "x" * 3000]
)
def test_pairs_we_do_not_know_are_ignored(login_as, db, grant):
    role = _role(db, PORTAL)
    data = {"grant": [grant, "Contacts:read"]}
    login_as(ADMINISTRATOR).post(f"/permissions/{role.id}", data=data)
    assert granting.grants_of(role.id) == {("can_read", "Contacts")}


def test_the_administrators_permissions_are_not_for_taking(login_as, db):
    role = _role(db, ADMINISTRATOR)
    admin = login_as(ADMINISTRATOR)
    admin.post(f"/permissions/{role.id}", data={"grant": []})
    assert granting.grants_of(role.id) == catalogue.grants()
    assert "disabled" in admin.get(f"/permissions/{role.id}").text
    with pytest.raises(DomainError):
        granting.change_grants(role, set(), catalogue.grants())


@pytest.mark.parametrize("url", ["/permissions/0", "/permissions/999999999999999999999"])
def test_a_role_that_does_not_exist_is_not_found(login_as, url):
    admin = login_as(ADMINISTRATOR)
    assert admin.get(url).status_code in (404, 405)  # too large a number matches no rule
    assert admin.post(url).status_code in (404, 405)


def test_every_entity_and_verb_has_a_label(app, db, login_as):
    page = login_as(ADMINISTRATOR).get("/permissions/", follow_redirects=True).text
    for entity in catalogue.entities():
        assert entity.label, entity
        assert not re.search(r"[a-z][A-Z]|_", entity.label), entity
    assert set(DATA_PERMISSIONS) <= {item.name for item in catalogue.entities()}
    assert f"Rates:{READ}" in page
