"""Users, groups, roles, permissions, logging in and one's own profile."""

from datetime import timedelta

from flask_appbuilder.security.sqla.models import Group, Role

from app.accounts.enums import TokenKind
from app.accounts.models import Account, AccountToken
from app.accounts.services import sessions
from app.core.clock import now
from app.extensions import db
from tests.security.visits import NEW_PASSWORD
from tests.support.people import PASSWORD

ADD = {
    "UserView": {
        "first_name": "Jan", "last_name": "Nowy", "email": "nowy@example.com", "locale": "pl",
        "roles": "{Role}",
    },
    "GroupView": {"name": "nowa", "roles": "{Role}"},
    "RoleView": {"name": "Nowa rola"},
}  # fmt: skip
TARGETS = {"activate": "deactivated", "invite": "invited"}
PAGES = {
    "AuthView.login GET": ("/login/", {}),
    "AuthView.login POST": ("/login/", {"username": "administrator", "password": PASSWORD}),
    "AuthView.logout POST": ("/logout/", {}),
    "LinkView.forgot GET": ("/forgot-password/", {}),
    "LinkView.forgot POST": ("/forgot-password/", {"email": "administrator@example.com"}),
    "LinkView.open GET": ("/link/{link}", {}),
    "LinkView.open POST": (
        "/link/{link}", {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD},
    ),
    "PermissionView.index GET": ("/permissions/", {}),
    "PermissionView.show GET": ("/permissions/{Role}", {}),
    "PermissionView.save POST": ("/permissions/{Role}", {"grant": "Clients:read"}),
    "ProfileView.show GET": ("/profile/", {}),
    "ProfileView.save POST": (
        "/profile/", {"first_name": "Inne", "last_name": "Imię", "locale": "pl"},
    ),
    "ProfileView.password POST": (
        "/profile/password",
        {
            "password-current": PASSWORD,
            "password-password": NEW_PASSWORD,
            "password-repeated": NEW_PASSWORD,
        },
    ),
    "ProfileView.email POST": (
        "/profile/email", {"email-current": PASSWORD, "email-email": "inny@example.com"},
    ),
    "ProfileView.end_session POST": ("/profile/sessions/{own_session}/end", {}),
    "ProfileView.end_all_sessions POST": ("/profile/sessions/end-all", {}),
}  # fmt: skip


def of_people(world):
    """A role and a group of nobody, and the link of who has not accepted the invitation yet."""
    world.save(Role(name="Rola bez ludzi"))
    world.save(Group(name="zespol", label="Zespół", description="Opis"))
    world.ids[Account] = world.accounts["accountant"]
    db.session.get(Account, world.accounts["deactivated"]).active = False
    db.session.get(Account, world.accounts["invited"]).confirmed_at = None
    secret = world.values["link"] = sessions.new_secret()
    db.session.add(
        AccountToken(
            kind=TokenKind.invite,
            token_hash=sessions.digest(secret),
            user_id=world.accounts["invited"],
            expires_at=now() + timedelta(hours=24),
        )
    )
