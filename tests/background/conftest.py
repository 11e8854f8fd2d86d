"""Ordering jobs and running them, in the test's own process."""

import threading
from pathlib import Path

import pytest

from app.background import files
from app.background.execution import run
from app.background.models import Job
from app.background.queue import Queue
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
