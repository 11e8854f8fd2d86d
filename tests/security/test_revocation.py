"""What is taken away is gone at the very next request: D-AZ-11."""

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, Role, assoc_user_group

from app.accounts.models import Account
from app.accounts.services.granting import change_grants, grants_of
from app.clients.models import Client, PortalUser
from app.core import modules
from app.core.clock import now
from app.core.modules import Module
from app.core.permissions import fab_name
from tests.security.samples import client_of
from tests.security.visits import outcome
from tests.security.world import BOUND, OWN

URL = "/clients/show/{}"


def look(person, url):
    return outcome(person.get(url), person.written)


@pytest.fixture
def account(db, world):
    return lambda person: db.session.get(Account, world.accounts[person])


def no_role(db, account, _world):
    account("coordinator_own").roles = []


def other_role(db, account, _world):
    portal = sa.select(Role).where(Role.name == "Klient (portal)")
    account("coordinator_own").roles = [db.session.scalar(portal)]


def no_permission(db, _account, _world):
    role = db.session.scalar(sa.select(Role).where(Role.name == OWN))
    kept = grants_of(role.id) - {(fab_name("read"), "Clients")}
    change_grants(role, kept, grants_of(role.id))


def no_guardian(db, account, world):
    alfa = db.session.get(Client, client_of(world.alfa))
    alfa.guardians.remove(account("coordinator_own"))


def deactivated(_db, account, _world):
    account("coordinator_own").active = False


def unconfirmed(_db, account, _world):
    account("coordinator_own").confirmed_at = None


@pytest.mark.parametrize(
    ("take", "got"),
    [
        (no_role, "denied"),
        (other_role, "denied"),
        (no_permission, "denied"),
        (no_guardian, "missing"),
        (deactivated, "login"),
        (unconfirmed, "login"),
    ],
)
def test_next_request_is_refused(take, got, db, account, visitor, world):
    person, url = visitor("coordinator_own"), URL.format(client_of(world.alfa))
    assert look(person, url) == "ok"
    take(db, account, world)
    db.session.commit()
    assert look(person, url) == got
    assert look(visitor("administrator"), url) == "ok"


def test_a_role_held_through_a_group_ends_with_the_group(db, account, visitor, world):
    person, url = visitor("coordinator_own"), URL.format(client_of(world.alfa))
    group = db.session.get(Group, world.ids[Group])
    coordinator = account("coordinator_own")
    group.roles, coordinator.roles = list(coordinator.roles), []
    member = {"user_id": coordinator.id, "group_id": group.id}
    db.session.execute(sa.insert(assoc_user_group).values(member))
    db.session.commit()
    assert look(person, url) == "ok"
    db.session.execute(sa.delete(assoc_user_group).where(assoc_user_group.c.group_id == group.id))
    db.session.commit()
    assert look(person, url) == "denied"


def test_the_portal_closes_with_its_client(db, visitor, world):
    person, url = visitor(BOUND), URL.format(client_of(world.alfa))
    assert look(person, url) == "ok"
    db.session.get(Client, client_of(world.alfa)).archived_on = now()
    db.session.commit()
    assert look(person, url) == "missing"


def test_a_portal_account_moved_to_another_client_sees_only_that(db, visitor, world):
    person, url = visitor(BOUND), URL.format(client_of(world.alfa))
    assert look(person, url) == "ok"
    db.session.get(PortalUser, world.accounts[BOUND]).client_id = client_of(world.beta)
    db.session.commit()
    assert look(person, url) == "missing"
    assert look(person, URL.format(client_of(world.beta))) == "ok"


def test_a_module_switched_off_is_gone(db, visitor):
    person, url = visitor("administrator"), "/client-bank-accounts/list/"
    assert look(person, url) == "ok"
    modules.switch(Module.bank_accounts, is_on=False)
    db.session.commit()
    assert look(person, url) == "missing"
    assert "/client-bank-accounts/" not in person.get("/clients/show/1").text
