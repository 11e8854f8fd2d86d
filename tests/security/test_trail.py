"""Whatever is done or refused leaves a row in the event log: D-AG-02."""

import pytest

from tests.security import matrix
from tests.security.visits import outcome
from tests.support.people import PASSWORD

ADMIN = "administrator"


def changing_cells():
    return [
        (view, cell) for view, cell in matrix.rows() if matrix.expected(view, cell, ADMIN) == "done"
    ]


def test_every_change_names_who_made_it_and_from_where(samples, visitor, world, reset, new_rows):
    wrong, asked = [], 0
    for view, cell in changing_cells():
        answer = visitor(ADMIN).send(samples.visit(view, cell, ADMIN))
        rows = new_rows()
        if answer.status_code >= 400 or not rows:
            wrong.append(f"{view} {cell}: {answer.status_code}, {len(rows)} rows")
        wrong += [f"{view} {cell}: {fault}" for row in rows for fault in faults(row, world)]
        reset()
        asked += 1
    assert not wrong, "\n".join(wrong)
    assert asked > 60


def faults(row, world):
    """Tell what a row does not say."""
    if row.actor_id not in (world.accounts[ADMIN], whose_link(row, world)):
        yield f"actor {row.actor_id}"
    if row.ip != "127.0.0.1" or not row.request_id or not row.action:
        yield f"from {row.ip!r} by request {row.request_id!r}"
    if row.action == "create" and not row.after:
        yield "created what?"
    if row.action == "update" and not (row.before or row.after):
        yield "changed what?"
    if row.action == "delete" and not row.before:
        yield "deleted what?"


def whose_link(row, world):
    """Nobody is logged in when a mailed link is opened; what it was for says by whom."""
    is_said = row.entity in ("Account", "AccountToken") and row.action != "invite accepted"
    return None if is_said else world.accounts["invited"]


@pytest.mark.parametrize("person", ["portal", "coordinator_own"])
def test_every_refusal_is_noted(person, samples, visitor, world, new_rows):
    last, asked = 0, 0
    for view, cell in matrix.rows():
        if matrix.expected(view, cell, person) != "denied":
            continue
        visit = samples.visit(view, cell, person)
        assert outcome(visitor(person).send(visit), set()) == "denied", visit
        (row,) = (row for row in new_rows(last) if row.action == "denied")
        assert row.label == visit.url.split("?")[0]
        assert row.actor_id == world.accounts[person]
        last, asked = row.id, asked + 1
    assert asked > 20


def test_a_wrong_password_is_noted_and_so_is_the_right_one(visitor, world, new_rows):
    stranger = visitor()
    for password, action in (("nie-to-haslo-1234", "login failed"), (PASSWORD, "logged in")):
        stranger.post("/login/", {"username": ADMIN, "password": password})
        row = new_rows()[-1]
        assert (row.action, row.ip) == (action, "127.0.0.1")
        assert password not in str((row.label, row.before, row.after))
