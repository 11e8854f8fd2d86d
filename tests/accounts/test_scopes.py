"""Who sees which clients when no package has a better answer."""

import pytest

from app.accounts import scopes
from app.core.isolation import EVERYTHING, NOTHING, Scope
from tests.support.people import make_account


@pytest.fixture(autouse=True)
def resolvers(monkeypatch):
    found = []
    monkeypatch.setattr(scopes, "_resolvers", found)
    return found


def test_without_an_answer_one_sees_all_clients_or_none(db):
    account = make_account()
    assert scopes.scope_of(account, frozenset({scopes.SEES_ALL_CLIENTS})) is EVERYTHING
    assert scopes.scope_of(account, frozenset({("can_read", "Clients")})) is NOTHING


def test_the_first_answer_holds(db, resolvers):
    mine = Scope()
    for answer in (None, mine, NOTHING):
        scopes.resolver(lambda _account, _grants, answer=answer: answer)
    assert scopes.scope_of(make_account(), frozenset()) is mine


def test_a_resolver_is_asked_once(db, resolvers):
    def resolver(_account, _grants):
        return None

    scopes.resolver(resolver)
    scopes.resolver(resolver)
    assert resolvers == [resolver]
