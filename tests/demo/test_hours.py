"""The hours of the demo: what the services would have written, and the month counted by hand."""

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts import acting
from app.accounts.models import Account
from app.assignments.models import Contract
from app.clients.models import Client
from app.core.audit.models import AuditEntry
from app.core.clock import pretending
from app.core.isolation import EVERYTHING
from app.core.money import round_money
from app.demo.days import Days
from app.demo.shifts import worked_month
from app.positions.enums import RateRule, Unit
from app.positions.models import RateKind
from app.schedule.enums import EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.rules.coverage import overlaps
from app.schedule.rules.holidays import public_holidays
from app.schedule.rules.kinds import KindRule, make_plan
from app.schedule.rules.shifts import place_shift, shift_between
from app.schedule.rules.splitting import Work, minutes_per_kind, split
from app.schedule.rules.worked import Worked
from app.schedule.services.deciding import accept, reject
from app.schedule.services.entries import confirm, plan, report, worked_of
from app.schedule.services.splitting import split_again
from tests.demo.conftest import TODAY

DAYS = Days(TODAY)
MONTH = DAYS.month(1)
NOT_COMPARED = {"id", "import_id", "import_key", "settlement_id"}


def every(session, model):
    return list(session.scalars(sa.select(model).order_by(model.id)))


def minutes_by_rate(session, contract):
    """Give the minutes of the month to the first kind that has a rate at the position."""
    rated = {rate.rate_kind_id: rate for rate in contract.position.rates}
    found = Counter()
    parts = session.scalars(sa.select(EntryPart).filter_by(contract_id=contract.id))
    for part in parts:
        if part.day.replace(day=1) == MONTH:
            kind = next(int(one) for one in part.kinds.split(",") if int(one) in rated)
            found[rated[kind]] += part.minutes
    return found


def test_worked_month_is_the_one_of_the_documentation(demo):
    client = demo.scalars(sa.select(Client).where(Client.name.startswith("Hotel Bałtyk"))).one()
    first, second = demo.scalars(
        sa.select(Contract)
        .where(Contract.client_id == client.id, Contract.starts_on < DAYS.month())
        .order_by(Contract.id)
    ).all()
    of_first, of_second = minutes_by_rate(demo, first), minutes_by_rate(demo, second)
    named = {str(rate.rate_kind): minutes for rate, minutes in of_first.items()}
    assert named == {
        "dzienna": 152 * 60 + 30, "nocna": 37 * 60 + 15, "nadgodziny 50 %": 12 * 60 + 45
    }  # fmt: skip
    assert {str(rate.rate_kind): minutes for rate, minutes in of_second.items()} == {
        "dzienna": 16 * 60
    }

    def pay(found):
        return sum(
            round_money(Decimal(minutes) / 60 * rate.employee_rate)
            for rate, minutes in found.items()
        )

    assert (pay(of_first), pay(of_second)) == (Decimal("7200.30"), Decimal("534.40"))
    net = sum(
        round_money(Decimal(minutes) / 60 * rate.client_rate)
        for rate, minutes in (of_first + of_second).items()
    )
    assert net == Decimal("11128.37")


@pytest.mark.parametrize("year", [2024, 2026, 2027])
def test_worked_month_fits_into_every_month(year):
    plan_of_kinds = make_plan(
        [
            KindRule(1, RateRule.base),
            KindRule(2, RateRule.night),
            KindRule(3, RateRule.overtime_50, daily=480),
        ]
    )
    for month in range(1, 13):
        days = Days(date(year, month, 1))
        found = worked_month(days.month(), days.month_end())
        assert all(days.month() <= day <= days.month_end() for _who, day, _span in found)
        work = [
            Work.of(number, place_shift(day, span))
            for number, (who, day, span) in enumerate(found)
            if who == 0
        ]
        assert overlaps([(one.key, one.shift) for one in work]) == []
        pieces = split(work, plan_of_kinds, holidays=public_holidays([year]))
        assert minutes_per_kind(pieces) == {1: 9150, 2: 2235, 3: 765}, (year, month)


def test_past_months_are_decided_this_one_is_under_way_the_next_is_planned(demo):
    entries = every(demo, ScheduleEntry)
    past = Counter(one.state for one in entries if one.day < DAYS.month())
    assert set(past) == set(EntryState) - {EntryState.planned}
    assert past[EntryState.settled] > 0.8 * past.total()
    older = {one.state for one in entries if one.day < DAYS.month(1)}
    assert older == {EntryState.settled, EntryState.rejected}
    current = Counter(one.state for one in entries if DAYS.month() <= one.day < TODAY)
    assert set(current) == set(EntryState) - {EntryState.settled}
    assert {one.state for one in entries if one.day >= TODAY} == {EntryState.planned}
    months = {one.day.replace(day=1) for one in entries}
    assert months == {DAYS.month(3), DAYS.month(2), DAYS.month(1), DAYS.month(), DAYS.month(-1)}
    assert any(one.planned_minutes and one.minutes != one.planned_minutes for one in entries)
    assert any(one.minutes and one.started_at is None for one in entries)


