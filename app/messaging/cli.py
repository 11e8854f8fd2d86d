"""``flask crm worker``: the one background process."""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app.core.cli import crm
from app.extensions import db
from app.messaging import jobs

log = logging.getLogger(__name__)

#: What runs at which multiple of the pause between rounds.
_JOBS: tuple[tuple[Callable[[], object], int], ...] = (
    (jobs.write_letters, 1),
    (jobs.send_queued, 1),
    (jobs.seal, 6),
    (jobs.purge, 120),
)


@crm.command("worker")
@click.option("--pause", default=5.0, show_default=True, help="Seconds between two rounds.")
@click.option("--once", is_flag=True, help="Do everything once and end.")
@with_appcontext
def worker(pause: float, *, once: bool) -> None:
    """Send mail, seal the audit log and forget what has expired, until told to stop."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    turn = 0
    while not stop.is_set():
        for job, every in _JOBS:
            if turn % every == 0:
                run(job)
        if once:
            return
        turn += 1
        stop.wait(pause)


def run(job: Callable[[], object]) -> None:
    """Run one job; a database or disk that is away now may be back at the next round."""
    try:
        job()
    except (SQLAlchemyError, OSError):
        log.exception("job failed", extra={"job": job.__name__})
    finally:
        db.session.remove()
