"""Selects about clients that are used in more than one place."""

from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import assoc_user_group

from app.clients.models import Client, PortalUser, client_guardian, client_guardian_group
from app.clients.rules import is_nearly_same, longest_word
from app.core.search import matching_ids
from app.extensions import db

_CANDIDATES = 200


def same_nip(nip: str | None, *, except_id: int | None) -> list[Client]:
    """Return other clients with a NIP."""
    if not nip:
        return []
    return list(
        db.session.scalars(
            sa.select(Client).where(Client.nip == nip, Client.id != (except_id or 0)).limit(5)
        )
    )


def nearly_same_name(name: str, *, except_id: int | None) -> list[Client]:
    """Return other clients whose name is nearly the same."""
    word = longest_word(name)
    if not word:
        return []
    candidates = db.session.scalars(
        sa.select(Client)
        .where(Client.id.in_(matching_ids(Client.search_kind, word)), Client.id != (except_id or 0))
        .limit(_CANDIDATES)
    )
    return [client for client in candidates if is_nearly_same(name, client.name)][:5]


def guarded_by(user_id: int) -> sa.Select[Any]:
    """Return the ids of clients a user guards, alone or through a group.

    It reads the link tables, not entities: the row isolation is built from it.
    """
    own, by_group, members = client_guardian.c, client_guardian_group.c, assoc_user_group.c
    groups = sa.select(members.group_id).where(members.user_id == user_id)
    guarded = sa.union(
        sa.select(own.client_id).where(own.user_id == user_id),
        sa.select(by_group.client_id).where(by_group.group_id.in_(groups)),
    ).subquery()
    return sa.select(guarded.c.client_id)


def bound_client(user_id: int) -> sa.Select[Any]:
    """Return the id of the client an account of the portal is bound to; none once archived."""
    client, portal = Client.__table__, PortalUser.__table__
    return (
        sa.select(portal.c.client_id)
        .join(client, client.c.id == portal.c.client_id)
        .where(portal.c.user_id == user_id, client.c.archived_on.is_(None))
    )
