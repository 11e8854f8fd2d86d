"""What can be done in the background: functions, registered by the domains that own them.

    @job("clients.import", label=_("Import of clients"))
    def import_clients(job: JobInHand, progress: Progress) -> Result | None: ...

    @periodic("contracts.expire", label=_("Ending contracts"), schedule=Cron("15 3 * * *"))
    def expire() -> None: ...

A job runs as its owner, with the owner's rows and permissions. It reads freely, writes in short
``transaction()`` blocks and reports between them: ``progress(done, total)`` is where a cancelled
job stops. A worker may die at any moment; the job is then run again, so what is written together
with ``progress.checkpoint(…)`` in one transaction is what the next run can rely on.
Put both into ``jobs.py`` of a domain: it is imported at start.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from app.background.rules import Schedule


@dataclass(frozen=True)
class JobInHand:
    """What a function needs to know of its job: a copy, because to read a row takes a lock."""

    id: int
    kind: str
    arguments: dict[str, Any]
    owner_id: int | None
    checkpoint: Any = None
    attempt: int = 1


@dataclass(frozen=True)
class File:
    """A result file, written where ``Progress.new_file`` said; ``name`` is what people see."""

    path: Path
    name: str
    mime: str


@dataclass(frozen=True)
class Result:
    """What a job leaves: a sentence for its owner, and perhaps a file."""

    message: str = ""
    file: File | None = None


class Progress(Protocol):
    """How a function reports; see ``app.background.progress``."""

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        """Say how far the work is; raises when it must stop."""

    def checkpoint(self, value: Any) -> None:
        """Keep ``value`` for the next run, in the caller's transaction."""

    def new_file(self) -> Path:
        """Return where to write a result."""


JobFunction = Callable[[JobInHand, Progress], Result | None]


@dataclass(frozen=True)
class JobKind:
    """A function that jobs can name."""

    name: str
    label: Any
    function: JobFunction
    #: How often a job is begun before it counts as failed.
    attempts: int = 3
    #: Whether its rows stay when all went well.
    is_kept: bool = True


@dataclass(frozen=True)
class Periodic:
    """Work that is due by the clock; each period becomes a job without owner."""

    name: str
    schedule: Schedule
    #: Tells cheaply whether there is anything to do; without it every period is run.
    wanted: Callable[[], bool] | None = field(default=None)


_kinds: dict[str, JobKind] = {}
_periodic: dict[str, Periodic] = {}


def job(name: str, *, label: Any, attempts: int = 3) -> Callable[[JobFunction], JobFunction]:
    """Register a function under the name that ``enqueue`` takes."""

    def register(function: JobFunction) -> JobFunction:
        _add(JobKind(name, label, function, attempts))
        return function

    return register


def periodic(
    name: str, *, label: Any, schedule: Schedule, wanted: Callable[[], bool] | None = None
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register work that the scheduler plans."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        def run(_job: JobInHand, _progress: Progress) -> None:
            function()

        _add(JobKind(name, label, run, attempts=3, is_kept=not schedule.is_often))
        _periodic[name] = Periodic(name, schedule, wanted)
        return function

    return register


def _add(kind: JobKind) -> None:
    if kind.name in _kinds:
        msg = f"There is a job {kind.name!r} already."
        raise ValueError(msg)
    _kinds[kind.name] = kind


def kind_of(name: str) -> JobKind | None:
    """Return a registered kind, ``None`` for one that an older or newer version has written."""
    return _kinds.get(name)


def kinds() -> list[JobKind]:
    """Return every kind."""
    return list(_kinds.values())


def periodics() -> list[Periodic]:
    """Return all periodic work."""
    return list(_periodic.values())


def periodic_of(name: str) -> Periodic:
    """Return periodic work by its name."""
    return _periodic[name]


def label_of(name: str) -> str:
    """Return the words for a kind."""
    kind = _kinds.get(name)
    return str(kind.label) if kind is not None else name
