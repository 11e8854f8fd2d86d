"""Which clients an account may touch: the one it is bound to, those it guards, or all."""

import sqlalchemy as sa
from flask_login import current_user

from app.accounts.models import Account
from app.accounts.permissions import Grant
from app.accounts.scopes import SEES_ALL_CLIENTS, outsiders, resolver
from app.clients.models import Client, PortalUser
from app.clients.queries import bound_client, guarded_by, portal_accounts
from app.core.isolation import EVERYTHING, Scope, current_scope
from app.extensions import db

outsiders(portal_accounts)


@resolver
def clients_of(account: Account, grants: frozenset[Grant]) -> Scope:
    """Bind a portal account to its client, a coordinator to the clients they guard.

    The binding comes first: no permission lets a portal account out of its client.
    """
    if _is_bound(account.id):
        return Scope(bound_client(account.id), may_add_clients=False)
    if SEES_ALL_CLIENTS in grants:
        return EVERYTHING
    return Scope(guarded_by(account.id))


def _is_bound(user_id: int) -> bool:
    table = PortalUser.__table__
    bound = sa.select(sa.literal(1)).where(table.c.user_id == user_id)
    return db.session.scalar(bound) is not None


def keep_in_scope(client: Client) -> None:
    """Make somebody who sees only their own clients a guardian of one they add."""
    if current_scope().sees_all:
        return
    account = db.session.get(Account, current_user.id)
    if account not in client.guardians:
        client.guardians.append(account)
