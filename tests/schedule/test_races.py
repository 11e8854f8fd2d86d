"""Somebody writes hours while a file with the same person's comes or goes, or a month is closed."""

from datetime import date, time

import pytest

from app.assignments.models import Contract
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db as database
from app.schedule.enums import EntryState, ImportState
from app.schedule.rules.worked import read_worked
from app.schedule.services import deciding, months, splitting
from app.schedule.services import entries as schedule
from app.schedule.services.imports import reverting, steps, writing
from tests.factories.positions import RateKindFactory
from tests.schedule.importing import Quietly, checked, entries, imported, person, sheet
from tests.support.together import overtake

MONDAY = date(2026, 10, 5)
INSERTING, SPLITTING = (writing, "_insert"), (splitting, "parts_of")
CHECKED = (schedule, "draft")


@pytest.fixture
def file(tmp_path):
    return sheet(tmp_path / "godziny.xlsx", ("U/Kowalska", "", MONDAY, time(6), time(14), None, ""))


@pytest.fixture
def anna(db):
    RateKindFactory()
    found = person().id
    db.session.commit()
    return found


def begun(work, state):
    """Return the key of an import that is about to be brought in, or taken back."""
    with transaction():
        steps.begin(work, state)
    pk = work.id
    database.session.remove()
    return pk


def act(app, do):
    """Return what somebody does as a call that tells how it ended."""

    def run():
        with app.app_context():
            try:
                do()
            except DomainError as refusal:
                return type(refusal).__name__
            return "done"

    return run


def report(contract_id):
    with transaction():
        contract = database.session.get_one(Contract, contract_id)
        schedule.report(contract, MONDAY, read_worked(MONDAY, "7-15"))


def accept():
    with transaction():
        deciding.accept(entries())


def import_while_typing(app, monkeypatch, anna, file):
    pk = begun(checked(file), ImportState.importing)
    coming_in = act(app, lambda: steps.run_import(pk, Quietly()))
    ends = overtake(monkeypatch, INSERTING, coming_in, act(app, lambda: report(anna)))
    database.session.rollback()
    return ends, [entry.minutes for entry in entries()]


def take_back_while_accepting(app, monkeypatch, file):
    pk = begun(imported(file), ImportState.reverting)
    going = act(app, lambda: steps.run_revert(pk, Quietly()))
    ends = overtake(monkeypatch, SPLITTING, act(app, accept), going)
    database.session.rollback()
    return ends, [entry.state for entry in entries()]


def test_hours_typed_in_meanwhile_are_checked_against_those_of_the_file(
    app, anna, file, monkeypatch
):
    ends, minutes = import_while_typing(app, monkeypatch, anna, file)
    assert (ends, minutes) == (("done", "DomainError"), [480])


def close_while_typing(app, monkeypatch, anna):
    """Return how many entries whoever closes the month finds in it, and how many it has then."""
    seen = []

    def close():
        with transaction():
            months.close_month(MONDAY)
            seen.append(len(entries()))

    ends = overtake(monkeypatch, CHECKED, act(app, lambda: report(anna)), act(app, close))
    database.session.rollback()
    assert ends == ("done", "done")
    return [*seen, len(entries())]


def test_a_month_is_closed_when_nobody_writes_hours_any_more(app, anna, monkeypatch):
    assert close_while_typing(app, monkeypatch, anna) == [1, 1]


def test_without_the_lock_hours_come_into_a_closed_month(app, db, anna, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time.")
    monkeypatch.setattr(schedule, "lock_people", lambda _ids: None)
    assert close_while_typing(app, monkeypatch, anna) == [0, 1]


@pytest.mark.usefixtures("anna")
def test_hours_accepted_meanwhile_are_not_taken_back(app, file, monkeypatch):
    ends, states = take_back_while_accepting(app, monkeypatch, file)
    assert (ends, states) == (("done", "done"), [EntryState.accepted])


def test_without_the_lock_they_do_get_in_each_other_s_way(app, db, anna, file, monkeypatch):
    """The races are real: SQLite has one writer at a time, PostgreSQL needs the lock."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time.")
    for module in (writing, reverting):
        monkeypatch.setattr(module, "lock_people", lambda _ids: None)
    _ends, minutes = import_while_typing(app, monkeypatch, anna, file)
    assert minutes == [480, 480]
