"""Running one job from beginning to end, as its owner, with a heartbeat beside it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.acting import acting_as
from app.accounts.models import Account
from app.background import files, registry, rules
from app.background.progress import Cancelled, Interrupted, LiveProgress, Stopped
from app.background.registry import Result
from app.background.services import running
from app.background.services.running import Claim
from app.core.db import read_until_transaction
from app.core.errors import DomainError, Forbidden
from app.extensions import db

log = logging.getLogger(__name__)

#: What the next attempt may not meet again.
_PASSING = (SQLAlchemyError, OSError)


def run(app: Flask, pk: int, *, worker: str, stopping: threading.Event) -> bool:
    """Run a job if it is still to be had; tell whether it was."""
    with app.app_context():
        claim = running.take(pk, worker)
        if claim is None:
            return False
        progress = LiveProgress(claim, stopping)
        with _heartbeat(app, progress), _Outcome(claim) as outcome:
            outcome.begin(progress)
        return True


class _Outcome:
    """Writes down how a job ended, whatever it was; nothing of it stops the worker."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.kind = registry.kind_of(claim.job.kind)
        self.result = Result()
        self._surroundings = ExitStack()

    def __enter__(self) -> "_Outcome":
        return self

    def begin(self, progress: LiveProgress) -> None:
        """Call the function, as the owner of the job."""
        self._surroundings.enter_context(_as_owner(self.claim))
        if self.kind is None:
            raise DomainError(_("This version of the program does not know such work."))
        self.result = self.kind.function(self.claim.job, progress) or self.result

    def __exit__(
        self,
        _type: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        """Return whether the error is dealt with: a bug fails the job, not the worker."""
        db.session.rollback()
        with self._surroundings:
            is_ours = self._write(error)
        db.session.remove()
        is_kept = error is None and is_ours and self.result.file is not None
        kept = self.result.file.path.name if is_kept and self.result.file else ""
        files.discard(self.claim.job.id, but=kept)
        return error is None or isinstance(error, Exception)

    def _write(self, error: BaseException | None) -> bool:
        if error is None and self.kind is not None:
            return running.finish(self.claim, self.kind, self.result)
        if isinstance(error, Cancelled):
            return running.end_cancelled(self.claim)
        if isinstance(error, Interrupted) or not isinstance(error, Exception):
            return running.give_back(self.claim)
        if isinstance(error, Stopped):
            return False
        return self._write_failure(error)

    def _write_failure(self, error: Exception) -> bool:
        if isinstance(error, DomainError):
            return running.fail(self.claim, str(error))
        if isinstance(error, Forbidden):
            return running.fail(self.claim, _("Your role does not allow this."))
        details = {"job": self.claim.job.id, "kind": self.claim.job.kind}
        log.error("job failed", exc_info=error, extra={**details, "trace_id": self.claim.trace_id})
        if isinstance(error, _PASSING) and self.kind is not None:
            text = _("The database or the disk did not answer.")
            return running.try_later(self.claim, self.kind, text)
        return running.fail(self.claim, _("Something went wrong. The error has been logged."))


@contextmanager
def _as_owner(claim: Claim) -> Iterator[None]:
    """Give a job its owner's rights; a job of nobody is the system's and sees everything."""
    if claim.job.owner_id is None:
        yield
        return
    account = db.session.get(Account, claim.job.owner_id)
    if account is None or not account.may_log_in:
        raise DomainError(_("The account that ordered this work is not active."))
    with acting_as(account, request_id=claim.trace_id):
        db.session.rollback()
        read_until_transaction()
        yield


@contextmanager
def _heartbeat(app: Flask, progress: LiveProgress) -> Iterator[None]:
    """Say every few seconds that the job lives, from another thread."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(app, progress, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(app: Flask, progress: LiveProgress, ended: threading.Event) -> None:
    pause = rules.HEARTBEAT.total_seconds()
    with app.app_context():
        while not ended.wait(pause):
            try:
                progress.hear(running.beat(progress.claim))
            except SQLAlchemyError:
                log.warning("heartbeat not written", exc_info=True)
