"""Real worker processes: killed with -9, stopped politely, and two at a time."""

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from app.background import worker as working
from app.background.enums import JobState, ProcessKind
from app.background.models import BackgroundProcess, Job
from app.background.queue import wake
from app.background.services import jobs
from app.background.worker import look_round
from app.core.clock import now
from app.core.crew import spread
from app.core.db import reading, transaction
from tests.background import kinds
from tests.house.source import ROOT

assert "test.steps" in kinds.NAMES
PATIENCE = 60


@pytest.fixture
def start(app, db, other_processes):
    """Return a function that starts a worker process on the database of the test."""
    url = db.engine.url.render_as_string(hide_password=False)
    started = []

    def begin(**environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.background.process", url, app.config["INSTANCE_DIR"]],
            cwd=ROOT,
            env=os.environ | environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        sys.stderr.write(process.communicate()[1])  # shown when the test has failed


def until(condition):
    """Wait until a condition holds, reading anew each time and locking nothing."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with reading():
            if condition():
                return
        time.sleep(0.05)
    pytest.fail("It did not come to pass.")


def job(db, pk):
    return db.session.get(Job, pk, populate_existing=True)


def at_rest(db, pk):
    """Return a job without keeping SQLite's lock."""
    with reading():
        found = job(db, pk)
        db.session.expunge(found)
    return found


def lines(path: Path):
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def steps(db, tmp_path, order):
    """A job of ten steps that stands still at the sixth; its log, and what holds it."""
    log, hold = tmp_path / "log", tmp_path / "hold"
    hold.touch()
    pk = order("test.steps", {"log": str(log), "hold": str(hold)})
    return pk, log, hold


@pytest.mark.slow
def test_a_job_of_a_killed_worker_goes_on_where_it_was(db, start, steps):
    pk, log, hold = steps
    first = start()
    until(lambda: len(lines(log)) == 5)
    first.kill()
    first.wait()
    assert at_rest(db, pk).state is JobState.running

    second = start()
    until(lambda: db.session.scalar(sa.select(sa.func.count(BackgroundProcess.id))) == 2)
    wake([pk])  # nobody takes what a living worker may have
    look_round()
    assert at_rest(db, pk).worker.endswith(str(first.pid))
    with transaction():
        db.session.execute(sa.update(Job).values(heartbeat_at=now() - timedelta(seconds=61)))
    hold.unlink()
    until(lambda: job(db, pk).state is JobState.done)

    assert [int(step) for step, _pid in lines(log)] == list(range(10))
    assert [int(pid) for _step, pid in lines(log)] == [first.pid] * 5 + [second.pid] * 5
    assert (at_rest(db, pk).attempts, at_rest(db, pk).checkpoint) == (2, 10)


@pytest.mark.slow
def test_a_worker_told_to_stop_gives_its_job_back_and_is_gone(db, start, steps):
    pk, log, _hold = steps
    worker = start()
    until(lambda: len(lines(log)) == 5)
    until(lambda: job(db, pk).total == 10)
    worker.terminate()
    _output, errors = worker.communicate(timeout=30)
    assert worker.returncode == 0, errors
    db.session.rollback()
    assert (at_rest(db, pk).state, at_rest(db, pk).attempts) == (JobState.waiting, 0)
    assert db.session.scalars(sa.select(BackgroundProcess)).all() == []


@pytest.fixture(params=["a file", "Redis"])
def shared_queue(request, use):
    """What the environment of worker processes says of the queue that the test uses, too."""
    if request.param == "a file":
        return {}
    url = request.getfixturevalue("redis_url")
    use(url)
    return {"QUEUE_URL": url}


@pytest.mark.slow
def test_two_workers_run_each_job_once(db, start, order, tmp_path, shared_queue):
    log = tmp_path / "log"
    workers = [start(**shared_queue) for _ in range(2)]
    until(
        lambda: (
            [row.kind for row in db.session.scalars(sa.select(BackgroundProcess))]
            == [ProcessKind.worker] * 2
        ),
    )
    pks = [order("test.once", {"log": str(log), "number": n}) for n in range(30)]
    for _ in range(2):
        wake(pks)  # however often a job is announced
    finished = sa.select(sa.func.count(Job.id)).where(Job.state == JobState.done)
    until(lambda: db.session.scalar(finished) == len(pks))
    assert Counter(int(number) for number, _pid in lines(log)) == Counter(range(30))
    assert {int(pid) for _number, pid in lines(log)} <= {worker.pid for worker in workers}
    assert {row.attempts for row in db.session.scalars(sa.select(Job))} == {1}


@pytest.mark.slow
def test_a_running_job_is_cancelled_from_another_process(db, start, steps):
    pk, log, _hold = steps
    worker = start()
    until(lambda: len(lines(log)) == 5)
    with transaction():
        jobs.cancel(job(db, pk))
    until(lambda: job(db, pk).state is JobState.cancelled)
    assert len(lines(log)) == 5
    assert psutil.pid_exists(worker.pid)


def test_a_worker_has_helpers_for_its_pdfs(app, db, monkeypatch):
    seen = []

    def work(_app, *, threads):
        seen.append((threads, len(set(spread(_pid, [1, 2])))))

    monkeypatch.setattr(working, "work", work)
    for helpers in (0, 1):
        monkeypatch.setitem(app.config, "WORKER_HELPERS", helpers)
        found = app.test_cli_runner().invoke(args=["crm", "worker", "--threads=3"])
        assert found.exit_code == 0, found.output
    assert seen == [(3, 1), (3, 2)]


def _pid(_part):
    return os.getpid()
