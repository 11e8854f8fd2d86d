"""Planning, reporting, changing and removing entries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.core.errors import DomainError
from app.positions.enums import Unit
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import ChosenKind, read_worked
from app.schedule.services import entries, months
from app.schedule.services.book import Book
from tests.factories.assignments import ContractFactory
from tests.factories.positions import RateKindFactory

MONDAY = date(2026, 10, 5)


@pytest.fixture
def contract(db):
    return ContractFactory(starts_on=date(2026, 10, 2), ends_on=date(2026, 11, 30))


def said(text, day=MONDAY):
    return read_worked(day, text)


def test_a_shift_is_stored_as_real_time(contract):
    entry = entries.report(contract, MONDAY, said("22-6 (30)"))
    assert (entry.started_at, entry.ended_at) == (
        datetime(2026, 10, 5, 20, tzinfo=UTC),
        datetime(2026, 10, 6, 4, tzinfo=UTC),
    )
    assert (entry.minutes, entry.pause, entry.state) == (450, 30, EntryState.reported)
    assert entry.shift.minutes == 450  # read back as it was written


def test_the_night_of_the_clock_change_has_nine_hours(contract):
    day = date(2026, 10, 24)
    assert entries.report(contract, day, said("22-6", day)).minutes == 540


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 12, 1)])
def test_a_day_the_contract_does_not_cover_is_refused(contract, day):
    with pytest.raises(DomainError, match=r"does not cover|nie obejmuje"):
        entries.plan(contract, day, said("8", day))


def test_the_first_and_the_last_day_of_the_contract_are_covered(contract):
    for day in (date(2026, 10, 2), date(2026, 11, 30)):
        assert entries.plan(contract, day, said("8", day)).id


def test_hours_of_a_day_to_come_are_planned_not_reported(contract, monkeypatch):
    monkeypatch.setattr("app.schedule.services.book.today", lambda: MONDAY)
    tuesday = date(2026, 10, 6)
    with pytest.raises(DomainError, match=r"still to come|dopiero"):
        entries.report(contract, tuesday, said("8", tuesday))
    assert entries.plan(contract, tuesday, said("8", tuesday)).state is EntryState.planned
    assert entries.report(contract, MONDAY, said("8")).id


def test_a_person_is_not_in_two_places_at_once(contract):
    entries.report(contract, MONDAY, said("6-14"))
    elsewhere = ContractFactory(employee=contract.employee)
    with pytest.raises(DomainError, match=r"overlaps|okrywa"):
        entries.report(elsewhere, MONDAY, said("13:59-15"))
    assert entries.report(elsewhere, MONDAY, said("14-15")).id


def test_a_night_shift_overlaps_with_the_next_morning(contract):
    entries.report(contract, MONDAY, said("22-6"))
    tuesday = date(2026, 10, 6)
    with pytest.raises(DomainError, match=r"overlaps|okrywa"):
        entries.report(contract, tuesday, said("5-13", tuesday))


def test_rejected_hours_take_no_time(db, contract):
    entry = entries.report(contract, MONDAY, said("6-14"))
    entry.state, entry.reject_reason = EntryState.rejected, "Nie było jej"
    db.session.flush()
    assert entries.report(contract, MONDAY, said("6-14")).id


def test_a_day_has_no_more_hours_than_it_has(contract):
    entries.report(contract, MONDAY, said("20"))
    with pytest.raises(DomainError, match="26:00"):
        entries.report(contract, MONDAY, said("6"))
    assert entries.report(contract, MONDAY, said("4")).id


def test_a_plan_is_kept_beside_what_was_worked(contract):
    entry = entries.plan(contract, MONDAY, said("6-14"))
    entries.confirm(entry, said("6-15"))
    assert (entry.planned_minutes, entry.minutes) == (480, 540)
    assert not entry.is_as_planned
    assert entry.state is EntryState.reported


def test_a_plan_confirmed_as_it_was_is_as_planned(contract):
    entry = entries.plan(contract, MONDAY, said("6-14 (15)"))
    entries.confirm(entry)
    assert entry.is_as_planned
    with pytest.raises(DomainError):
        entries.confirm(entry)


def test_a_changed_plan_stays_a_plan(contract):
    entry = entries.plan(contract, MONDAY, said("6-14"))
    entries.change(entry, date(2026, 10, 6), said("7-15", date(2026, 10, 6)))
    assert (entry.state, entry.day) == (EntryState.planned, date(2026, 10, 6))
    assert entry.planned_started_at == entry.started_at


def test_what_was_rejected_is_reported_again_when_changed(db, contract):
    entry = entries.report(contract, MONDAY, said("8"))
    entry.state, entry.reject_reason = EntryState.rejected, "Za dużo"
    db.session.flush()
    entries.change(entry, MONDAY, said("7:30"))
    assert (entry.state, entry.reject_reason, entry.minutes) == (EntryState.reported, None, 450)


def test_a_shift_may_be_moved_within_its_own_time(contract):
    entry = entries.report(contract, MONDAY, said("6-14"))
    entries.change(entry, MONDAY, said("7-15"))
    assert entry.started_at == datetime(2026, 10, 5, 5, tzinfo=UTC)


def test_a_closed_month_takes_no_hours_and_loses_none(db, contract):
    entry = entries.report(contract, MONDAY, said("8"))
    months.close_month(MONDAY)
    for act in (
        lambda: entries.report(contract, date(2026, 10, 7), said("8", date(2026, 10, 7))),
        lambda: entries.change(entry, MONDAY, said("7")),
        lambda: entries.remove(entry),
    ):
        with pytest.raises(DomainError, match=r"10\.2026"):
            act()
    with pytest.raises(DomainError):
        months.open_month(MONDAY, " ")
    months.open_month(MONDAY, "Spóźniona lista")
    entries.remove(entry)
    assert db.session.query(ScheduleEntry).count() == 0


def test_days_are_counted_once_a_day_and_lump_sums_once_a_month(contract):
    day_kind = RateKindFactory(unit=Unit.day)
    month_kind = RateKindFactory(unit=Unit.month)
    a_day, a_month = ChosenKind(day_kind.id, Unit.day), ChosenKind(month_kind.id, Unit.month)
    entry = entries.report(contract, MONDAY, read_worked(MONDAY, "0,5", a_day))
    assert (entry.quantity, entry.minutes) == (Decimal("0.5"), None)
    with pytest.raises(DomainError):
        entries.report(contract, MONDAY, read_worked(MONDAY, "1", a_day))
    entries.report(contract, MONDAY, read_worked(MONDAY, "1", a_month))
    with pytest.raises(DomainError):
        entries.report(contract, date(2026, 10, 9), read_worked(MONDAY, "1", a_month))
    assert entries.report(contract, date(2026, 11, 2), read_worked(MONDAY, "1", a_month)).id


def test_settled_hours_are_locked(db, contract):
    entry = entries.report(contract, MONDAY, said("8"))
    entry.state, entry.settlement_id = EntryState.settled, 1
    db.session.flush()
    for act in (lambda: entries.change(entry, MONDAY, said("7")), lambda: entries.remove(entry)):
        with pytest.raises(DomainError, match=r"settled|rozliczon"):
            act()


def test_one_book_serves_many_entries(db, contract, count_sql):
    days = [date(2026, 10, day) for day in range(5, 25)]
    book = Book([contract.id], days[0], days[-1])
    with count_sql() as statements:
        for day in days:
            book.check(contract.id, day, said("8", day))
    assert statements == []
