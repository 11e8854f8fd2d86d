"""Jobs that are cancelled, ordered again, taken from a dead worker and gone on with."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app.background import queries
from app.background.enums import JobState
from app.background.models import Job
from app.background.registry import File, Result
from app.background.services import jobs, running
from app.background.worker import work_once
from app.core.clock import now
from app.core.db import separate_transaction, transaction
from app.core.errors import DomainError
from app.extensions import db as database


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(app, db, order):
    pk = order()
    with transaction():
        jobs.cancel(db.session.get(Job, pk))
    assert work_once(app) == 0
    db.session.expire_all()
    assert db.session.get(Job, pk).state is JobState.cancelled


def test_a_running_job_stops_at_its_next_report(app, order, work, folder):
    reached = []

    def go_on(job, progress):
        progress.new_file().write_text("half")
        progress(1, 10)
        with app.app_context(), transaction():
            jobs.cancel(database.session.get(Job, job.id))
        progress.hear(running.beat(progress.claim))  # what the heartbeat does by itself
        reached.append("before")
        progress(2, 10)
        reached.append("after")

    job = work(order(), go_on)
    assert (job.state, reached) == (JobState.cancelled, ["before"])
    assert list(folder.iterdir()) == []


def test_a_failed_job_can_be_ordered_again(order, work, waiting):
    def refuse(*_):
        raise DomainError("no")

    job = work(order(), refuse)
    before = waiting()
    with transaction():
        jobs.retry(job)
    assert waiting() == before + 1
    job = work(job.id, lambda *_: Result("Tym razem"))
    assert (job.state, job.message, job.error) == (JobState.done, "Tym razem", "")


def test_what_is_done_or_ordered_anew_is_not_tried_again(db, order, work):
    def refuse(*_):
        raise DomainError("no")

    failed = work(order(), refuse)
    order()
    with pytest.raises(DomainError):
        jobs.retry(failed)
    db.session.rollback()
    done = work(order("test.file"))
    with pytest.raises(DomainError):
        jobs.retry(done)


def test_a_worker_that_ends_gives_its_job_back(order, work):
    stopping, seen = threading.Event(), []

    def interrupted(_work, progress):
        with transaction():
            progress.checkpoint({"row": 7})
        stopping.set()
        progress(1, 2)

    job = work(order(), interrupted, stopping=stopping)
    assert (job.state, job.attempts) == (JobState.waiting, 0)
    job = work(job.id, lambda work, _progress: seen.append(work.checkpoint))
    assert (job.state, seen) == (JobState.done, [{"row": 7}])


def test_a_checkpoint_is_kept_with_the_work_it_stands_for(order, work):
    def fail(_work, progress):
        with transaction():
            progress.checkpoint(1)
        with transaction():
            progress.checkpoint(2)
            raise DomainError("no")

    assert work(order(), fail).checkpoint == 1


def _steal(db, pk):
    with separate_transaction() as apart:
        apart.execute(sa.update(Job).where(Job.id == pk).values(claim="another", worker="b"))


def test_a_worker_that_lost_its_job_changes_nothing_any_more(db, order, work, folder):
    reached = []

    def slow(work, progress):
        path = progress.new_file()
        _steal(db, work.id)
        with transaction():
            reached.append("checkpoint")
            progress.checkpoint(1)
        reached.append("after")
        return Result("stolen", File(path, "a.txt", "text/plain"))

    job = work(order(), slow)
    assert (job.state, job.worker, job.checkpoint) == (JobState.running, "b", None)
    assert (job.message, job.file_key, reached) == ("", "", ["checkpoint"])

    other = order("test.file")
    assert work(other).state is JobState.done


def test_a_job_of_a_dead_worker_is_taken_again_until_its_attempts_are_used_up(db, order, waiting):
    pk = order()
    for attempt in range(1, 4):
        with time_machine.travel(now() + timedelta(minutes=5 * attempt)):
            assert running.take(pk, "dying").job.attempt == attempt
            assert running.take(pk, "too late") is None
            running.sweep()
            assert db.session.get(Job, pk, populate_existing=True).state is JobState.running
            db.session.rollback()
        with time_machine.travel(now() + timedelta(minutes=5 * attempt + 2)):
            running.sweep()
        db.session.rollback()
    job = db.session.get(Job, pk)
    assert (job.state, job.attempts) == (JobState.failed, 3)
    assert job.error


def test_a_heartbeat_keeps_a_job_from_being_taken(db, order):
    pk = order()
    claim = running.take(pk, "alive")
    with time_machine.travel(now() + timedelta(minutes=5)):
        assert running.beat(claim) is running.Answer.go_on
        assert db.session.scalar(queries.needs_sweep(now())) is None
    with time_machine.travel(now() + timedelta(minutes=10)):
        assert db.session.scalar(queries.needs_sweep(now())) == 1
