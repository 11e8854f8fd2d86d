"""Batches of cells: what is written, what is refused, and that the rest is left alone."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.positions.enums import Unit
from app.positions.services import seed_rate_kinds
from app.schedule.enums import EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.rules.grid import Lens
from app.schedule.rules.worked import ChosenKind, read_worked
from app.schedule.services import deciding, entries, months
from app.schedule.services.cells import Typed, write
from tests.factories.assignments import ContractFactory
from tests.factories.positions import RateKindFactory

DONE, PLAN = Lens(), Lens(is_plan=True)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)


@pytest.fixture
def contract(db):
    seed_rate_kinds()
    return ContractFactory(starts_on=date(2026, 10, 2), ends_on=date(2026, 11, 30))


def typed(contract, text, day=MONDAY, seen="", revision=0):
    return Typed(contract.id, day, text, seen, revision)


def one(contract, text, day=MONDAY, seen="", revision=0, lens=DONE):
    return write([typed(contract, text, day, seen, revision)], lens)[0]


def stored(db, day=MONDAY):
    db.session.expire_all()
    return list(db.session.scalars(sa.select(ScheduleEntry).filter_by(day=day)))


@pytest.mark.parametrize(
    ("text", "minutes", "shown"),
    [("8", 480, "8"), ("7,25", 435, "7:15"), ("7:15", 435, "7:15"), ("6-14 (30)", 450, "6–14 (30)"),
     ("22:30-6", 450, "22:30–6"), ("16-24", 480, "16–24"), ("0-24", 1440, "0–24")],
)  # fmt: skip
def test_an_empty_cell_takes_what_is_typed(db, contract, text, minutes, shown):
    answer = one(contract, text)
    (entry,) = stored(db)
    assert (entry.minutes, entry.state, answer.error) == (minutes, EntryState.reported, "")
    assert (answer.cell.text, answer.cell.revision, answer.cell.value) == (shown, 1, minutes)
    again = one(contract, shown, TUESDAY)  # what a cell shows can be pasted into another
    assert (again.cell.text, again.cell.value) == (shown, minutes)


def test_a_cell_that_is_cleared_loses_its_entry(db, contract):
    one(contract, "8")
    answer = one(contract, "", seen="8", revision=1)
    assert (answer.cell.text, answer.cell.revision, stored(db)) == ("", 0, [])


def test_the_plan_is_written_as_a_plan_and_confirmed_by_typing_over_it(db, contract):
    assert one(contract, "6-14", lens=PLAN).cell.state is EntryState.planned
    confirmed = one(contract, "6–14", seen="6–14", revision=1)
    assert (confirmed.cell.state, confirmed.cell.value) == (EntryState.reported, 480)
    (entry,) = stored(db)
    assert entry.is_as_planned
    refused = one(contract, "8", seen="6–14", revision=2, lens=PLAN)
    assert "Performed" in refused.error or "Wykonanie" in refused.error


def test_a_bad_cell_does_not_keep_the_good_ones_from_being_saved(db, contract):
    answers = write(
        [
            typed(contract, "8"),
            typed(contract, "osiem", TUESDAY),
            typed(contract, "8", date(2026, 10, 1)),
            typed(contract, "25", WEDNESDAY),
            typed(contract, "0", date(2026, 10, 8)),
            typed(contract, "7", date(2026, 10, 9)),
        ],
        DONE,
    )
    assert [bool(answer.error) for answer in answers] == [False, True, True, True, True, False]
    assert [entry.day for day in (MONDAY, date(2026, 10, 9)) for entry in stored(db, day)] == [
        MONDAY,
        date(2026, 10, 9),
    ]
    assert db.session.query(ScheduleEntry).count() == 2


def test_somebody_elses_value_is_shown_instead_of_being_lost(db, contract):
    one(contract, "8")
    one(contract, "7", seen="8", revision=1)  # somebody else
    answer = one(contract, "6", seen="8", revision=1)
    assert answer.is_conflict
    assert (answer.cell.text, answer.cell.revision) == ("7", 2)
    assert [entry.minutes for entry in stored(db)] == [420]
    mine = one(contract, "6", seen="7", revision=2)  # and chosen all the same
    assert (mine.is_conflict, mine.cell.text) == (False, "6")


def test_two_people_who_fill_the_same_empty_cell_make_one_entry(db, contract):
    one(contract, "8")
    assert one(contract, "7").is_conflict
    assert not one(contract, "8").is_conflict  # both say the same
    assert len(stored(db)) == 1


def test_shifts_of_a_person_may_change_places_in_one_batch(db, contract):
    for day in (MONDAY, TUESDAY):
        one(contract, "5-13", day)
    answers = write([typed(contract, "22-6", day, "5–13", 1) for day in (MONDAY, TUESDAY)], DONE)
    assert [answer.error for answer in answers] == ["", ""]


def test_what_a_refused_cell_keeps_counts_against_the_others(db, contract):
    """Tuesday keeps its morning, because its new text is none; so Monday's night cannot be."""
    for day in (MONDAY, TUESDAY):
        one(contract, "5-13", day)
    one(contract, "13-21", WEDNESDAY)
    answers = write(
        [
            typed(contract, "22-6", MONDAY, "5–13", 1),
            typed(contract, "20-14", TUESDAY, "5–13", 1),
        ],
        DONE,
    )
    assert all("overlaps" in answer.error or "okrywa" in answer.error for answer in answers)
    assert [(entry.minutes, entry.revision) for entry in stored(db, MONDAY)] == [(480, 1)]


