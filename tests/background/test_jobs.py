"""A job is kept or lost with its cause, runs as its owner, and ends in exactly one way."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.roles import ADMINISTRATOR
from app.background import queries, registry, rules
from app.background.enums import JobState
from app.background.models import Job
from app.background.queue import Queue
from app.background.registry import File, Result
from app.background.services import jobs, running
from app.background.worker import look_round, work_once
from app.clients.models import Client
from app.core.access import can
from app.core.audit.models import AuditEntry
from app.core.clock import now
from app.core.db import separate_transaction, transaction
from app.core.errors import DomainError
from app.core.models import Setting
from app.extensions import db as database
from tests.background import kinds
from tests.factories.clients import ClientFactory
from tests.support.people import make_account

OWN = "Koordynator – swoi klienci, bez stawek"


def later(**span):
    return time_machine.travel(now() + timedelta(**span))


# -- ordering ---------------------------------------------------------------------------------


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


# -- how a job ends ---------------------------------------------------------------------------


def test_a_job_leaves_a_sentence_and_a_file(order, work, folder):
    job = work(order("test.file", {"text": "Żółć"}))
    assert (job.state, job.message, job.attempts) == (JobState.done, "Gotowe", 1)
    assert job.finished_at >= job.started_at
    assert (folder / job.file_key).read_text() == "Żółć"
    assert (folder / job.file_key).stat().st_mode & 0o777 == 0o600


def test_a_refusal_fails_the_job_with_its_words(order, work):
    def refuse(*_):
        raise DomainError("Nie tym razem.")

    job = work(order(), refuse)
    assert (job.state, job.error, job.attempts) == (JobState.failed, "Nie tym razem.", 1)


def test_a_bug_fails_the_job_and_is_logged_under_its_number(order, work, caplog):
    def stumble(*_):
        raise KeyError("kanarek")

    job = work(order(), stumble)
    assert job.state is JobState.failed
    assert "kanarek" not in job.error
    (line,) = [record for record in caplog.records if record.message == "job failed"]
    assert line.trace_id == job.trace_id
    assert "kanarek" in str(line.exc_info[1])


def test_a_passing_fault_is_tried_again_and_then_given_up(order, work):
    def fail(*_):
        raise OperationalError("SELECT", {}, OSError("away"))

    pk = order()
    states = []
    for _ in range(3):
        with time_machine.travel(now() + timedelta(hours=len(states))):
            job = work(pk, fail)
            states.append(job.state)
            assert work(pk, fail).attempts == job.attempts  # not due yet, or over
    assert states == [JobState.waiting, JobState.waiting, JobState.failed]


def test_a_passing_fault_that_has_passed_leaves_no_trace(order, work):
    def fail(*_):
        raise OSError("disk is away")

    pk = order()
    assert work(pk, fail).error
    with later(minutes=1):
        job = work(pk, lambda *_: None)
    assert (job.state, job.error) == (JobState.done, "")


def test_a_failed_job_leaves_no_file(order, work, folder):
    def fail(_work, progress):
        progress.new_file().write_text("half")
        raise DomainError("no")

    work(order(), fail)
    assert list(folder.iterdir()) == []


def test_a_job_of_another_version_fails_with_words(db, order, work):
    pk = order()
    db.session.execute(sa.update(Job).values(kind="test.gone"))
    db.session.commit()
    job = work(pk)
    assert job.state is JobState.failed
    assert job.error


# -- cancel, retry, resume --------------------------------------------------------------------


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


# -- the rights of the owner ------------------------------------------------------------------


def test_a_job_has_its_owners_rows_rights_name_and_language(db, order, work):
    owner = make_account(OWN, locale="en")
    owner_id, owner_name = owner.id, str(owner)
    ClientFactory(name="Swój", guardians=[owner])
    ClientFactory(name="Cudzy")
    db.session.commit()
    seen = {}

    def look(*_):
        seen["clients"] = [row.name for row in database.session.scalars(sa.select(Client))]
        seen["rights"] = (can("export", "Clients"), can("read", "Rates"))
        seen["name"], seen["word"] = str(current_user), gettext("Yes")
        with transaction():
            database.session.scalars(sa.select(Client)).one().short_name = "z tła"

    assert work(order(owner_id=owner_id), look).state is JobState.done
    assert seen == {
        "clients": ["Swój"],
        "rights": (True, False),
        "name": owner_name,
        "word": "Yes",
    }
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "update", AuditEntry.entity == "Client")
    ).one()
    assert entry.actor_id == owner_id


def test_a_job_cannot_write_what_its_owner_may_not_see(db, order, work):
    owner_id = make_account(OWN).id
    foreign_id = ClientFactory(name="Cudzy").id
    db.session.commit()

    def trespass(*_):
        with transaction():
            database.session.execute(
                sa.update(Client).where(Client.id == foreign_id).values(name="Mój")
            )

    work(order(owner_id=owner_id), trespass)
    assert db.session.get(Client, foreign_id, populate_existing=True).name == "Cudzy"
    owner_id = make_account(ADMINISTRATOR).id
    work(order(owner_id=owner_id), trespass)
    assert db.session.get(Client, foreign_id, populate_existing=True).name == "Mój"


def test_a_job_of_the_system_sees_everything(db, order, work):
    ClientFactory(name="A")
    db.session.commit()
    seen = []
    work(order(), lambda *_: seen.extend(database.session.scalars(sa.select(Client.name))))
    assert seen == ["A"]


@pytest.mark.parametrize("values", [{"active": False}, {"confirmed_at": None}])
def test_a_job_of_an_account_that_may_not_log_in_is_refused(db, order, work, values):
    ran = []
    owner_id = make_account(ADMINISTRATOR, **values).id
    job = work(order(owner_id=owner_id), lambda *_: ran.append(1))
    assert (job.state, ran) == (JobState.failed, [])
    owner_id = make_account(ADMINISTRATOR).id
    work(order(owner_id=owner_id), lambda *_: ran.append(1))
    assert ran == [1]


# -- locks ------------------------------------------------------------------------------------


def _write_apart(app):
    """Write with another connection; the longest wait is SQLite's fifteen seconds."""
    start = time.monotonic()
    with Session(database.engine.execution_options(writes=True)) as apart, apart.begin():
        apart.merge(Setting(group="test", name="x", value=1))
    return time.monotonic() - start


