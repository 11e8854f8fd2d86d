"""Jobs of everybody, and the processes that run them."""

import sqlalchemy as sa

from app.background import files
from app.background.enums import JobState, ProcessKind
from app.background.models import BackgroundProcess, Job
from app.core.clock import now
from app.extensions import db

PAGES = {
    "JobView.show GET": ("/jobs/show/{own_waiting}", {}),
    "JobView.progress GET": ("/jobs/progress/{own_waiting}", {}),
    "JobView.file GET": ("/jobs/file/{own_done}", {}),
    "JobView.news GET": ("/jobs/news", {}),
    "JobView.action/cancel POST": ("/jobs/action/cancel/{own_waiting}", {}),
    "JobView.action/retry POST": ("/jobs/action/retry/{own_failed}", {}),
    "JobView.action_post/cancel POST": (
        "/jobs/action_post", {"action": "cancel", "rowid": "{own_waiting}"},
    ),
    "JobView.action_post/retry POST": (
        "/jobs/action_post", {"action": "retry", "rowid": "{own_failed}"},
    ),
}  # fmt: skip


def common(world):
    """A worker that has reported."""
    world.save(BackgroundProcess(kind=ProcessKind.worker, name="machine:1"))


def of_people(world):
    """Work of everybody, told of already: waiting, failed, and done with a file."""
    for owner_id in world.accounts.values():
        for state in (JobState.waiting, JobState.failed, JobState.done):
            job = Job(kind="core.export", arguments={"state": state.name}, owner_id=owner_id)
            job.state, job.announced_at = state, now()
            world.save(job)
            if state is JobState.done:
                job.file_key, job.file_name = files.new_file(job.id).name, "klienci.csv"
                job.file_type = "text/csv"


def own(user_id):
    """Return the jobs of a person by their state."""
    jobs = db.session.execute(sa.select(Job.state, Job.id).where(Job.owner_id == user_id))
    return {f"own_{state.name}": pk for state, pk in jobs}
