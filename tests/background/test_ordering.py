"""A job is kept or lost with its cause, and the same work is ordered once."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.background import registry, rules
from app.background.enums import JobState
from app.background.models import Job
from app.background.queue import Queue
from app.background.services import jobs, running
from app.background.worker import look_round
from app.core.db import transaction
from app.core.errors import DomainError
from tests.background.clock import later
from tests.support.people import make_account


def test_a_cause_that_is_rolled_back_leaves_no_job_and_wakes_nobody(db, waiting):
    def change():
        with transaction():
            jobs.enqueue("test.call")
            raise DomainError("no")

    with pytest.raises(DomainError):
        change()
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 0
    db.session.commit()
    assert waiting() == 0


def test_a_worker_is_woken_after_the_commit_and_not_before(db, waiting):
    with transaction():
        jobs.enqueue("test.call")
        assert waiting() == 0
    assert waiting() == 1


def test_only_a_number_travels_through_the_queue(app, order):
    pk = order(arguments={"secret": "kanarek"})
    (message,) = Queue(app).huey.storage.enqueued_items()
    assert json.loads(bytes(message))[-1] == pk
    assert b"kanarek" not in bytes(message)


def test_a_lost_wake_up_is_found_by_the_sweep(app, db, order, waiting):
    order()
    Queue(app).huey.storage.flush_queue()
    look_round()
    assert waiting() == 0
    with later(seconds=20):
        look_round()
    assert waiting() == 1


def test_a_queue_that_is_away_loses_no_job(app, db, order, waiting, monkeypatch, caplog):
    def fail(_self, _pk):
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr(Queue, "wake", fail)
        pk = order()
    assert "queue not reached" in caplog.text
    with later(seconds=20):
        assert running.sweep() == 1
    assert db.session.get(Job, pk).state is JobState.waiting


def test_the_same_unfinished_work_is_ordered_once(order, work):
    first = order("test.file", {"name": "a.txt"})
    assert order("test.file", {"name": "a.txt"}) == first
    assert order("test.file", {"name": "b.txt"}) != first
    work(first)
    assert order("test.file", {"name": "a.txt"}) != first


def test_the_same_work_ordered_at_the_same_moment_is_one_job(app, db):
    barrier = threading.Barrier(4)

    def ask(_number):
        with app.app_context():
            barrier.wait()
            with transaction():
                return jobs.enqueue("test.call", {"x": 1}).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1


def test_nobody_fills_the_queue_alone(db, order):
    greedy, other = make_account(), make_account()
    pks = (greedy.id, other.id)
    for number in range(rules.MOST_PER_OWNER):
        order(arguments={"n": number}, owner_id=pks[0])
    with pytest.raises(DomainError):
        order(arguments={"n": "more"}, owner_id=pks[0])
    assert order(arguments={"n": "more"}, owner_id=pks[1])


def test_a_kind_nobody_has_registered_cannot_be_ordered(db, order):
    with pytest.raises(KeyError):
        order("test.unknown")


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match=r"test\.call"):
        registry.job("test.call", label="Again")(lambda *_: None)