def test_a_job_that_reads_keeps_nobody_waiting(app, db, order, work):
    owner_id = make_account(ADMINISTRATOR).id
    waits = []

    def read(*_):
        database.session.scalars(sa.select(Client)).all()
        waits.append(_write_apart(app))
        with transaction():  # what was only read before can be written now
            database.session.add(Client(name="Nowy", sort_key="nowy"))

    assert work(order(owner_id=owner_id), read).state is JobState.done
    assert waits[0] < 5
    assert db.session.scalar(sa.select(Client.name)) == "Nowy"


def test_a_report_inside_a_transaction_does_not_wait_for_its_own_lock(order, work):
    start = time.monotonic()

    def write(_work, progress):
        with transaction():
            database.session.merge(Setting(group="test", name="x", value=1))
            progress(1, 2, "inside")
        progress(2, 2, "outside")

    job = work(order(), write)
    assert (job.state, job.done, job.message) == (JobState.done, 2, "outside")
    assert time.monotonic() - start < 5


def test_reports_are_seen_while_the_job_runs(app, order, work):
    seen = []

    def report(job, progress):
        progress(30, 120, "w połowie")
        with app.app_context():
            row = database.session.get(Job, job.id)
            seen.append((row.done, row.total, row.message, row.percent))

    work(order(), report)
    assert seen == [(30, 120, "w połowie", 25)]


def test_work_once_runs_everything_that_is_due(app, db, order):
    kinds.calls["function"] = lambda *_: None
    for number in range(3):
        order(arguments={"n": number})
    db.session.rollback()
    assert work_once(app) == 3
    assert work_once(app) == 0