def test_a_person_is_in_one_place_within_a_batch_too(db, contract):
    elsewhere = ContractFactory(employee=contract.employee)
    answers = write([typed(contract, "6-14"), typed(elsewhere, "13-15")], DONE)
    assert [bool(answer.error) for answer in answers] == [False, True]


def test_several_entries_of_a_day_are_shown_as_their_sum_and_not_typed_over(db, contract):
    for text in ("6-10", "12-16:30"):
        entries.report(contract, MONDAY, read_worked(MONDAY, text))
    answer = one(contract, "8", seen="8:30", revision=2)
    assert (answer.cell.text, answer.cell.count, bool(answer.error)) == ("8:30", 2, True)
    assert len(stored(db)) == 2


def test_accepted_hours_are_to_be_accepted_again_when_typed_over(db, contract):
    one(contract, "8")
    deciding.accept(stored(db))
    assert db.session.query(EntryPart).count() == 1
    answer = one(contract, "7", seen="8", revision=2)
    assert answer.cell.state is EntryState.reported
    assert db.session.query(EntryPart).count() == 0


def test_settled_hours_and_closed_months_refuse(db, contract):
    one(contract, "8")
    (entry,) = stored(db)
    entry.state, entry.settlement_id = EntryState.settled, 1
    db.session.flush()
    assert one(contract, "7", seen="8", revision=2).error
    months.close_month(MONDAY)
    for text in ("8", "6-14"):
        assert "10.2026" in one(contract, text, TUESDAY).error
    assert [entry.minutes for entry in stored(db)] == [480]


def test_a_contract_that_does_not_exist_is_refused_alone(db, contract):
    answers = write([Typed(10**6, MONDAY, "8"), typed(contract, "8")], DONE)
    assert [bool(answer.error) for answer in answers] == [True, False]


def test_a_chosen_kind_has_cells_of_its_own(db, contract):
    kind = RateKindFactory(unit=Unit.day)
    lens = Lens(kind=ChosenKind(kind.id, Unit.day))
    answer = one(contract, "0,5", lens=lens)
    assert (answer.cell.text, answer.cell.value) == ("0,5", 50)
    assert one(contract, "8").cell.text == "8"  # hours of the same day
    assert one(contract, "2", TUESDAY, lens=lens).error
    assert len(stored(db)) == 2


def test_hours_of_a_chosen_kind_keep_it_when_their_number_changes(db, contract):
    kind = RateKindFactory(unit=Unit.hour)
    said = read_worked(MONDAY, "4", ChosenKind(kind.id, Unit.hour))
    entries.report(contract, MONDAY, said)
    one(contract, "5", seen="4", revision=1)
    assert [(entry.minutes, entry.rate_kind_id) for entry in stored(db)] == [(300, kind.id)]


def test_a_batch_costs_the_same_statements_however_many_cells_it_has(db, contract, count_sql):
    def cost(days):
        with count_sql() as statements:
            write([typed(contract, "8", day) for day in days], DONE)
        return statements

    cost([date(2026, 10, 2)])  # relations are read the first time
    few = cost([date(2026, 10, 5)])
    many = cost([date(2026, 10, day) for day in range(6, 26)])
    assert len(few) == len(many)
