"""The jobs page: everyone sees their own work, whoever may see all rows sees everybody's."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, current_app, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.background import files, news, queries
from app.background.enums import MOVES, UNFINISHED, JobState
from app.background.exports import PERMISSION
from app.background.models import Job
from app.background.services import jobs
from app.core import audit
from app.core.access import LOGGED_IN, can, page
from app.core.models import acting_user_id
from app.core.permissions import ALL_ROWS, READ
from app.core.views import AppModelView, Interface, action
from app.core.views.pages import RailBlock
from app.extensions import db


class OwnJobs(Interface):
    """Finds jobs only for their owner, and for whoever may see all."""

    def visible(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the condition that a job is the caller's to see."""
        return () if can(ALL_ROWS, PERMISSION) else (Job.owner_id == acting_user_id(),)


class JobView(AppModelView):
    """Background work: watch, cancel, try again, fetch the result."""

    datamodel = OwnJobs(Job, joinedload(Job.owner))
    route_base = "/jobs"
    class_permission_name = PERMISSION
    extra_verbs = (ALL_ROWS,)
    menu_icon = "progress-check"
    exclude_route_methods = {
        "download", "add", "edit", "delete", "history", "export", "export_later", "options",
    }  # fmt: skip
    list_columns = [
        "title", "owner_name", "state", "progress", "created_at", "started_at", "duration",
        "finished_at", "attempts", "file_name", "message", "error", "worker",
    ]  # fmt: skip
    default_columns = (
        "title", "owner_name", "state", "progress", "created_at", "duration", "file_name",
    )  # fmt: skip
    order_columns = ["created_at", "finished_at"]
    base_order = ("id", "desc")
    search_columns = ["state", "subject", "created_at", "finished_at", "file_name"]
    label_columns = {
        "title": lazy_gettext("Work"),
        "owner_name": lazy_gettext("Owner"),
        "progress": lazy_gettext("Progress"),
        "duration": lazy_gettext("Duration"),
    }
    show_columns = [
        "owner_name", "created_at", "started_at", "finished_at", "attempts", "worker", "trace_id",
    ]  # fmt: skip
    add_columns: list[str] = []
    edit_columns: list[str] = []
    show_template = "background/show.html"
    empty_hint = lazy_gettext("Long work, such as the export of a very long list, appears here.")

    @page("/progress/<pk>", READ)
    def progress(self, pk: str) -> Response | str:
        """Return the state of a job; the page asks again until it is finished."""
        job = self.find_or_404(pk)
        html = render_template("background/_progress.html", item=job)
        if not job.is_finished:
            return html
        response: Response = current_app.make_response(html)
        response.headers["HX-Refresh"] = "true"  # the buttons are others now
        return response

    @page("/file/<pk>", READ)
    def file(self, pk: str) -> Response:
        """Send the result file, to be saved and never to be opened as a page of ours."""
        job = self.find_or_404(pk)
        path = files.find(job.file_key)
        if path is None:
            abort(404)
        audit.record("downloaded", "Job", job.id, label=job.file_name)
        response = current_app.response_class(files.chunks(path), mimetype=job.file_type)
        response.headers["Content-Disposition"] = files.disposition(job.file_name)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    @page("/news", LOGGED_IN)
    def news(self) -> str:
        """Tell people what has become of their work; asked once by each page they open."""
        user_id = request.environ["crm.user_id"]
        found = db.session.scalars(queries.unannounced(user_id)).all()
        told = render_template("background/_news.html", jobs=found)
        if found:
            jobs.mark_announced([job.id for job in found])
        elif not db.session.scalar(queries.unfinished_of(user_id)):
            news.expect_none()
        return told

    def rail(self, item: Job) -> list[RailBlock]:  # noqa: ARG002 - the base's signature
        """Show nothing beside: the profile says it all."""
        return []

    @action(
        "cancel",
        lazy_gettext("Cancel the work"),
        verb=READ,
        icon="player-stop",
        confirm=lazy_gettext("Cancel? What it has done so far stays."),
        offered=lambda job: job.state in UNFINISHED and not job.is_cancelling,
    )
    def cancel(self, rows: list[Job]) -> str:
        """Stop jobs."""
        for job in rows:
            jobs.cancel(job)
        return str(_("Cancelled: %(count)s.", count=len(rows)))

    @action(
        "retry",
        lazy_gettext("Try again"),
        verb=READ,
        icon="refresh",
        offered=lambda job: JobState.waiting in MOVES[job.state] and job.is_finished,
    )
    def retry(self, rows: list[Job]) -> str:
        """Order jobs again that failed or were cancelled."""
        for job in rows:
            jobs.retry(job)
        news.expect()
        return str(_("Ordered again: %(count)s.", count=len(rows)))
