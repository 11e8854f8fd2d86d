"""Who may administer whom; what is taken away is gone at the next click."""

import pytest
from flask_appbuilder.security.sqla.models import Group, Role

from app.accounts.models import Account, LinkRequest, UserSession
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL, ROLES
from app.accounts.services import granting, links, people
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from app.core.errors import DomainError
from tests.support.people import PASSWORD, log_in, make_account

COORDINATOR = ROLES[2].name
ADMIN_PAGES = [
    "/users/list/",
    "/users/add",
    "/users/options/roles",
    "/users/export/csv",
    "/groups/list/",
    "/groups/add",
    "/roles/list/",
    "/permissions/",
    "/permissions/1",
    "/outbox/list/",
]


@pytest.fixture
def manager(login_as, db):
    """Somebody who may manage users and nothing else, and is no administrator."""
    role = Role(name="Kadrowa")
    with transaction():
        db.session.add(role)
    make_account(ADMINISTRATOR)
    known = {("can_read", "Users"), ("can_write", "Users"), ("can_read", "Groups")}
    known |= {("can_write", "Groups"), ("can_read", "Contacts")}
    with transaction():
        granting.change_grants(role, known, known)
    return login_as("Kadrowa")


def _role_id(db, name):
    return db.session.query(Role.id).filter_by(name=name).scalar()


def _form(db, *roles, **values):
    form = {
        "first_name": "Jan",
        "last_name": "Żak",
        "email": "zak@example.com",
        "locale": "pl",
        "roles": [str(_role_id(db, name)) for name in roles],
    }
    return form | values


def _edit(client, account, db, *roles, **values):
    current = {
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "username": account.username,
        "_revision": str(account.revision),
    }
    return client.post(f"/users/edit/{account.id}", data=_form(db, *roles, **(current | values)))


# -- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ADMIN_PAGES)
@pytest.mark.parametrize("role", [COORDINATOR, ACCOUNTING, PORTAL])
def test_only_the_administrator_sees_the_pages_of_administration(login_as, role, url):
    assert login_as(role).get(url).status_code == 403
    assert login_as(ADMINISTRATOR).get(url).status_code in (200, 302)


@pytest.mark.parametrize("url", ADMIN_PAGES)
def test_a_stranger_is_sent_to_the_door(client, url):
    assert client.get(url).headers["Location"].startswith("/login/")


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/security/login",
        "/api/v1/security/users/",
        "/api/v1/menu/",
        "/api/v1/_openapi",
        "/swagger/v1",
        "/resetpassword/form",
        "/resetmypassword/form",
        "/userinfoeditview/form",
        "/users/userinfo/",
        "/permissionmodelview/list/",
        "/lang/en",
    ],
)
def test_pages_of_the_framework_do_not_exist(login_as, url):
    admin = login_as(ADMINISTRATOR)
    assert admin.get(url).status_code == 404
    assert admin.post(url, json={"username": "x", "password": "y"}).status_code == 404


def test_users_cannot_be_deleted(login_as, db):
    admin, other = login_as(ADMINISTRATOR), make_account()
    assert admin.post(f"/users/delete/{other.id}").status_code == 404
    assert db.session.get(Account, other.id)


# -- inviting and editing ---------------------------------------------------------------------


def test_adding_a_user_sends_an_invitation(login_as, db):
    admin = login_as(ADMINISTRATOR)
    assert admin.post("/users/add", data=_form(db, ACCOUNTING)).status_code == 302
    account = db.session.query(Account).filter_by(email="zak@example.com").one()
    assert (account.username, account.password, account.is_confirmed) == ("zak", None, False)
    assert [role.name for role in account.roles] == [ACCOUNTING]
    assert db.session.query(LinkRequest.email).scalar() == "zak@example.com"


def test_two_people_with_the_same_local_part_get_different_names(login_as, db):
    admin = login_as(ADMINISTRATOR)
    for host in ("a.example", "b.example", "c.example"):
        form = _form(db, ACCOUNTING, email=f"Zak@{host}")
        assert admin.post("/users/add", data=form).status_code == 302
    names = db.session.query(Account.username).filter(Account.email.startswith("zak@"))
    assert sorted(name for (name,) in names) == ["zak", "zak2", "zak3"]


