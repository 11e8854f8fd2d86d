"""Each period is planned once, however many schedulers there are, and a missed one is made up."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import IntegrityError

from app.background import files, jobs, registry, scheduler
from app.background.enums import JobState
from app.background.models import BackgroundProcess, Job, Lease, PeriodicRun
from app.background.rules import Cron, Every
from app.background.services import planning, running
from app.background.worker import work_once
from app.core.clock import now
from app.core.db import transaction
from app.core.views.submission import FormSubmission
from tests.background import kinds

NIGHT = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)  # half past four in Poland


def periods(db, name):
    db.session.rollback()
    found = sa.select(PeriodicRun.period).where(PeriodicRun.name == name)
    return list(db.session.scalars(found.order_by(PeriodicRun.period)))


def count(db, model):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


# -- the rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "at", "due"),
    [
        (Every(timedelta(seconds=10)), "2026-11-24T10:00:07", "2026-11-24T10:00:00"),
        (Every(timedelta(seconds=10)), "2026-11-24T10:00:10", "2026-11-24T10:00:10"),
        (Cron("30 4 * * *"), "2026-11-24T03:30:00", "2026-11-24T03:30:00"),
        (Cron("30 4 * * *"), "2026-11-24T03:29:59", "2026-11-23T03:30:00"),
        (Cron("30 4 * * *"), "2026-07-24T03:00:00", "2026-07-24T02:30:00"),  # summer time
        (Cron("0 6 * * mon"), "2026-11-24T10:00:00", "2026-11-23T05:00:00"),
        (Cron("0 6 1 * *"), "2026-11-24T10:00:00", "2026-11-01T05:00:00"),
        (Cron("0 6 1 1 *"), "2026-11-24T10:00:00", "2026-01-01T05:00:00"),
    ],
)
def test_newest_period_is_the_last_one_that_has_begun(schedule, at, due):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert schedule.latest(moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_day_that_does_not_exist_is_never_due():
    assert Cron("0 6 30 2 *").latest(NIGHT) is None


def test_nothing_is_due_between_two_and_three_when_clocks_are_turned():
    risky = []
    for work in registry.periodics():
        if isinstance(work.schedule, Cron):
            hours = work.schedule.text.split()[1]
            risky += [work.name] if hours in ("2", "*") else []
    assert risky == []


# -- planning ---------------------------------------------------------------------------------


def test_two_schedulers_plan_each_of_three_nights_once(app, db):
    barrier = threading.Barrier(2)
    with time_machine.travel(NIGHT - timedelta(days=1)):
        planning.plan("test.nightly")

    def plan(_number):
        with app.app_context():
            barrier.wait()
            return planning.plan("test.nightly")

    with ThreadPoolExecutor(2) as pool:
        for night in range(3):
            with time_machine.travel(NIGHT + timedelta(days=night, seconds=2)):
                assert sorted(pool.map(plan, range(2))) == [False, True]
                db.session.rollback()
                assert work_once(app) == 1
    assert periods(db, "test.nightly")[1:] == [NIGHT + timedelta(days=night) for night in range(3)]
    assert kinds.ticks == ["nightly"] * 3


def test_the_database_refuses_a_second_stamp(db):
    for _ in range(2):
        db.session.add(PeriodicRun(name="test.nightly", period=NIGHT))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    db.session.add(PeriodicRun(name="test.nightly", period=NIGHT))
    db.session.add(PeriodicRun(name="test.nightly", period=NIGHT + timedelta(days=1)))
    db.session.flush()


def test_missed_nights_are_made_up_by_one_run(app, db):
    with time_machine.travel(NIGHT):
        planning.plan("test.nightly")
    with time_machine.travel(NIGHT + timedelta(days=5, hours=3)):
        assert planning.plan("test.nightly")
        assert not planning.plan("test.nightly")
        assert work_once(app) == 1
        assert not planning.plan("test.nightly")
    assert kinds.ticks == ["nightly"]


def test_nightly_work_that_is_new_begins_with_the_next_night(app, db):
    with time_machine.travel(NIGHT + timedelta(hours=8)):
        assert not planning.plan("test.nightly")
        assert planning.plan("test.often")
    with time_machine.travel(NIGHT + timedelta(days=1, seconds=1)):
        assert planning.plan("test.nightly")


def test_a_long_run_is_not_overtaken_by_the_next_period(app, db):
    with time_machine.travel(NIGHT, tick=False) as clock:
        assert planning.plan("test.often")
        pk = db.session.scalars(sa.select(Job.id)).one()
        claim = running.take(pk, "slow")
        clock.shift(timedelta(seconds=30))
        assert not planning.plan("test.often")
        running.finish(claim, registry.kind_of("test.often"), registry.Result())
        clock.shift(timedelta(seconds=10))
        assert planning.plan("test.often")
    assert len(periods(db, "test.often")) == 2


def test_frequent_work_leaves_a_row_only_when_it_fails(app, db, monkeypatch):
    with time_machine.travel(NIGHT, tick=False) as clock:
        planning.plan("test.often")
        work_once(app)
        assert count(db, Job) == 0
        clock.shift(timedelta(seconds=10))
        planning.plan("test.often")
        monkeypatch.setattr(kinds, "ticks", None)
        work_once(app)
        assert [job.state for job in db.session.scalars(sa.select(Job))] == [JobState.failed]


def test_nightly_work_leaves_a_row(app, db):
    with time_machine.travel(NIGHT):
        planning.plan("test.nightly")
    with time_machine.travel(NIGHT + timedelta(days=1)):
        planning.plan("test.nightly")
        work_once(app)
    assert [job.state for job in db.session.scalars(sa.select(Job))] == [JobState.done]


# -- who leads --------------------------------------------------------------------------------


def test_one_scheduler_leads_and_another_takes_over_when_it_is_silent(db):
    with time_machine.travel(NIGHT, tick=False) as clock:
        assert planning.hold_lease("a")
        assert not planning.hold_lease("b")
        clock.shift(timedelta(seconds=20))
        assert planning.hold_lease("a")
        clock.shift(timedelta(seconds=20))
        assert not planning.hold_lease("b")
        clock.shift(timedelta(seconds=20))
        assert planning.hold_lease("b")
        assert not planning.hold_lease("a")


def test_a_scheduler_that_ends_in_order_makes_room_at_once(db):
    assert planning.hold_lease("a")
    planning.give_lease_up("b")
    assert not planning.hold_lease("b")
    planning.give_lease_up("a")
    assert planning.hold_lease("b")


def test_of_schedulers_that_start_together_one_leads(app, db):
    barrier = threading.Barrier(4)

    def hold(name):
        with app.app_context():
            barrier.wait()
            return planning.hold_lease(name)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(hold, "abcd")) == 1


def test_only_the_leader_s_clock_runs_and_it_catches_up_first(app, db):
    first, second = scheduler.make_clock(app), scheduler.make_clock(app)
    for clock in (first, second):
        clock.start(paused=True)
    try:
        for clock, holder in ((first, "a"), (second, "b")):
            scheduler.lead_or_stand_by(app, clock, holder)
        assert [clock.state for clock in (first, second)] == [1, 2]  # running, paused
        assert periods(db, "test.often")
        with transaction():
            db.session.execute(sa.update(Lease).values(holder="b"))
        for clock, holder in ((first, "a"), (second, "b")):
            scheduler.lead_or_stand_by(app, clock, holder)
        assert [clock.state for clock in (first, second)] == [2, 1]
    finally:
        for clock in (first, second):
            clock.shutdown()


def test_the_clock_knows_all_periodic_work(app):
    names = {job.id for job in scheduler.make_clock(app).get_jobs()}
    assert names == {work.name for work in registry.periodics()}
    assert {"messaging.send", "messaging.seal", "messaging.purge", "background.tidy"} <= names


# -- housekeeping -----------------------------------------------------------------------------


def test_what_is_old_is_forgotten_and_what_is_young_stays(app, db, order, work, folder):
    old, young = (work(order("test.file", {"name": name})).id for name in "ab")
    old_file = folder / db.session.get(Job, old).file_key
    long_ago = now() - timedelta(days=8)
    with transaction():
        db.session.execute(sa.update(Job).where(Job.id == old).values(finished_at=long_ago))
        for day in (1, 5, 6):
            db.session.add(PeriodicRun(name="x", period=now() - timedelta(days=day)))
        db.session.add(PeriodicRun(name="y", period=now() - timedelta(days=40)))
        for days in (0, 8):
            seen = now() - timedelta(days=days)
            db.session.add(BackgroundProcess(kind="worker", name=str(days), seen_at=seen))
        for token, days in (("a", 1), ("b", 31)):
            at = now() - timedelta(days=days)
            db.session.add(FormSubmission(token=token, digest="", url="/", created_at=at))
    os.utime(old_file, (long_ago.timestamp(), long_ago.timestamp()))
    jobs.tidy()
    assert files.find(db.session.get(Job, young).file_key)
    assert not db.session.get(Job, old).file_key
    assert not old_file.exists()
    assert len(periods(db, "x")) == len(periods(db, "y")) == 1
    assert [row.name for row in db.session.scalars(sa.select(BackgroundProcess))] == ["0"]
    assert [row.token for row in db.session.scalars(sa.select(FormSubmission))] == ["a"]
    with time_machine.travel(now() + timedelta(days=91)):
        jobs.tidy()
    assert db.session.get(Job, young, populate_existing=True) is None


def test_dates_of_cron_are_polish():
    winter = Cron("0 6 * * *").latest(datetime(2026, 1, 10, 12, tzinfo=UTC))
    summer = Cron("0 6 * * *").latest(datetime(2026, 7, 10, 12, tzinfo=UTC))
    assert (winter.hour, summer.hour) == (5, 4)
