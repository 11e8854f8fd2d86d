"""Housekeeping at night: old jobs, their files, stamps of periods and sent forms are forgotten."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.background import files
from app.background.models import Job
from app.background.registry import periodic
from app.background.rules import KEEP_FILES, KEEP_JOBS, Cron
from app.background.services import planning, processes
from app.core.clock import now
from app.core.db import transaction
from app.core.views import submission
from app.extensions import db


@periodic("background.tidy", label=_("Cleaning up at night"), schedule=Cron("40 3 * * *"))
def tidy() -> None:
    """Delete result files after a week, jobs after a quarter, the rest when it is of no use."""
    at = now()
    with transaction():
        stale = sa.and_(Job.file_key != "", Job.finished_at < at - KEEP_FILES)
        db.session.execute(sa.update(Job).where(stale).values(file_key=""))
        db.session.execute(sa.delete(Job).where(Job.finished_at < at - KEEP_JOBS))
        planning.forget_old_periods()
        processes.forget_dead()
        submission.purge()
    files.discard_older(at - KEEP_FILES)