@pytest.mark.parametrize("email", ["x", "a@b.pl, evil@x.pl", "a@b.pl\r\nBcc: e@x.pl", "<a@b.pl>"])
def test_what_is_no_address_is_refused_and_the_form_kept(login_as, db, email):
    answer = login_as(ADMINISTRATOR).post("/users/add", data=_form(db, email=email))
    assert answer.status_code == 422
    assert "Żak" in answer.text


def test_a_taken_address_is_refused(login_as, db):
    admin, other = login_as(ADMINISTRATOR), make_account()
    form = _form(db, email=other.email.upper())
    assert admin.post("/users/add", data=form).status_code == 422


def test_a_second_editor_is_told_even_if_only_roles_changed(login_as, db):
    admin, other = login_as(ADMINISTRATOR), make_account(PORTAL)
    stale = str(other.revision)
    assert _edit(admin, other, db, ACCOUNTING).status_code == 302
    assert _edit(admin, other, db, PORTAL, _revision=stale).status_code == 409


def test_ones_own_address_is_changed_in_the_profile_with_the_password(login_as, db):
    admin = login_as(ADMINISTRATOR)
    me, other = db.session.get_one(Account, admin.account_id), make_account()
    mine = _edit(admin, me, db, ADMINISTRATOR, email="ja@example.com")
    assert mine.status_code == 422
    assert _edit(admin, other, db, email="on@example.com").status_code == 302


# -- taking away ------------------------------------------------------------------------------


def test_a_role_taken_away_is_gone_at_the_next_click(login_as, db):
    admin, user = login_as(ADMINISTRATOR), login_as(COORDINATOR)
    assert user.get("/clients/list/").status_code == 200
    account = db.session.get_one(Account, user.account_id)
    assert _edit(admin, account, db, PORTAL).status_code == 302
    assert user.get("/clients/list/").status_code == 403


def test_a_grant_taken_away_is_gone_at_the_next_click(login_as, db):
    admin, user = login_as(ADMINISTRATOR), login_as(COORDINATOR)
    assert user.get("/contacts/list/").status_code == 200
    admin.post(f"/permissions/{_role_id(db, COORDINATOR)}", data={"grant": ["Clients:read"]})
    assert user.get("/contacts/list/").status_code == 403
    assert user.get("/clients/list/").status_code == 200


def test_a_group_gives_and_takes_its_roles(login_as, db):
    user = login_as()
    assert user.get("/clients/list/").status_code == 403
    group = Group(name="Opole")
    with transaction():
        db.session.add(group)
        group.roles = [db.session.query(Role).filter_by(name=COORDINATOR).one()]
        db.session.get_one(Account, user.account_id).groups = [group]
    assert user.get("/clients/list/").status_code == 200
    with transaction():
        db.session.get_one(Account, user.account_id).groups = []
    assert user.get("/clients/list/").status_code == 403


def test_deactivating_logs_the_user_out_and_activating_lets_them_in(app, login_as, db):
    admin, account = login_as(ADMINISTRATOR), make_account()
    user = log_in(app.test_client(), account)
    admin.post(f"/users/action/deactivate/{account.id}")
    assert user.get("/profile/").status_code == 302
    form = {"username": account.username, "password": PASSWORD}
    assert user.post("/login/", data=form).status_code == 401
    admin.post(f"/users/action/activate/{account.id}")
    assert user.post("/login/", data=form).status_code == 302


# -- the last administrator -------------------------------------------------------------------


def test_the_last_administrator_stays(login_as, db):
    admin = login_as(ADMINISTRATOR)
    me = db.session.get_one(Account, admin.account_id)
    admin.post(f"/users/action/deactivate/{me.id}")
    assert _edit(admin, me, db, PORTAL).status_code == 422
    db.session.expire_all()
    assert me.active
    assert [role.name for role in me.roles] == [ADMINISTRATOR]

    make_account(ADMINISTRATOR)
    assert _edit(admin, me, db, PORTAL).status_code == 302


@pytest.mark.parametrize("values", [{"active": False}, {"confirmed_at": None}])
def test_an_administrator_who_cannot_log_in_does_not_count(db, values):
    acting = make_account(ADMINISTRATOR)
    make_account(ADMINISTRATOR, **values)
    with pytest.raises(DomainError), transaction():
        people.deactivate(acting)
    make_account(ADMINISTRATOR)
    with transaction():
        people.deactivate(acting)


