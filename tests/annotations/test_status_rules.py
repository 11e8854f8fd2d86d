"""Which statuses may be set now."""

import pytest

from app.annotations.rules import StatusRule, allowed_statuses

SALES, BOSS = 1, 2
POTENTIAL = StatusRule(10)
ACTIVE = StatusRule(20, source_ids=frozenset({10, 30}))
PAUSED = StatusRule(30, role_ids=frozenset({BOSS}))
CLOSED = StatusRule(40, role_ids=frozenset({BOSS}), source_ids=frozenset({20}))
GONE = StatusRule(50, is_archived=True)
RULES = (POTENTIAL, ACTIVE, PAUSED, CLOSED, GONE)


@pytest.mark.parametrize(
    ("current", "roles", "allowed"),
    [
        (None, [SALES], [10]),
        (None, [BOSS], [10, 30]),
        (10, [SALES], [10, 20]),
        (10, [BOSS], [10, 20, 30]),
        (20, [SALES], [10, 20]),
        (20, [SALES, BOSS], [10, 20, 30, 40]),
        (30, [SALES], [10, 20, 30]),
        (40, [], [10, 40]),
        (50, [], [10, 50]),
    ],
)
def test_statuses_are_offered_by_role_and_by_what_came_before(current, roles, allowed):
    assert allowed_statuses(current, RULES, roles) == allowed


def test_without_statuses_nothing_is_offered():
    assert allowed_statuses(None, [], [SALES]) == []
