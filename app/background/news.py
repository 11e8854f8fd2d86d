"""Telling people of their work: where it is when they order it, and that it has ended."""

from flask import flash, session, url_for
from flask_babel import gettext as _

from app.background.models import Job

#: Set in the session of a person whose work is under way: only their pages ask for news.
KEY = "crm.jobs"


def expect() -> None:
    """Have the pages of this person ask for news until their work is finished."""
    session[KEY] = True


def expect_none() -> None:
    """Let the pages of this person ask no more."""
    session.pop(KEY, None)


def follow(job: Job) -> str:
    """Tell somebody who has ordered work where it is; return its page."""
    expect()
    flash(_("The work has been ordered."), "success")
    return url_for("JobView.show", pk=job.id)
