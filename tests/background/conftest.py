"""Ordering jobs and running them, in the test's own process."""

import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from app.background import files
from app.background.execution import run
from app.background.models import Job
from app.background.queue import EXTENSION, Queue
from app.background.services import jobs
from app.core.db import transaction
from tests.background import kinds


@pytest.fixture(autouse=True)
def _empty_queue(app):
    """Wake-ups of earlier tests name rows that are gone."""
    Queue(app).huey.storage.flush_all()
    kinds.calls.clear()
    kinds.ticks.clear()


@pytest.fixture
def use(app, monkeypatch):
    """Return a function that configures another queue for a test."""

    def configure(url):
        monkeypatch.setitem(app.config, "QUEUE_URL", url)
        monkeypatch.delitem(app.extensions, EXTENSION, raising=False)

    yield configure
    used = app.extensions.pop(EXTENSION, None)
    if used is not None:
        used.close()


@pytest.fixture
def waiting(app):
    """Return a function: how many wake-ups wait."""
    return Queue(app).huey.pending_count


@pytest.fixture
def order(db):
    """Return a function that orders a job and returns its number."""

    def enqueue(kind="test.call", arguments=None, **options):
        with transaction():
            return jobs.enqueue(kind, arguments, **options).id

    return enqueue


@pytest.fixture
def work(app, db):
    """Return a function that runs a job as a worker does; the result is the row afterwards."""

    def execute(pk, function=None, stopping=None):
        if function is not None:
            kinds.calls["function"] = function
        db.session.rollback()
        run(app, pk, worker="test:1", stopping=stopping or threading.Event())
        db.session.expire_all()
        return db.session.get(Job, pk)

    return execute


@pytest.fixture
def folder(app):
    """The folder of result files, empty."""
    with app.app_context():
        path: Path = files.folder()
    for file in path.iterdir():
        file.unlink()
    return path


@pytest.fixture
def redis_url(tmp_path):
    """The URL of a Redis server; without a program to start the test is skipped."""
    program = os.environ.get("REDIS_SERVER") or shutil.which("redis-server")
    if program is None:
        give_up = pytest.fail if os.environ.get("REQUIRE_REDIS") else pytest.skip
        give_up("No redis-server found; install it or name it in REDIS_SERVER.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen([*command, "--dir", str(tmp_path)], stdout=subprocess.DEVNULL) as server:
        url = f"redis://127.0.0.1:{port}/0"
        _wait_for(url)
        yield url
        server.terminate()


def _wait_for(url):
    end = time.monotonic() + 20
    with Redis.from_url(url) as connection:
        while time.monotonic() < end:
            try:
                connection.ping()
            except RedisError:
                time.sleep(0.05)
            else:
                return
    pytest.fail("Redis did not start.")
