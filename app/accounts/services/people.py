"""What happens to an account: created, changed by its owner, deactivated, brought back."""

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, Role
from flask_babel import gettext as _

from app.accounts.models import Account
from app.accounts.permissions import Grant, grants_of_roles, grants_of_user, role_ids_of
from app.accounts.roles import ADMINISTRATOR
from app.accounts.services import links, passwords, sessions
from app.core import audit
from app.core.clock import now
from app.core.errors import DomainError
from app.core.permissions import WRITE, fab_name
from app.extensions import db

#: Who may change roles may give any of them; everybody else only what they hold themselves.
MANAGES_ROLES: Grant = (fab_name(WRITE), "Roles")


def create_account(
    *, username: str, email: str, name: tuple[str, str], password: str, roles: list[Role]
) -> Account:
    """Add an account that may log in at once, for the command line."""
    account = Account(
        username=username, email=email, first_name=name[0], last_name=name[1], active=True
    )
    account.confirmed_at = now()
    passwords.set_password(account, password)
    taken = sa.or_(Account.username == account.username, Account.email == account.email)
    if db.session.scalar(sa.select(Account.id).where(taken)) is not None:
        raise DomainError(_("This user name or e-mail address is already taken."))
    db.session.add(account)
    account.roles = roles
    db.session.flush()
    return account


def free_username(email: str) -> str:
    """Return the part before the @, with a number behind it if somebody has it."""
    base = email.strip().lower().partition("@")[0][:100] or "user"
    taken = set(
        db.session.scalars(
            sa.select(Account.username).where(Account.username.startswith(base, autoescape=True))
        )
    )
    names = (base if number == 1 else f"{base}{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def change_password(account: Account, *, current: str, new: str, session_id: int) -> None:
    """Set a new password for somebody who knows the old one; their other sessions end."""
    require_password(account, current)
    passwords.set_password(account, new)
    links.revoke(account)
    sessions.end_all(account.id, but=session_id)
    audit.record("password changed", "Account", account.id, label=str(account))


def log_out_everywhere(account: Account) -> None:
    """End every session of an account."""
    sessions.end_all(account.id)
    audit.record("sessions ended", "Account", account.id, label=str(account))


def change_email(account: Account, *, email: str, current: str, session_id: int) -> None:
    """Move an account to another address; links sent to the old one stop working."""
    require_password(account, current)
    wanted = email.strip().lower()
    holder = db.session.scalar(sa.select(Account.id).where(Account.email == wanted))
    if holder not in (None, account.id):
        raise DomainError(_("Somebody else uses this address."))
    account.email = wanted
    links.revoke(account)
    sessions.end_all(account.id, but=session_id)


def require_password(account: Account, typed: str) -> None:
    """Refuse when the password somebody typed to prove who they are is wrong."""
    if not passwords.matches(account, typed):
        raise WrongPassword(_("The current password is wrong."))


class WrongPassword(DomainError):  # noqa: N818 - a verdict, not a fault
    """It was not the owner who sat at the keyboard, or they mistyped."""


def deactivate(account: Account) -> None:
    """Close an account: whoever is logged in with it is out at their next click."""
    account.active = False
    links.revoke(account)
    sessions.end_all(account.id)
    db.session.flush()
    require_an_administrator()


def activate(account: Account) -> None:
    """Open a closed account again; its password is the old one."""
    account.active = True


def require_an_administrator() -> None:
    """Refuse what would leave nobody to administer; call it after the change was flushed.

    The role's row is locked, so of two administrators who deactivate each other one is told.
    """
    role_id = db.session.scalar(
        sa.select(Role.id).where(Role.name == ADMINISTRATOR).with_for_update()
    )
    if role_id is None:
        return
    able = sa.select(Account.id).where(Account.active.is_(True), Account.confirmed_at.is_not(None))
    holders = role_ids_of(able).subquery()
    if db.session.scalar(sa.select(holders.c.user_id).where(holders.c.role_id == role_id).limit(1)):
        return
    raise DomainError(_("There must be at least one active administrator."))


def require_authority_over(actor_grants: frozenset[Grant], account: Account) -> None:
    """Refuse to touch somebody who may do more: their e-mail is the key to their password."""
    if MANAGES_ROLES in actor_grants or account.id is None:
        return
    if not grants_of_user(account.id) <= actor_grants:
        raise DomainError(
            _(
                "%(name)s may do more than you, so only an administrator may change this account.",
                name=account,
            )
        )


def require_grantable(
    actor_grants: frozenset[Grant], roles: list[Role], groups: list[Group]
) -> None:
    """Refuse to give away what one does not hold oneself."""
    if MANAGES_ROLES in actor_grants:
        return
    given = [role.id for role in (*roles, *(role for group in groups for role in group.roles))]
    if not grants_of_roles(given) <= actor_grants:
        raise DomainError(_("You can only assign roles that allow no more than your own."))
