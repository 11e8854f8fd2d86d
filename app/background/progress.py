"""How a running job reports, and how it learns that it must stop."""

import threading
import time
from pathlib import Path
from typing import Any

from app.background import files
from app.background.services import running
from app.background.services.running import Claim
from app.core.db import in_transaction

#: Writing each report would make a fast job slow and keep the database busy.
_PAUSE = 1.0


class Stopped(Exception):  # noqa: N818 - not a fault: somebody has asked for it
    """The job must end now; the kinds say why."""


class Cancelled(Stopped):
    """Its owner has cancelled it."""


class Interrupted(Stopped):
    """The worker ends; another one will go on."""


class Lost(Stopped):
    """Another worker has the job: this one was silent for too long."""


class LiveProgress:
    """The ``Progress`` of one attempt; the heartbeat sets its flags from another thread."""

    def __init__(self, claim: Claim, stopping: threading.Event) -> None:
        self.claim = claim
        self.stopping = stopping
        self.reason: type[Stopped] | None = None
        self._noted_at = 0.0

    def stop(self, reason: type[Stopped]) -> None:
        """Have the job end at its next report; the first reason holds."""
        self.reason = self.reason or reason

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        """Say how far the work is; raises ``Stopped`` when it must end.

        Inside a transaction nothing is written: the report would wait for the very lock that
        the job holds.
        """
        if self.stopping.is_set():
            self.stop(Interrupted)
        self._stop_if_told()
        at = time.monotonic()
        is_last = 0 < total <= done
        if in_transaction() or (at - self._noted_at < _PAUSE and not is_last):
            return
        self._noted_at = at
        self.hear(running.note(self.claim, done=done, total=total, message=message))
        self._stop_if_told()

    def _stop_if_told(self) -> None:
        if self.reason is not None:
            raise self.reason

    def hear(self, answer: running.Answer) -> None:
        """Take what the database says of the job."""
        if answer is running.Answer.lost:
            self.stop(Lost)
        elif answer is running.Answer.cancel:
            self.stop(Cancelled)

    def checkpoint(self, value: Any) -> None:
        """Keep ``value`` in the caller's transaction; refused when another worker has the job."""
        if not running.keep_checkpoint(self.claim, value):
            self.stop(Lost)
            raise Lost

    def new_file(self) -> Path:
        """Return where to write a result."""
        return files.new_file(self.claim.job.id)
