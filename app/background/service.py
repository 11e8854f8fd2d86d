"""What worker and scheduler share: a round every few seconds until somebody says stop."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.background.enums import ProcessKind
from app.background.rules import ROUND
from app.background.services import processes
from app.extensions import db

log = logging.getLogger(__name__)


def stop_on_signals(stop: threading.Event) -> None:
    """Have SIGTERM and Ctrl+C end the rounds instead of the process."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)


@contextmanager
def known_as(app: Flask, kind: ProcessKind) -> Iterator[Callable[[], None]]:
    """List this process while it lives; the block gets the function that says it does."""
    with app.app_context():
        pk = processes.begin(kind)
    try:
        yield lambda: processes.beat(pk)
    finally:
        attempt(app, lambda: processes.end(pk))


def attempt(app: Flask, action: Callable[[], object]) -> bool:
    """Do something with the database; when it is away now, the next round may find it."""
    with app.app_context():
        try:
            action()
        except (SQLAlchemyError, OSError):
            log.exception("round failed")
            return False
        finally:
            db.session.remove()
    return True


def rounds(stop: threading.Event) -> Iterator[None]:
    """Yield every few seconds until told to stop."""
    while not stop.is_set():
        yield
        stop.wait(ROUND.total_seconds())
