"""Where a job stands, and what kinds of background processes there are."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class JobState(LabeledEnum):
    """From waiting to an end; a worker that stops or dies gives a job back."""

    waiting = "waiting", _("Waiting"), "azure"
    running = "running", _("Running"), "yellow"
    done = "done", _("Done"), "green"
    failed = "failed", _("Unsuccessful"), "red"
    cancelled = "cancelled", _("Cancelled"), "gray"


class ProcessKind(LabeledEnum):
    """A worker runs jobs, the scheduler says when periodic ones are due."""

    worker = "worker", _("Background worker")
    scheduler = "scheduler", _("Scheduler")


UNFINISHED = (JobState.waiting, JobState.running)

MOVES = {
    JobState.waiting: frozenset({JobState.running, JobState.cancelled}),
    JobState.running: frozenset(
        {JobState.waiting, JobState.done, JobState.failed, JobState.cancelled}
    ),
    JobState.failed: frozenset({JobState.waiting}),
    JobState.cancelled: frozenset({JobState.waiting}),
    JobState.done: frozenset(),
}
