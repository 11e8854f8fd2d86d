"""``flask crm worker``: huey's threads run jobs, the main thread sweeps and shows signs of life."""

import gc
import threading

import sqlalchemy as sa
from flask import Flask

from app.background import execution, queries
from app.background.enums import ProcessKind
from app.background.models import Job
from app.background.queue import Queue
from app.background.service import attempt, known_as, rounds, stop_on_signals
from app.background.services import running
from app.background.services.processes import own_name
from app.core.clock import now
from app.core.db import reading
from app.extensions import db

#: How long jobs have to come to a report when the worker is told to end.
GRACE_SECONDS = 20


def work(app: Flask, *, threads: int) -> None:
    """Run jobs until told to stop; what is running then goes back and is taken by another."""
    # The application stays; looking for garbage in it took a fifth of a job with many rows.
    gc.freeze()
    stop = threading.Event()

    def handle(pk: int) -> None:
        execution.run(app, pk, worker=own_name(), stopping=stop)

    consumer = Queue(app, handle).huey.create_consumer(
        workers=threads,
        periodic=False,
        max_delay=0.5,
        scheduler_interval=60,
        shutdown_timeout=GRACE_SECONDS,
    )
    consumer.start()
    stop_on_signals(stop)  # instead of huey's own, which would not ask jobs to stop
    with known_as(app, ProcessKind.worker) as beat:
        for _round in rounds(stop):
            attempt(app, beat)
            attempt(app, look_round)
            consumer.check_worker_health()
        consumer.stop(graceful=True)


def look_round() -> None:
    """Sweep when there is something to sweep; an idle worker writes nothing."""
    with reading():
        is_needed = db.session.scalar(queries.needs_sweep(now())) is not None
    if is_needed:
        running.sweep()


def work_once(app: Flask) -> int:
    """Run everything that is due now, one job after the other; return how many it was."""
    done = 0
    while (pk := _next_due(app)) is not None:
        done += execution.run(app, pk, worker=own_name(), stopping=threading.Event())
    return done


def _next_due(app: Flask) -> int | None:
    due = sa.select(Job.id).where(queries.is_due(now())).order_by(Job.id).limit(1)
    with app.app_context(), reading():
        pk: int | None = db.session.scalar(due)
    return pk
