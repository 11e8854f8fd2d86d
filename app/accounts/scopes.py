"""Which rows an account may touch: higher packages say so, the session enforces it.

A package that knows who belongs to which client registers a resolver::

    @scopes.resolver
    def own_clients(account, grants):
        return Scope(sa.select(...)) if ... else None

It is asked once per request, before the view runs; the first answer that is not ``None`` holds.
Accounts of people outside the agency are named in the same way, by ``outsiders``.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.permissions import Grant
from app.core.isolation import EVERYTHING, NOTHING, Scope
from app.core.permissions import ALL_ROWS, fab_name

Resolver = Callable[[Account, frozenset[Grant]], Scope | None]
Outsiders = Callable[[], sa.Select[Any]]

SEES_ALL_CLIENTS: Grant = (fab_name(ALL_ROWS), "Clients")
_resolvers: list[Resolver] = []
_outsiders: list[Outsiders] = []


def resolver(function: Resolver) -> Resolver:
    """Register a function that may know the scope of an account."""
    if function not in _resolvers:
        _resolvers.append(function)
    return function


def outsiders(function: Outsiders) -> Outsiders:
    """Register a SELECT of the ids of accounts whose owners do not work for the agency."""
    if function not in _outsiders:
        _outsiders.append(function)
    return function


def staff() -> sa.Select[Any]:
    """Return the ids of active accounts of the agency's own people.

    Others are offered nowhere: their names alone would tell who the agency's clients are.
    """
    outside = [Account.id.not_in(function()) for function in _outsiders]
    return sa.select(Account.id).where(Account.offered(), *outside)


def scope_of(account: Account, grants: frozenset[Grant]) -> Scope:
    """Return the scope of an account; without an answer it sees all clients or none."""
    for function in _resolvers:
        scope = function(account, grants)
        if scope is not None:
            return scope
    return EVERYTHING if SEES_ALL_CLIENTS in grants else NOTHING
