"""Whatever is done or refused leaves a row in the event log: D-AG-02."""

import pytest
import sqlalchemy as sa

from app.core.audit.models import AuditEntry
from tests.security import matrix
from tests.security.visits import outcome
from tests.support.people import PASSWORD

ADMIN = "administrator"
#: Done by whoever holds a mailed link or logs in: the row names the account, not a session's user.
BY_NOBODY_YET = {("LinkView", "forgot POST"): None, ("LinkView", "open POST"): "invited"}


@pytest.fixture
def new_rows(db):
    """Return a function: what the log holds beyond the last time it was asked."""
    last = [db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))]

    def ask():
        db.session.expire_all()
        query = sa.select(AuditEntry).where(AuditEntry.id > last[0]).order_by(AuditEntry.id)
        return list(db.session.scalars(query))

    return ask


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
    if row.actor_id not in (world.accounts[ADMIN], *who_held_a_link(row, world)):
        yield f"actor {row.actor_id}"
    if row.ip != "127.0.0.1" or not row.request_id or not row.action:
        yield f"from {row.ip!r} by request {row.request_id!r}"
    if row.action == "create" and not row.after:
        yield "created what?"
    if row.action == "update" and not (row.before or row.after):
        yield "changed what?"
    if row.action == "delete" and not row.before:
        yield "deleted what?"


def who_held_a_link(row, world):
    return ()


@pytest.mark.parametrize("person", ["portal", "coordinator_own"])
def test_every_refusal_is_noted(person, samples, visitor, world, new_rows):
    seen, asked = 0, 0
    for view, cell in matrix.rows():
        if matrix.expected(view, cell, person) != "denied":
            continue
        visit = samples.visit(view, cell, person)
        assert outcome(visitor(person).send(visit), set()) == "denied", visit
        rows = [row for row in new_rows() if row.action == "denied"]
        assert len(rows) == seen + 1, visit
        assert rows[-1].label == visit.url.split("?")[0]
        assert rows[-1].actor_id == world.accounts[person]
        seen, asked = len(rows), asked + 1
    assert asked > 20


def test_a_wrong_password_is_noted_and_so_is_the_right_one(visitor, world, new_rows):
    stranger = visitor()
    for password, action in (("nie-to-haslo-1234", "login failed"), (PASSWORD, "logged in")):
        stranger.post("/login/", {"username": ADMIN, "password": password})
        row = new_rows()[-1]
        assert (row.action, row.ip) == (action, "127.0.0.1")
        assert password not in str((row.label, row.before, row.after))
