"""Lists and searches are answered from an index, not by reading and sorting the table."""

import re

import pytest

#: „Incremental Sort” only orders equal keys by id, a page at a time.
_SORTS = re.compile(r"TEMP B-TREE FOR ORDER BY|(?<!Incremental )Sort  \(")
_TRIGRAMS = re.compile(r"search_entry_fts VIRTUAL TABLE|ix_search_entry_text_trgm")


def selects(answer, words):
    found = [(sql, values) for sql, values in answer.statements if words in sql]
    assert found, answer.sql
    return found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("clients", "ORDER BY client.sort_key"),
        ("clients, by name backwards", "ORDER BY client.sort_key DESC"),
        ("contacts", "ORDER BY client_contact.sort_key"),
    ],
)
def test_list_is_read_in_the_order_of_an_index(measured, name, words):
    for sql, values in selects(measured.large[name], words):
        plan = measured.plan(sql, values)
        assert not _SORTS.search(plan), plan
        column = words.split()[2].partition(".")[2]
        assert re.search(rf"ix_\w+_{column}", plan), plan


@pytest.mark.parametrize(
    "name",
    [
        "clients, found",
        "clients, a rare word",
        "clients, two words",
        "palette",
    ],
)
def test_search_reads_the_trigram_index(measured, name):
    for sql, values in selects(measured.large[name], "search_entry"):
        plan = measured.plan(sql, values)
        assert _TRIGRAMS.search(plan), plan


def test_counting_stops_at_a_bound(measured):
    ((sql, _values),) = selects(measured.large["clients"], "count(*)")
    assert "LIMIT" in sql
    assert b"1000+" in measured.large["clients"].body


@pytest.mark.parametrize("name", ["clients, a rare word", "palette"])
def test_found_rows_are_read_by_key(measured, name):
    """Not by walking another index and asking for each row whether the search has found it."""
    for sql, values in selects(measured.large[name], "search_entry"):
        plan = measured.plan(sql, values)
        assert "ix_client_archived_on_sort_key" not in plan, plan
        assert "uq_search_entry_kind_record_id" not in plan, plan
