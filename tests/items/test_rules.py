"""Where things are, and how many pieces are charged."""

import pytest

from app.items import rules
from app.items.enums import IssueState, ItemState


@pytest.mark.parametrize(
    ("quantity", "issued", "state"),
    [
        (1, 0, ItemState.in_store),
        (1, 1, ItemState.issued),
        (20, 19, ItemState.in_store),
        (20, 20, ItemState.issued),
        (0, 0, ItemState.written_off),
    ],
)
def test_an_item_is_where_its_last_piece_is(quantity, issued, state):
    assert rules.item_state(quantity=quantity, issued=issued) is state


@pytest.mark.parametrize(
    ("quantity", "returned", "is_returnable", "state"),
    [
        (3, 0, True, IssueState.held),
        (3, 1, True, IssueState.partly),
        (3, 3, True, IssueState.returned),
        (3, 0, False, IssueState.kept),
        (3, 1, False, IssueState.kept),
        (3, 3, False, IssueState.returned),
    ],
)
def test_an_issue_is_held_until_all_is_back(quantity, returned, is_returnable, state):
    found = rules.issue_state(quantity=quantity, returned=returned, is_returnable=is_returnable)
    assert found is state


@pytest.mark.parametrize(
    ("charged", "damaged", "pieces"), [(0, 2, 2), (1, 2, 3), (4, 2, 5), (5, 2, 5)]
)
def test_no_piece_is_charged_twice(charged, damaged, pieces):
    found = rules.charged_after_damage(charged=charged, damaged=damaged, quantity=5)
    assert found == pieces
