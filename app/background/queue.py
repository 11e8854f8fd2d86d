"""Waking workers: huey carries the numbers of jobs, through a file or through Redis.

Nothing but a number travels, as JSON: whoever could write to the queue would otherwise run
code of their choice, for huey's own messages are pickles.
"""

import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey
from huey.api import Huey, TaskWrapper
from huey.registry import Message
from huey.serializer import Serializer
from redis import ConnectionPool
from redis.exceptions import RedisError
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.folders import make_private
from app.extensions import db

log = logging.getLogger(__name__)

NAME, FILE = "kadra", "queue.sqlite3"
#: A web request waits no longer than this for a Redis that is away.
REDIS_TIMEOUT = 3
EXTENSION, _WAITING = "crm.queue", "jobs_to_wake"


class _NumbersOnly(Serializer):
    """Writes a message as the JSON list of task and number."""

    def _serialize(self, message: Message) -> bytes:
        (number,) = message.args
        return json.dumps([message.id, message.name, int(number)]).encode()

    def _deserialize(self, data: bytes) -> Message:
        task_id, name, number = json.loads(data)
        return Message(str(task_id), str(name), None, 0, 0, None, (int(number),), {})


class Queue:
    """The huey of one process; ``handler`` is what a worker does with a number."""

    def __init__(self, app: Flask, handler: Callable[[int], object] | None = None) -> None:
        self.pid = os.getpid()
        self.huey = _connect(app.config["QUEUE_URL"], Path(app.config["INSTANCE_DIR"]))
        self._handler = handler
        self._task = TaskWrapper(self.huey, self._run, name="run")

    def wake(self, pk: int) -> None:
        """Announce a job."""
        self._task(pk)

    def close(self) -> None:
        """Let go of the connection."""
        storage = self.huey.storage
        storage.pool.disconnect() if isinstance(self.huey, RedisHuey) else storage.close()

    def _run(self, pk: int) -> None:
        if self._handler is not None:
            self._handler(pk)


def _connect(url: str, folder: Path) -> Huey:
    options: dict[str, Any] = {"results": False, "serializer": _NumbersOnly()}
    if url:
        pool = ConnectionPool.from_url(
            url, socket_connect_timeout=REDIS_TIMEOUT, socket_timeout=REDIS_TIMEOUT
        )
        return RedisHuey(NAME, connection_pool=pool, **options)
    make_private(folder)
    return SqliteHuey(NAME, filename=str(folder / FILE), **options)


def wake(pks: Iterable[int]) -> None:
    """Announce jobs; when the queue is away, the workers' sweep finds them later."""
    try:
        queue = _queue()
        for pk in pks:
            queue.wake(pk)
    except (RedisError, sqlite3.Error, OSError):
        log.warning("queue not reached; the sweep will find the jobs", exc_info=True)


def _queue() -> Queue:
    """Return this process's queue: a connection must not be carried through a fork."""
    queue: Queue | None = current_app.extensions.get(EXTENSION)
    if queue is None or queue.pid != os.getpid():
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        queue = current_app.extensions[EXTENSION] = Queue(app)
    return queue


def wake_after_commit(pk: int) -> None:
    """Announce a job once the transaction it was written in is committed."""
    db.session().info.setdefault(_WAITING, []).append(pk)


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    pks = session.info.pop(_WAITING, ())
    if pks:
        wake(pks)


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    session.info.pop(_WAITING, None)
