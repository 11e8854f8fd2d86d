"""Accepting and rejecting hours, and the split that follows."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.errors import DomainError
from app.positions.enums import RateRule, Unit
from app.positions.models import RateKind
from app.positions.services import seed_rate_kinds
from app.schedule.enums import EntryState
from app.schedule.models import EntryPart
from app.schedule.queries import RULES
from app.schedule.rules.worked import ChosenKind, read_worked
from app.schedule.services import deciding, entries
from tests.factories.assignments import ContractFactory

MONDAY = date(2026, 10, 5)


@pytest.fixture
def kinds(db):
    seed_rate_kinds()
    return {kind.rule: kind.id for kind in db.session.scalars(sa.select(RateKind))}


@pytest.fixture
def contract(db, kinds):
    return ContractFactory(starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 30))


def report(contract, text, day=MONDAY):
    return entries.report(contract, day, read_worked(day, text))


def parts(db, *found):
    query = sa.select(EntryPart.kinds, EntryPart.minutes, EntryPart.causes)
    query = query.where(EntryPart.entry_id.in_([one.id for one in found]))
    return sorted(tuple(row) for row in db.session.execute(query))


def ladder(kinds, *rules):
    return ",".join(str(kinds[rule]) for rule in rules)


def test_accepted_hours_are_split_by_the_rules(db, contract, kinds):
    entry = report(contract, "20-6")  # ten hours, of them eight at night; two above eight
    deciding.accept([entry])
    base, night = RateRule.base, RateRule.night
    above = ladder(kinds, RateRule.overtime_100, RateRule.overtime_50, night, base)
    assert sorted(parts(db, entry)) == sorted(
        [
            (ladder(kinds, base), 120, ""),
            (ladder(kinds, night, base), 360, "night"),
            (above, 120, "above_day,night"),
        ]
    )


def test_hours_only_count_once_they_are_accepted(db, contract):
    entry = report(contract, "6-14")
    assert parts(db, entry) == []
    deciding.accept([entry])
    assert [row[1] for row in parts(db, entry)] == [480]
    deciding.take_back([entry])
    assert (parts(db, entry), entry.state) == ([], EntryState.reported)


def test_the_week_is_split_anew_when_one_of_its_days_changes(db, contract, kinds):
    days = [date(2026, 10, day) for day in range(5, 11)]  # six times eight: 48 hours
    shifts = [report(contract, "6-14", day) for day in days]
    deciding.accept(shifts)
    assert parts(db, shifts[-1])[0][2] == "above_week"
    entries.remove(shifts[0])
    assert parts(db, shifts[-1]) == [(ladder(kinds, RateRule.base), 480, "")]


def test_settled_hours_keep_the_split_they_were_settled_with(db, contract):
    monday, tuesday = report(contract, "6-14"), report(contract, "6-14", date(2026, 10, 6))
    deciding.accept([monday])
    before = parts(db, monday)
    monday.state, monday.settlement_id = EntryState.settled, 1
    deciding.accept([tuesday])
    assert parts(db, monday) == before
    assert len(parts(db, tuesday)) == 1


def test_a_quantity_is_one_part_of_its_kind(db, contract, kinds):
    kind = db.session.scalar(sa.select(RateKind).filter_by(unit=Unit.day))
    said = read_worked(MONDAY, "1", ChosenKind(kind.id, Unit.day))
    entry = entries.report(contract, MONDAY, said)
    deciding.accept([entry])
    part = db.session.scalar(sa.select(EntryPart).filter_by(entry_id=entry.id))
    assert (part.kinds, part.quantity, part.minutes) == (str(kind.id), Decimal(1), 0)


def test_a_rejection_needs_a_reason(db, contract):
    entry = report(contract, "8")
    with pytest.raises(DomainError):
        deciding.reject([entry], "  ")
    deciding.reject([entry], "Nie było jej w pracy")
    assert (entry.state, entry.reject_reason) == (EntryState.rejected, "Nie było jej w pracy")


def test_planned_hours_are_not_accepted(contract):
    planned = entries.plan(contract, MONDAY, read_worked(MONDAY, "8"))
    with pytest.raises(DomainError):
        deciding.accept([planned])


def test_four_eyes_see_more_than_two(app, db, contract, login_as):
    account = login_as("Administrator").account_id
    entry = report(contract, "8")
    entry.reported_by_id = account
    db.session.flush()
    RULES.set(four_eyes=True)
    with app.test_request_context("/", environ_overrides={"crm.user_id": account}):
        from app.core.isolation import EVERYTHING, set_scope  # noqa: PLC0415

        set_scope(EVERYTHING)
        with pytest.raises(DomainError):
            deciding._check_four_eyes(entry, deciding.four_eyes_actor())
        RULES.set(four_eyes=False)
        deciding._check_four_eyes(entry, deciding.four_eyes_actor())


def test_the_split_of_many_costs_no_more_statements(db, contract, count_sql):
    def accept(days):
        found = [report(contract, "6-14", date(2026, 10, day)) for day in days]
        with count_sql() as statements:
            deciding.accept(found)
        return [one for one in statements if "schedule_entry_part" in one]

    assert len(accept([5])) == len(accept([6, 7, 8, 12, 13, 14]))
