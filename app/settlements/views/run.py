"""„Rozlicz wszystkich gotowych”: ordering the work, watching it, and what came of each client."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.background import news
from app.background.models import Job
from app.background.services.jobs import enqueue
from app.core import audit
from app.core.access import can, page
from app.core.arguments import read_key
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.modules import Module, is_enabled
from app.core.permissions import ALL_ROWS, APPROVE, ISSUE, READ, WRITE
from app.core.views import AppView
from app.extensions import db
from app.settlements.enums import RunResult, Stage
from app.settlements.models import RunOutcome
from app.settlements.queries import ACCEPTANCE
from app.settlements.services import finding
from app.settlements.services.runs import RUN
from app.settlements.views import months
from app.settlements.views.dashboard import ENTITY, PEOPLE, frame

#: More clients than this are not listed on one page; the counts tell of all.
MOST = 500


class RunView(AppView):
    """Settling a whole month."""

    route_base = "/settlements/run"
    class_permission_name = ENTITY
    permission_label = lazy_gettext("Settlements of clients")
    module = Module.client_settlements

    @page("/", APPROVE)
    def index(self) -> str:
        """Ask how far to go, and tell what was done before."""
        return self._ask(months.asked_month())

    @page("/", APPROVE, methods=["POST"])
    def start(self) -> Response | tuple[str, int]:
        """Order the work."""
        month = months.read_month(request.form.get("month", "")) or abort(404)
        offered = _offered()
        steps = {name: offered[name] and name in request.form for name in offered}
        steps["invoice"] = steps["invoice"] or steps["issue"]
        try:
            with transaction():
                work = enqueue(
                    RUN,
                    {"month": f"{month.first:%Y-%m-%d}", **steps},
                    owner_id=acting_user_id(),
                    subject=months.name(month),
                )
                audit.record("settling ordered", "Job", work.id, label=str(work))
        except DomainError as refusal:
            return self._ask(month, str(refusal)), 422
        news.expect()
        return redirect(url_for("RunView.result", pk=work.id))

    @page("/<pk>", APPROVE)
    def result(self, pk: str) -> str:
        """Show how far the work is and what came of each client."""
        job = _job_or_404(pk)
        wanted = {one.value: one for one in RunResult}.get(request.args.get("result", ""))
        month = months.read_month(str(job.arguments["month"])[:7]) or months.usual_month()
        return render_template(
            "settlements/run_result.html",
            job=job,
            counts=_counts(job),
            wanted=wanted,
            outcomes=_outcomes(job, wanted),
            most=MOST,
            sees_job=can(READ, "Jobs"),
            **frame(month),
        )

    def _ask(self, month: Any, refused: str = "") -> str:
        ready = finding.find(finding.Wanted(month, stage=Stage.ready))
        unfinished = finding.find(finding.Wanted(month, stage=Stage.open))
        settled = finding.find(finding.Wanted(month, stage=Stage.settled))
        drafted = finding.find(finding.Wanted(month, stage=Stage.drafted))
        return render_template(
            "settlements/run.html",
            ready=ready,
            unfinished=unfinished,
            settled=settled,
            drafted=drafted,
            offered=_offered(),
            earlier=_earlier(),
            refused=refused,
            **frame(month),
        )


def _offered() -> dict[str, bool]:
    """Return how far the user may let the work go."""
    invoices = is_enabled(Module.invoices) and can(ISSUE, "Invoices")
    people = can(WRITE, PEOPLE) and can(APPROVE, PEOPLE) and not ACCEPTANCE.get("client_accepts")
    return {"people": people, "invoice": invoices, "issue": invoices}


def _job_or_404(pk: str) -> Job:
    """Return a run that is one's own, or anybody's for whoever may see all work."""
    key = read_key(pk)
    job: Job | None = db.session.get(Job, key) if key else None
    if job is None or job.kind != RUN:
        abort(404)
    if job.owner_id != acting_user_id() and not can(ALL_ROWS, "Jobs"):
        abort(404)
    return job


def _earlier() -> list[Job]:
    query = sa.select(Job).where(Job.kind == RUN, Job.owner_id == acting_user_id())
    return list(db.session.scalars(query.order_by(Job.id.desc()).limit(5)))


def _counts(job: Job) -> dict[RunResult, int]:
    query = (
        sa.select(RunOutcome.result, sa.func.count())
        .where(RunOutcome.job_id == job.id)
        .group_by(RunOutcome.result)
    )
    found = {row[0]: row[1] for row in db.session.execute(query)}
    return {result: found[result] for result in reversed(RunResult) if result in found}


def _outcomes(job: Job, wanted: RunResult | None) -> list[RunOutcome]:
    """Return what came of clients, those that need somebody first."""
    query = sa.select(RunOutcome).where(RunOutcome.job_id == job.id)
    if wanted is not None:
        query = query.where(RunOutcome.result == wanted)
    is_fine = sa.case((RunOutcome.result == RunResult.refused, 0), else_=1)
    query = query.options(
        joinedload(RunOutcome.client),
        joinedload(RunOutcome.company),
        joinedload(RunOutcome.settlement),
        joinedload(RunOutcome.invoice),
    )
    return list(db.session.scalars(query.order_by(is_fine, RunOutcome.id).limit(MOST)))