def test_hours_lie_in_their_contracts_and_nobody_works_twice_at_once(demo):
    shifts = {}
    for entry in every(demo, ScheduleEntry):
        assert entry.contract.period.holds(entry.day)
        assert (entry.client_id, entry.employee_id) == (
            entry.contract.client_id,
            entry.contract.employee_id,
        )
        if entry.shift:
            shifts.setdefault(entry.employee_id, []).append((entry.id, entry.shift))
    assert len(shifts) > 30
    assert [found for ones in shifts.values() for found in overlaps(ones)] == []


def test_trips_have_days_or_one_lump_sum_for_each_month(demo):
    units = {kind.id: kind.unit for kind in every(demo, RateKind)}
    entries = [one for one in every(demo, ScheduleEntry) if one.quantity is not None]
    assert {units[one.rate_kind_id] for one in entries} == {Unit.day, Unit.month}
    lumps = [
        (one.contract_id, one.day.replace(day=1))
        for one in entries
        if units[one.rate_kind_id] is Unit.month
    ]
    assert len(lumps) == len(set(lumps))
    assert all(one.quantity == 1 for one in entries)


def test_split_is_what_the_product_would_split(demo):
    columns = [column for column in EntryPart.__table__.c if column.name != "id"]

    def parts():
        return Counter(map(tuple, demo.execute(sa.select(*columns))))

    before = parts()
    assert before.total() > 1000
    ids = demo.scalars(sa.select(Contract.id)).all()
    days = [DAYS.first + timedelta(days=number) for number in range((TODAY - DAYS.first).days)]
    split_again(ids, days)
    assert parts() == before
    demo.rollback()


@contextmanager
def acting_then(session, account_id, at):
    account = session.get(Account, account_id)
    with pretending(at), acting.acting_as(account, scope=EVERYTHING):
        yield


def values_of(entry):
    return {
        column.key: getattr(entry, column.key)
        for column in ScheduleEntry.__table__.c
        if column.key not in NOT_COMPARED
    }


def planned_work(values, worked):
    if values["planned_quantity"] is not None or values["planned_started_at"] is None:
        return Worked(values["planned_minutes"], None, values["planned_quantity"], worked.kind)
    start, end = values["planned_started_at"], values["planned_ended_at"]
    pause = (end - start) // timedelta(minutes=1) - values["planned_minutes"]
    return Worked.of_shift(shift_between(start, end, pause=pause), worked.kind)


def written_again(session, entry):
    """Take an entry out and have the services write it, each step by whom and when it was done."""
    values, worked, contract = values_of(entry), worked_of(entry), entry.contract
    session.delete(entry)
    session.flush()
    is_planned = values["planned_minutes"] is not None or values["planned_quantity"] is not None
    day, source = values["day"], values["source"]
    with acting_then(session, values["created_by_id"], values["created_on"]):
        write = plan if is_planned else report
        work = planned_work(values, worked) if is_planned else worked
        again = write(contract, day, work, source=source)
        session.flush()
    if is_planned and values["reported_at"]:
        with acting_then(session, values["reported_by_id"], values["reported_at"]):
            confirm(again, worked)
    if values["decided_at"]:
        with acting_then(session, values["decided_by_id"], values["decided_at"]):
            if values["reject_reason"]:
                reject([again], values["reject_reason"])
            else:
                accept([again])
    session.flush()
    session.refresh(again)
    return values, values_of(again)


@pytest.mark.parametrize(
    "condition",
    [
        ScheduleEntry.state == EntryState.planned,
        ScheduleEntry.state == EntryState.reported,
        ScheduleEntry.state == EntryState.rejected,
        sa.and_(ScheduleEntry.state == EntryState.accepted, ScheduleEntry.started_at.is_not(None)),
        sa.and_(ScheduleEntry.minutes.is_not(None), ScheduleEntry.started_at.is_(None)),
        ScheduleEntry.planned_minutes != ScheduleEntry.minutes,
        sa.and_(ScheduleEntry.planned_minutes.is_(None), ScheduleEntry.minutes.is_not(None)),
        ScheduleEntry.quantity.is_not(None),
    ],
)
def test_entries_are_what_the_services_would_have_written(demo, condition):
    is_open = sa.and_(
        ScheduleEntry.day >= DAYS.month(), ScheduleEntry.state != EntryState.settled, condition
    )
    found = demo.scalars(sa.select(ScheduleEntry).where(is_open).order_by(ScheduleEntry.id)).all()
    sample = {found[0], found[len(found) // 2], found[-1]}
    for entry in sample:
        values, again = written_again(demo, entry)
        assert again == values
    demo.rollback()


def test_event_log_says_how_many_were_written(demo):
    noted = demo.scalars(sa.select(AuditEntry).filter_by(action="bulk", entity="ScheduleEntry"))
    count = demo.scalar(sa.select(sa.func.count()).select_from(ScheduleEntry))
    assert sum(one.after["ScheduleEntry.create"] for one in noted) == count


def test_chosen_kind_is_needed_for_a_quantity_only(demo):
    entries = every(demo, ScheduleEntry)
    assert all((one.rate_kind_id is None) == (one.quantity is None) for one in entries)
