"""Selects about clients that are used in more than one place."""

from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import assoc_user_group

from app.accounts.scopes import outsiders
from app.clients.models import Client, client_guardian, client_guardian_group
from app.clients.rules import is_nearly_same, longest_words
from app.core.search import matching_ids
from app.core.text import sort_key
from app.extensions import db

_CANDIDATES = 200
# Not the mapped tables: a loader that joins ``client`` under another name, or a query for
# bindings, would take those of the row isolation for its own.
_clients = sa.table("client", sa.column("id"), sa.column("archived_on"))
_bindings = sa.table("portal_user", sa.column("client_id"), sa.column("user_id"))
_START = 5


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
    """Return other clients whose name is nearly the same.

    Compared are those with one of its two longest words: a slip of the pen spoils one at
    most. The beginning of the name stands in for names of a single word.
    """
    start = sort_key(name)[:_START]
    conditions = [
        Client.id.in_(matching_ids(Client.search_kind, word)) for word in longest_words(name)
    ]
    conditions += [Client.sort_key.between(start, f"{start}~~")] if start else []
    found: dict[int, Client] = {}
    for condition in conditions:
        query = sa.select(Client).where(condition, Client.id != (except_id or 0))
        candidates = db.session.scalars(query.limit(_CANDIDATES))
        found |= {client.id: client for client in candidates if is_nearly_same(name, client.name)}
    return list(found.values())[:5]


def probable_doubles(client: Client) -> list[Client]:
    """Return clients this one probably is; asked only about what has just been typed."""
    changed: Any = sa.inspect(client).attrs
    found: list[Client] = []
    if changed.nip.history.has_changes():
        found += same_nip(client.nip, except_id=client.id)
    if changed.name.history.has_changes():
        found += nearly_same_name(client.name, except_id=client.id)
    return list(dict.fromkeys(found))


def pays_for_others(client_id: int | None) -> bool:
    """Tell whether a client is the payer of another one."""
    found = sa.select(Client.id).where(Client.payer_id == client_id).limit(1)
    return client_id is not None and db.session.scalar(found) is not None


@outsiders
def portal_accounts() -> sa.Select[Any]:
    """Return the ids of accounts that are bound to a client."""
    return sa.select(_bindings.c.user_id)


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
    is_archived = sa.select(_clients.c.id).where(_clients.c.archived_on.is_not(None))
    return sa.select(_bindings.c.client_id).where(
        _bindings.c.user_id == user_id, _bindings.c.client_id.not_in(is_archived)
    )
