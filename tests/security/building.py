"""Building the two worlds: rows of every domain, people of every role, and their sessions."""

from datetime import timedelta

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role

from app.accounts.models import UserSession
from app.accounts.permissions import Grant
from app.accounts.roles import ADMINISTRATOR
from app.accounts.scopes import SEES_ALL_CLIENTS
from app.accounts.services import sessions
from app.accounts.services.granting import change_grants
from app.core.clock import now
from app.extensions import db
from tests.security import domains
from tests.security.world import BETA, BOUND, CONTROL, GUARDIAN, ROLES, World
from tests.support.people import make_account


def build(scoped_grants: set[Grant]) -> World:
    """Fill an empty database; ``scoped_grants`` are all permissions on clients' data."""
    world = World()
    domains.build("common", world)
    for side in (world.alfa, world.beta):
        domains.build("of_client", side, world)
    _add_people(world, scoped_grants)
    domains.build("of_people", world)
    # „Last seen” is written again after five minutes; a long run must not take that for a write.
    seen = now() + timedelta(hours=4)
    db.session.execute(sa.update(UserSession.__table__).values(last_seen_at=seen))
    db.session.commit()
    return world


def _add_people(world, scoped_grants):
    everything = _role("Wszystko o klientach", scoped_grants)
    all_but_others = _role("Wszystko o swoich klientach", scoped_grants - {SEES_ALL_CLIENTS})
    wanted = {
        **ROLES,
        BOUND: everything.name,
        GUARDIAN: all_but_others.name,
        CONTROL: ADMINISTRATOR,
        "portal_beta": everything.name,
    }
    for person, role in wanted.items():
        # A portal user of Beta carries its canary, too.
        name = {"last_name": f"{BETA} account"} if person == "portal_beta" else {}
        account = make_account(role, username=person, email=f"{person}@example.com", **name)
        world.accounts[person] = account.id
        world.secrets[person] = sessions.open_session(account, ip="127.0.0.1", user_agent="")


def _role(name, grants):
    role = Role(name=name)
    db.session.add(role)
    db.session.flush()
    change_grants(role, set(grants), set(grants))
    return role
