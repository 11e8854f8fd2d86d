"""How many statements and bytes a page may take at most."""

import pytest

from tests.performance.conftest import fetch
from tests.performance.pages import PAGES

KILOBYTE = 1024


def test_client_list_with_relations_takes_at_most_twelve_statements(measured):
    answer = measured.large["clients"]
    assert len(answer.sql) <= 12, "\n".join(answer.sql)
    assert any("client_tag" in statement for statement in answer.sql)
    assert any("client_guardian" in statement for statement in answer.sql)


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("clients")])
def test_client_list_of_fifty_rows_takes_at_most_sixty_kilobytes(measured, name):
    assert len(measured.large[name].body) <= 60 * KILOBYTE


def test_client_list_shows_fifty_rows(measured):
    assert measured.large["clients"].body.count(b"<tr data-preview") == 50


def test_profile_takes_at_most_fifteen_statements(measured):
    answer = measured.large["client"]
    assert len(answer.sql) <= 15, "\n".join(answer.sql)


def test_palette_takes_at_most_five_statements(measured):
    for name in ("palette", "palette, many hits", "palette, two letters"):
        answer = measured.large[name]
        assert len(answer.sql) <= 5, "\n".join(answer.sql)


def test_history_takes_few_statements_however_long_it_is(measured):
    answer = fetch(measured.client, "/clients/history/1")
    assert len(answer.sql) <= 12, "\n".join(answer.sql)
    assert len(answer.body) <= 200 * KILOBYTE
