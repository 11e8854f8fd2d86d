"""Lists too long for a request become files in the background, with their owner's eyes."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from app.background import news
from app.background.registry import File, JobInHand, Progress, Result, job
from app.background.services.jobs import enqueue
from app.core.access import can
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.permissions import EXPORT, READ
from app.core.views import exporting, query
from app.core.views.state import ListState, read_state

KIND = "core.export"
#: Whoever may see no jobs could not fetch the file either.
PERMISSION = "Jobs"


def order(view: Any, kind: str, state: ListState) -> str:
    """Order the file of a list; return the page of the job."""
    work = enqueue(
        KIND,
        {"view": view.endpoint, "kind": kind, "state": state.args(with_page=False)},
        owner_id=acting_user_id(),
        subject=f"{view.list_title} ({kind.upper()})",
    )
    return news.follow(work)


exporting.take_orders(order, is_offered=lambda: can(READ, PERMISSION))


@job(KIND, label=lazy_gettext("Export"))
def export_list(work: JobInHand, progress: Progress) -> Result:
    """Write the list as its owner sees it now: rights may have changed since it was ordered."""
    kind = str(work.arguments["kind"])
    view, state = _list_of(work)
    total = query.count(view, state)
    export = view.prepare_export(kind, state, lambda done: progress(done, total))
    path = progress.new_file()
    with path.open("wb") as file:
        file.writelines(export.body)
    progress(total, total)
    return Result(_("Rows: %(count)s.", count=total), File(path, export.name, export.mime))


def _list_of(work: JobInHand) -> tuple[Any, ListState]:
    view = current_app.extensions["crm.views"].get(work.arguments["view"])
    if view is None or not view.is_available() or not can(EXPORT, view.class_permission_name):
        raise DomainError(_("You may not export this list any more."))
    state = read_state(view, MultiDict((key, value) for key, value in work.arguments["state"]))
    if state.messages:
        # Without one of its filters the file would hold more than was asked for.
        raise DomainError(state.messages[0])
    return view, state