def test_an_administrator_by_group_counts_until_the_group_loses_the_role(login_as, db):
    admin = login_as(ADMINISTRATOR)
    group = Group(name="Zarząd")
    with transaction():
        db.session.add(group)
        group.roles = [db.session.query(Role).filter_by(name=ADMINISTRATOR).one()]
        make_account().groups = [group]
    with transaction():
        people.deactivate(make_account(ADMINISTRATOR))
    me = db.session.get_one(Account, admin.account_id)
    assert _edit(admin, me, db, ADMINISTRATOR).status_code == 302
    with transaction():
        me.roles = []
        db.session.flush()
        people.require_an_administrator()
    group.roles = []
    db.session.flush()
    with pytest.raises(DomainError):
        people.require_an_administrator()


# -- nobody lifts themselves up ---------------------------------------------------------------


def test_a_manager_of_users_gives_only_what_they_hold(manager, db):
    assert manager.post("/users/add", data=_form(db, ADMINISTRATOR)).status_code == 422
    assert manager.post("/users/add", data=_form(db, COORDINATOR)).status_code == 422
    assert manager.post("/users/add", data=_form(db, "Kadrowa")).status_code == 302


def test_a_manager_of_users_cannot_lift_themselves(manager, db):
    me = db.session.get_one(Account, manager.account_id)
    assert _edit(manager, me, db, "Kadrowa", ADMINISTRATOR).status_code == 422
    db.session.expire_all()
    assert [role.name for role in me.roles] == ["Kadrowa"]
    assert _edit(manager, me, db, "Kadrowa", job_title="Szefowa").status_code == 302


def test_nor_through_a_group(manager, db):
    with transaction():
        group = Group(name="Zarząd")
        db.session.add(group)
        group.roles = [db.session.query(Role).filter_by(name=ADMINISTRATOR).one()]
    me = db.session.get_one(Account, manager.account_id)
    answer = _edit(manager, me, db, "Kadrowa", groups=[str(group.id)])
    assert answer.status_code == 422
    form = {"name": "Nowa", "roles": [str(_role_id(db, ADMINISTRATOR))]}
    assert manager.post("/groups/add", data=form).status_code == 422
    form = {"name": "Nowa", "roles": [str(_role_id(db, "Kadrowa"))]}
    assert manager.post("/groups/add", data=form).status_code == 302


@pytest.mark.parametrize("action", ["deactivate", "end_sessions", "invite"])
def test_a_manager_has_no_power_over_an_administrator(manager, app, db, action):
    boss, peer = make_account(ADMINISTRATOR), make_account("Kadrowa")
    make_account(ADMINISTRATOR)
    log_in(app.test_client(), boss)
    manager.post(f"/users/action/{action}/{boss.id}")
    assert _edit(manager, boss, db, ADMINISTRATOR, email="ja@example.com").status_code == 422
    db.session.expire_all()
    assert boss.active
    ended = db.session.query(UserSession.ended_at).filter_by(user_id=boss.id).scalar()
    assert ended is None

    manager.post(f"/users/action/deactivate/{peer.id}")
    db.session.expire_all()
    assert not peer.active


def test_a_manager_of_users_cannot_change_roles(manager, db):
    pk = _role_id(db, "Kadrowa")
    assert manager.post(f"/permissions/{pk}", data={"grant": ["Users:read"]}).status_code == 403
    assert manager.post("/roles/add", data={"name": "Nowa"}).status_code == 403


# -- roles ------------------------------------------------------------------------------------


def test_the_administrators_role_keeps_its_name_and_place(login_as, db):
    admin, pk = login_as(ADMINISTRATOR), _role_id(db, ADMINISTRATOR)
    assert admin.post(f"/roles/edit/{pk}", data={"name": "Szef"}).status_code == 422
    admin.post(f"/roles/delete/{pk}")
    assert _role_id(db, ADMINISTRATOR) == pk


def test_a_role_in_use_is_not_deleted_and_an_unused_one_is(login_as, db):
    admin = login_as(ADMINISTRATOR)
    make_account(ACCOUNTING)
    admin.post(f"/roles/delete/{_role_id(db, ACCOUNTING)}")
    admin.post(f"/roles/delete/{_role_id(db, PORTAL)}")
    assert _role_id(db, ACCOUNTING)
    assert _role_id(db, PORTAL) is None


