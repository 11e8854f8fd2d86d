"""A page costs the same at N rows and at ten times as many."""

import pytest

from tests.performance.pages import EQUAL_PAGES, PAGES

COUNTERS = ("clients", "contacts", "palette", "client")


@pytest.mark.parametrize("name", PAGES)
def test_page_answers(measured, name):
    assert (measured.small[name].status, measured.large[name].status) == (200, 200)


@pytest.mark.parametrize("name", PAGES)
def test_number_of_statements_does_not_grow(measured, name):
    small, large = measured.small[name].sql, measured.large[name].sql
    assert len(small) == len(large), "\n".join(large)
    assert small


@pytest.mark.parametrize("name", EQUAL_PAGES)
def test_bytes_do_not_grow(measured, name):
    assert len(measured.small[name].body) == len(measured.large[name].body)


@pytest.mark.parametrize("name", COUNTERS)
def test_statements_are_the_same_ones(measured, name):
    assert measured.small[name].sql == measured.large[name].sql
