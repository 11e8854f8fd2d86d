"""Several processes at one piece of work, for commands that one core would keep waiting.

They are copies of this process, so the application is imported once; each opens connections of
its own. Whoever starts a crew has no threads. A process whose parent is gone, be it by a kill -9,
ends at once: the database takes back what it had not committed.
"""

import gc
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from threading import Thread
from typing import Any, TypeVar

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.extensions import db

log = logging.getLogger(__name__)
_Part = TypeVar("_Part")
_Done = TypeVar("_Done")


@dataclass
class _Help:
    """Other processes that take shares of what this one does to many things."""

    pool: ProcessPoolExecutor | None = None
    count: int = 0


_help = _Help()
_BEFORE_QUEUES_CLOSE = 100


class Crew:
    """Does the parts of a work; what they need and what comes of them has to be picklable."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def map(self, work: Callable[[_Part], _Done], parts: Sequence[_Part]) -> Iterator[_Done]:
        """Yield what comes of each part, in their order.

        A process that is killed ends the work by a ``DomainError``; what is committed stays.
        """
        if self._pool is None:
            yield from map(work, parts)
            return
        try:
            yield from self._pool.map(partial(_in_words, work), parts)
        except BrokenProcessPool as error:
            raise DomainError(_("A process was killed. Run it again: it goes on.")) from error


@contextmanager
def crew(count: int, *, helpers: int = 0) -> Iterator[Crew]:
    """Start ``count`` processes, each with some helpers; a single one is this process."""
    if count + helpers > 1:  # nobody may inherit a connection: two would talk over one
        db.session.remove()
        db.engine.dispose()
    pool = _start(count, helpers) if count > 1 else None
    if pool is None:
        _engage(helpers)
    try:
        yield Crew(pool)
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
        _dismiss()


def spread(work: Callable[[_Part], _Done], parts: Sequence[_Part]) -> list[_Done]:
    """Do something to each of some parts, together with the helpers of this process, if any.

    What is done must not matter if it is done twice: after a helper was killed or sent away, all is
    done here.
    """
    pool, count = _help.pool, _help.count + 1
    if pool is None or len(parts) < count:
        return _each(work, parts)
    shares = [parts[place::count] for place in range(count)]
    try:
        theirs = [pool.submit(_each, work, share) for share in shares[1:]]
        done = [_each(work, shares[0]), *(one.result() for one in theirs)]
    except (BrokenProcessPool, CancelledError):
        log.warning("A helper has gone. This process goes on without helpers.")
        _help.pool = None
        return _each(work, parts)
    return [done[place % count][place // count] for place in range(len(parts))]


def _each(work: Callable[[_Part], _Done], parts: Sequence[_Part]) -> list[_Done]:
    return [work(part) for part in parts]


def _in_words(work: Callable[[_Part], _Done], part: _Part) -> _Done:
    """A refusal travels as its words: one that cannot be read again would look like a kill."""
    try:
        return work(part)
    except DomainError as refusal:
        raise DomainError(str(refusal)) from None


def _engage(count: int) -> None:
    _help.pool, _help.count = _start(count, 0) if count else None, count


def _dismiss() -> None:
    pool = _help.pool
    _engage(0)  # first: a thread of a worker may still look for helpers
    if pool is not None:
        pool.shutdown(cancel_futures=True)


def _start(count: int, helpers: int) -> ProcessPoolExecutor:
    """Start processes now: later this process has threads, which a copy would lack."""
    context: Any = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(count, context, initializer=_begin, initargs=(helpers,))
    pool.submit(os.getpid).result()
    return pool


def _begin(helpers: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the parent, which ends us
    gc.freeze()  # looking for garbage in what is shared would copy it
    _engage(helpers)
    # At its end a process waits for those it has started: they are told while it still can.
    Finalize(None, _dismiss, exitpriority=_BEFORE_QUEUES_CLOSE)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
