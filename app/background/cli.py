"""``flask crm worker`` and ``flask crm scheduler``: the two background processes."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.background import scheduler as scheduling
from app.background import worker as working
from app.background.services import planning
from app.core.cli import crm
from app.core.crew import crew
from app.extensions import db

_ONCE = click.option("--once", is_flag=True, help="Do what is due now and end.")


@crm.command("worker")
@click.option("--threads", type=click.IntRange(1, 32), help="Jobs at a time; else WORKER_THREADS.")
@_ONCE
@with_appcontext
def worker(threads: int | None, *, once: bool) -> None:
    """Run jobs, send mail and seal the audit log, until told to stop."""
    app = _app()
    db.session.remove()
    if once:
        click.echo(f"Jobs: {working.work_once(app)}.")
    else:
        with crew(1, helpers=app.config["WORKER_HELPERS"]):
            working.work(app, threads=threads or app.config["WORKER_THREADS"])


@crm.command("scheduler")
@_ONCE
@with_appcontext
def scheduler(*, once: bool) -> None:
    """Say when periodic work is due, until told to stop; several do no harm."""
    if once:
        click.echo(f"Planned: {planning.plan_everything()}.")
    else:
        db.session.remove()
        scheduling.schedule(_app())


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return app