def test_changes_of_users_are_in_the_audit_log_without_their_passwords(login_as, db):
    admin, other = login_as(ADMINISTRATOR), make_account(PORTAL)
    _edit(admin, other, db, ACCOUNTING)
    rows = (
        db.session.query(AuditEntry)
        .filter_by(entity="Account", record_id=str(other.id), actor_id=admin.account_id)
        .all()
    )
    assert any(ACCOUNTING in str(row.after) and PORTAL in str(row.before) for row in rows)
    created = db.session.query(AuditEntry).filter_by(
        entity="Account", record_id=str(other.id), action="create"
    )
    assert "pbkdf2" not in str(created.one().after)


def test_a_role_leads_to_its_permissions(login_as, db):
    pk = _role_id(db, ACCOUNTING)
    page = login_as(ADMINISTRATOR).get(f"/roles/show/{pk}").text
    assert f"/permissions/{pk}" in page


def test_a_group_with_people_is_not_deleted_and_an_empty_one_is(login_as, db):
    admin = login_as(ADMINISTRATOR)
    group, account = Group(name="Opole"), make_account()
    with transaction():
        db.session.add(group)
        account.groups = [group]
    admin.post(f"/groups/delete/{group.id}")
    assert db.session.query(Group).count() == 1
    with transaction():
        account.groups = []
    admin.post(f"/groups/delete/{group.id}")
    assert db.session.query(Group).count() == 0


def test_editing_a_group_keeps_somebody_to_administer(login_as, db):
    admin = login_as(ADMINISTRATOR)
    group = Group(name="Zarząd")
    with transaction():
        db.session.add(group)
        group.roles = [db.session.query(Role).filter_by(name=ADMINISTRATOR).one()]
        account = db.session.get_one(Account, admin.account_id)
        account.groups, account.roles = [group], []
    url = f"/groups/edit/{group.id}"
    assert admin.post(url, data={"name": "Zarząd", "roles": ""}).status_code == 422
    make_account(ADMINISTRATOR)
    assert admin.post(url, data={"name": "Zarząd", "roles": ""}).status_code == 302


def test_an_invitation_can_be_sent_again_and_the_first_link_dies(app, login_as, db):
    admin, account = login_as(ADMINISTRATOR), make_account(confirmed_at=None)
    letters = []
    for _ in range(2):
        assert admin.post(f"/users/action/invite/{account.id}").status_code == 302
        with transaction():
            links.write_letters(letters.append)
    first, second = (letter.url.removeprefix("http://localhost") for letter in letters)
    assert app.test_client().get(first).status_code == 404
    assert app.test_client().get(second).status_code == 200


def test_the_language_is_shown_by_its_name(login_as, db):
    page = login_as(ADMINISTRATOR).get(f"/users/show/{make_account(locale='en').id}").text
    assert "English" in page.split("<main")[1]


def test_an_address_somebody_else_has_cannot_be_taken(login_as, db):
    client, other = login_as(), make_account()
    form = {"email-email": other.email, "email-current": PASSWORD}
    assert client.post("/profile/email", data=form).status_code == 422
    mine = db.session.get_one(Account, client.account_id).email
    form = {"email-email": mine.upper(), "email-current": PASSWORD}
    assert client.post("/profile/email", data=form).status_code == 302


def test_an_unfinished_profile_is_shown_again_as_typed(login_as):
    answer = login_as().post("/profile/", data={"first_name": "Żaneta", "locale": "xx"})
    assert answer.status_code == 422
    assert "Żaneta" in answer.text


def test_the_command_refuses_a_taken_name_and_an_unknown_role(app, db):
    taken = make_account().username
    runner = app.test_cli_runner()
    person = ["--email", "x@example.com", "--first-name", "A", "--last-name", "B"]
    person += ["--password", PASSWORD]
    for name, role, code in ((taken, PORTAL, 1), ("nowy", "Nikt", 1), ("nowy", PORTAL, 0)):
        command = ["crm", "create-user", "--username", name, "--role", role, *person]
        assert runner.invoke(args=command).exit_code == code


def test_who_is_logged_in_is_not_asked_again(login_as):
    assert login_as().get("/login/").headers["Location"] == "/"
