"""Planning many shifts at once: what is promised is done, once."""

from datetime import date, timedelta

import pytest

from app.core.errors import DomainError
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries, planning
from app.schedule.services.planning import Proposal
from tests.factories.assignments import ContractFactory

MONDAY = date(2026, 10, 5)


@pytest.fixture
def contract(db):
    return ContractFactory(starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 25))


def wanted(contract, *days, text="6-14"):
    return [Proposal(contract, day, read_worked(day, text), "Plan") for day in days]


def rows(db):
    return [(one.day.day, one.minutes) for one in db.session.query(ScheduleEntry).order_by("day")]


def test_what_is_promised_is_what_is_done(db, contract):
    entries.plan(contract, date(2026, 10, 6), read_worked(MONDAY, "8"))
    proposals = wanted(contract, *(MONDAY + timedelta(days=step) for step in range(3)))
    promised = planning.check(proposals)
    assert [one.day.day for one in promised.possible] == [5, 7]
    assert [one.day.day for one in promised.refused] == [6]
    assert rows(db) == [(6, 480)]  # nothing is written by the question
    done = planning.add(proposals)
    assert ([one.day for one in done.possible], len(done.refused)) == (
        [one.day for one in promised.possible], 1
    )  # fmt: skip
    assert rows(db) == [(5, 480), (6, 480), (7, 480)]
    assert {one.note for one in db.session.query(ScheduleEntry)} == {"Plan", None}


def test_proposals_are_checked_against_each_other(db, contract):
    elsewhere = ContractFactory(employee=contract.employee)
    both = wanted(contract, MONDAY) + wanted(elsewhere, MONDAY, text="13-21")
    checked = planning.check(both)
    assert (len(checked.possible), checked.refused[0].contract) == (1, elsewhere)
    twice = wanted(contract, MONDAY, MONDAY)
    assert len(planning.check(twice).possible) == 1


def test_a_week_is_copied_as_often_as_asked_within_the_contract(db, contract):
    entry = entries.plan(contract, MONDAY, read_worked(MONDAY, "22-6 (30)"))
    copied = planning.add(planning.weeks_copied([entry], 3))
    assert [one.day.day for one in copied.possible] == [12, 19]
    assert copied.refused[0].day == date(2026, 10, 26)  # a day after the contract
    assert rows(db) == [(5, 450), (12, 450), (19, 450)]


def test_too_many_are_refused(db, contract, monkeypatch):
    monkeypatch.setattr(planning, "MOST", 2)
    days = [MONDAY + timedelta(days=step) for step in range(3)]
    with pytest.raises(DomainError, match="3"):
        planning.check(wanted(contract, *days))
    assert len(planning.check(wanted(contract, *days[:2])).possible) == 2


def test_the_check_costs_the_same_for_one_and_for_many(db, contract, count_sql):
    def cost(days):
        with count_sql() as statements:
            planning.check(wanted(contract, *days))
        return len(statements)

    days = [MONDAY + timedelta(days=step) for step in range(15)]
    cost(days[:1])  # what the fixture has left to be written
    assert cost(days[:1]) == cost(days)


def test_nothing_wanted_is_nothing_done(db):
    assert planning.check([]).possible == []
    assert planning.add([]).possible == []
