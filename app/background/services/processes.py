"""Background processes say that they live, so that people see when one does not."""

import os
import socket

import sqlalchemy as sa

from app.background.enums import ProcessKind
from app.background.models import BackgroundProcess
from app.background.rules import KEEP_FILES
from app.core.clock import now
from app.core.db import affected, transaction
from app.extensions import db


def own_name() -> str:
    """Return the machine and the number of this process."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}"


def begin(kind: ProcessKind) -> int:
    """Note that this process has started; return its row's number."""
    with transaction():
        process = BackgroundProcess(kind=kind, name=own_name())
        db.session.add(process)
        db.session.flush()
        return process.id


def beat(pk: int) -> None:
    """Note that a process lives."""
    alive = sa.update(BackgroundProcess).where(BackgroundProcess.id == pk)
    with transaction():
        db.session.execute(alive.values(seen_at=now()))


def end(pk: int) -> None:
    """Forget a process that ends in order."""
    with transaction():
        db.session.execute(sa.delete(BackgroundProcess).where(BackgroundProcess.id == pk))


def forget_dead() -> int:
    """Delete processes that were not heard of for days."""
    old = BackgroundProcess.seen_at < now() - KEEP_FILES
    return affected(db.session.execute(sa.delete(BackgroundProcess).where(old)))
