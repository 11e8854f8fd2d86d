"""With a guard switched off, the battery must say so: a check that cannot fail proves nothing."""

import pytest
from jinja2.utils import LRUCache

from app.clients.models import Client
from app.core import access, isolation
from app.core.db import transaction
from app.core.modules import Module, switch
from app.extensions import csrf
from tests.security import (
    matrix,
    test_crawl,
    test_forgery,
    test_leaks,
    test_matrix,
    test_trail,
)
from tests.security.markup import faults_of
from tests.security.world import BETA, BOUND, GUARDIAN

pytestmark = pytest.mark.any_database


@pytest.fixture
def without_isolation(monkeypatch):
    """Every request is taken for one that sees all clients, while reading and while writing."""
    monkeypatch.setattr(isolation, "current_scope", lambda: isolation.EVERYTHING)


def test_without_isolation_pages_and_lists_leak(
    without_isolation, monkeypatch, app, samples, world, visitor, reset
):
    limited = visitor(GUARDIAN)
    monkeypatch.setattr(test_crawl, "MOST_PAGES", 30)  # enough to meet Beta
    with pytest.raises(AssertionError, match=BETA):
        test_crawl.test_no_page_that_links_lead_to_shows_beta(limited, world)
    with pytest.raises(AssertionError, match=BETA):
        test_leaks.test_the_palette_finds_only_own_records(limited, visitor)
    with pytest.raises(AssertionError, match=BETA):
        test_leaks.test_no_option_is_a_foreign_row(app, samples, world, limited, visitor)
    with pytest.raises(AssertionError, match=BETA):
        test_leaks.test_a_form_filled_from_the_address_shows_no_foreign_name(
            app, world, limited, visitor
        )


def test_without_isolation_foreign_ids_are_taken(without_isolation, samples, world, visitor, reset):
    with pytest.raises(AssertionError) as found:
        test_leaks.test_no_cell_takes_a_foreign_id(samples, world, visitor(BOUND), visitor, reset)
    said = str(found.value)
    for part in ("/clients/show/", "/contacts/edit/", "/notes/", "/audit/show/", "done"):
        assert part in said


def test_without_isolation_foreign_keys_are_taken(
    without_isolation, monkeypatch, app, samples, world, visitor, reset
):
    with pytest.raises(AssertionError):
        test_leaks.test_no_form_takes_a_foreign_key(
            app, samples, world, visitor(BOUND), visitor, reset
        )


@pytest.fixture
def without_permissions(monkeypatch):
    """The guard takes everybody who is logged in for somebody who may."""
    monkeypatch.setattr(access, "can", lambda _verb, _entity: True)


@pytest.mark.parametrize("view", ["ClientView", "ModulesView", "AuditEntryView", "NoteView"])
def test_without_permissions_the_matrix_is_broken(
    view, without_permissions, samples, visitor, world, reset, inner_errors
):
    with pytest.raises(AssertionError, match=r"portal GET /.*: (ok|missing), not denied"):
        test_matrix.test_every_cell_of(view, samples, visitor, world, reset, inner_errors)


def test_without_permissions_no_refusal_is_noted(
    without_permissions, samples, visitor, world, new_rows
):
    with pytest.raises(AssertionError):
        test_trail.test_every_refusal_is_noted("portal", samples, visitor, world, new_rows)


def test_without_csrf_forged_requests_are_taken(monkeypatch, samples, visitor, own_token, reset):
    monkeypatch.setattr(csrf, "protect", lambda: None)
    cells = [("ClientView", "add POST"), ("UserView", "action/deactivate POST"),
             ("ModulesView", "switch POST")]  # fmt: skip
    monkeypatch.setattr(samples, "cells", lambda: cells)
    with pytest.raises(AssertionError) as found:
        test_forgery.test_nothing_is_changed_without_the_token_of_ones_own_session(
            samples, visitor, own_token, reset
        )
    for part in ("POST /clients/add", "POST /users/action/deactivate/", "POST /modules/"):
        assert part in str(found.value)


def test_without_escaping_markup_comes_through(monkeypatch, app, world, marked, admin):
    url = f"/clients/show/{world.alfa.ids[Client]}"
    assert faults_of(admin.get(url)) == []
    monkeypatch.setattr(app.jinja_env, "autoescape", False)
    monkeypatch.setattr(app.jinja_env, "cache", LRUCache(400))  # compiled anew
    faults = faults_of(admin.get(url))
    assert "raw" in faults
    assert any(fault.startswith("element xss") for fault in faults)


def test_a_page_that_writes_when_it_is_read_is_found(monkeypatch, app, samples, visitor, reset):
    """The handler of a POST, also routed for GET."""
    view = app.extensions["crm.views"]["ModulesView"]
    index = view.index

    def switching():
        with transaction():
            switch(Module.tags, is_on=False)
        return index()

    monkeypatch.setitem(app.view_functions, "ModulesView.index", switching)
    monkeypatch.setattr(samples, "cells", lambda: [("ModulesView", "index GET")])
    with pytest.raises(AssertionError, match="/modules/"):
        test_forgery.test_reading_changes_nothing("administrator", app, samples, visitor, reset)


def test_a_page_the_matrix_does_not_know_is_found(monkeypatch, samples):
    rows = dict(matrix.rows())
    del rows["ClientView", "show GET"]
    monkeypatch.setattr(matrix, "rows", lambda: rows)
    with pytest.raises(AssertionError, match=r"not in matrix\.yaml"):
        test_matrix.test_every_rule_has_its_row_and_every_row_its_rule(samples)


def test_a_row_of_a_page_that_is_gone_is_found(monkeypatch, samples):
    rows = matrix.rows() | {("ClientView", "print GET"): "read"}
    monkeypatch.setattr(matrix, "rows", lambda: rows)
    with pytest.raises(AssertionError, match="but gone"):
        test_matrix.test_every_rule_has_its_row_and_every_row_its_rule(samples)
