"""Pasting over cells that hold something: written at once, told as if each had been typed alone."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError

from app.core.audit.models import AuditEntry
from app.extensions import db as database
from app.positions.services import seed_rate_kinds
from app.schedule.enums import EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.rules.grid import Lens
from app.schedule.rules.worked import read_worked
from app.schedule.services import cells, deciding, entries
from app.schedule.services.cells import Typed, write
from tests.factories.assignments import ContractFactory

DONE, PLAN = Lens(), Lens(is_plan=True)
MONDAY = date(2026, 10, 5)
DAYS = [date(2026, 10, day) for day in range(5, 17)]
#: When something was said differs between two runs of a test, and is no value of it.
WHEN = frozenset({"reported_at", "decided_at"})


@pytest.fixture
def contract(db):
    seed_rate_kinds()
    return ContractFactory(starts_on=date(2026, 10, 2), ends_on=date(2026, 11, 30))


@pytest.fixture
def other(contract):
    """Somebody else with the same contract, whose entries are changed one by one."""
    return ContractFactory(
        position=contract.position, starts_on=contract.starts_on, ends_on=contract.ends_on
    )


def planned(contract, day):
    return entries.plan(contract, day, read_worked(day, "6-14 (30)"))


def reported(contract, day):
    return entries.report(contract, day, read_worked(day, "8"))


def accepted(contract, day):
    entry = reported(contract, day)
    deciding.accept([entry])
    return entry


def rejected(contract, day):
    entry = reported(contract, day)
    deciding.reject([entry], "Nie było jej")
    return entry


def told(db, entry_id, *, since=1):
    """Return what the event log says of an entry, without when it was; its creation left out."""
    query = sa.select(AuditEntry).filter_by(entity="ScheduleEntry", record_id=str(entry_id))
    return [
        (
            row.action, row.client_id, row.label.split(",")[0],
            *({key: value for key, value in (said or {}).items() if key not in WHEN}
              for said in (row.before, row.after)),
            (row.before or {}).keys(), (row.after or {}).keys(),
        )
        for row in db.session.scalars(query.order_by(AuditEntry.id))
    ][since:]  # fmt: skip


def held(db, entry_id):
    """Return what an entry holds that does not tell whose it is."""
    entry = db.session.get(ScheduleEntry, entry_id, populate_existing=True)
    own = WHEN | {"id", "contract_id", "employee_id", "created_on", "changed_on"}
    return {
        column.key: getattr(entry, column.key)
        for column in ScheduleEntry.__table__.c
        if column.key not in own
    }


def edit(entry_id, text, lens):
    """Change one entry as its dialog does, in a request of its own."""
    database.session.commit()
    database.session.expunge_all()
    query = sa.select(ScheduleEntry).options(joinedload(ScheduleEntry.employee))
    entry = database.session.scalars(query.filter_by(id=entry_id)).one()
    worked = read_worked(entry.day, text)
    if entry.state is EntryState.planned and not lens.is_plan:
        entries.confirm(entry, worked)
    else:
        entries.change(entry, entry.day, worked)


@pytest.mark.parametrize(
    ("before", "lens", "said"),
    [
        (planned, PLAN, ("6–14 (30)", "7-15")),
        (planned, DONE, ("6–14 (30)", "9")),
        (reported, DONE, ("8", "22-6 (45)")),
        (accepted, DONE, ("8", "7:15")),
        (rejected, DONE, ("8", "7")),
    ],
)
def test_the_event_log_of_a_paste_is_that_of_single_edits(db, contract, other, before, lens, said):
    seen, text = said
    pasted = [before(contract, day) for day in DAYS[:3]]
    single = [before(other, day).id for day in DAYS[:3]]
    batch = [Typed(contract.id, one.day, text, seen, one.revision) for one in pasted]
    db.session.commit()
    assert [(one.error, one.is_conflict) for one in write(batch, lens)] == [("", False)] * 3
    pasted = [one.id for one in pasted]
    for one in single:
        edit(one, text, lens)
    for ours, theirs in zip(pasted, single, strict=True):
        assert told(db, ours) == told(db, theirs)
        assert held(db, ours) == held(db, theirs)
    assert told(db, pasted[0])[-1][0] == "update"


@pytest.mark.parametrize(("lens", "enter"), [(PLAN, entries.plan), (DONE, entries.report)])
@pytest.mark.parametrize("text", ["8", "22-6 (30)"])
def test_the_event_log_of_new_hours_is_that_of_single_ones(db, contract, other, lens, enter, text):
    days = DAYS[:3]
    answers = write([Typed(contract.id, day, text) for day in days], lens)
    assert [(one.error, one.cell.revision) for one in answers] == [("", 1)] * 3
    mine = db.session.scalars(sa.select(ScheduleEntry.id).filter_by(contract_id=contract.id)).all()
    own = {"id", "contract_id", "employee_id", "created_on"}
    for day, ours in zip(days, mine, strict=True):
        theirs = enter(other, day, read_worked(day, text)).id
        db.session.commit()
        ((action, client, label, _none, values, _keys, keys),) = told(db, ours, since=0)
        ((*same, _none, expected, _keys, expected_keys),) = told(db, theirs, since=0)
        assert ([action, client, label], keys) == (same, expected_keys)
        assert {key: values[key] for key in values.keys() - own} == {
            key: expected[key] for key in expected.keys() - own
        }
        assert (values["id"], values["contract_id"]) == (ours, contract.id)
        assert held(db, ours) == held(db, theirs)


@pytest.mark.parametrize(
    ("before", "lens", "seen"),
    [(planned, PLAN, "6–14 (30)"), (accepted, DONE, "8"), (rejected, DONE, "8")],
)
def test_the_event_log_of_emptied_cells_is_that_of_single_ones(
    db, contract, other, before, lens, seen
):
    pasted = [before(contract, day) for day in DAYS[:3]]
    single = [before(other, day).id for day in DAYS[:3]]
    batch = [Typed(contract.id, one.day, "", seen, one.revision) for one in pasted]
    ids = [one.id for one in pasted]
    db.session.commit()
    assert [(one.error, one.cell.text) for one in write(batch, lens)] == [("", "")] * 3
    for one in single:
        db.session.commit()
        db.session.expunge_all()
        query = sa.select(ScheduleEntry).options(joinedload(ScheduleEntry.employee))
        entries.remove(db.session.scalars(query.filter_by(id=one)).one())
    assert db.session.query(ScheduleEntry).count() == db.session.query(EntryPart).count() == 0
    own = {"id", "contract_id", "employee_id", "created_on"}
    for ours, theirs in zip(ids, single, strict=True):
        *_rest, (action, client, label, was, becomes, keys, _none) = told(db, ours)
        *_rest, (*same, expected, nothing, expected_keys, _none) = told(db, theirs)
        assert ([action, client, label], becomes, keys) == (same, nothing, expected_keys)
        assert action == "delete"
        assert {key: was[key] for key in was.keys() - own} == {
            key: expected[key] for key in expected.keys() - own
        }


def test_a_paste_says_who_and_when(db, login_as, contract):
    entry = reported(contract, MONDAY)
    entry.changed_on = entry.reported_at = entry.created_on = entry.created_on.replace(year=2025)
    db.session.commit()
    office = login_as("Koordynator – wszyscy klienci, bez stawek")
    sent = {"month": "2026-10", "cells": f'[[{contract.id}, 5, "7", "8", {entry.revision}]]'}
    assert "error" not in office.post("/hours/save", data=sent).text
    db.session.expire_all()
    entry = db.session.scalars(sa.select(ScheduleEntry)).one()
    assert (entry.minutes, entry.changed_by_id) == (420, office.account_id)
    assert entry.reported_by_id == office.account_id
    assert min(entry.changed_on, entry.reported_at).year > 2025
    row = db.session.scalars(
        sa.select(AuditEntry).filter_by(entity="ScheduleEntry").order_by(AuditEntry.id.desc())
    ).first()
    assert (row.actor_id, row.before["minutes"], row.after["minutes"]) == (
        office.account_id, 480, 420,
    )  # fmt: skip


def test_the_same_said_otherwise_changes_nothing(db, contract):
    entry = planned(contract, MONDAY)
    (answer,) = write([Typed(contract.id, MONDAY, "06:00-14 (30)", "6–14 (30)", 1)], PLAN)
    assert (answer.cell.text, answer.cell.revision, answer.error) == ("6–14 (30)", 1, "")
    assert told(db, entry.id) == []


@pytest.mark.parametrize("text", ["7", ""])
def test_whoever_was_faster_by_a_moment_stops_the_paste(db, contract, monkeypatch, text):
    """Rejecting waits for nobody's hours, so an entry may change after the paste has read it."""
    first, second = (reported(contract, day) for day in DAYS[:2])
    db.session.commit()
    found = cells._possible

    def interrupted(*args):
        table = ScheduleEntry.__table__
        command = sa.update(table).where(table.c.id == second.id).values(revision=2)
        db.session.connection().execute(command)
        return found(*args)

    monkeypatch.setattr(cells, "_possible", interrupted)
    batch = [Typed(contract.id, one.day, text, "8", 1) for one in (first, second)]
    with pytest.raises(StaleDataError):
        write(batch, DONE)
    db.session.rollback()
    assert [one.minutes for one in (first, second)] == [480, 480]
    assert told(db, first.id) == []


def test_what_the_session_knew_of_an_entry_is_read_again(db, contract):
    entry = reported(contract, MONDAY)
    write([Typed(contract.id, MONDAY, "7", "8", 1)], DONE)
    assert (entry.minutes, entry.revision) == (420, 2)
    entry.note = "Po zmianie"
    db.session.flush()
    assert entry.revision == 3


def test_a_paste_costs_the_same_statements_however_many_cells_it_has(db, contract, count_sql):
    def cost(days, text):
        batch = [Typed(contract.id, day, text, "8", 1) for day in days]
        with count_sql() as statements:
            answers = write(batch, DONE)
        assert not any(answer.error or answer.is_conflict for answer in answers)
        return len(statements)

    for day in DAYS:
        reported(contract, day)
    db.session.commit()
    cost(DAYS[:1], "6")
    assert cost(DAYS[1:2], "6") == cost(DAYS[2:], "7")
