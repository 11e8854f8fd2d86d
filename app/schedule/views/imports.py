"""Grafik › Import godzin: upload, columns, dry run, import, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.background import files, news
from app.core import audit
from app.core.access import can, page
from app.core.arguments import read_key
from app.core.db import read_until_transaction, transaction
from app.core.errors import DomainError
from app.core.isolation import current_scope
from app.core.models import acting_user_id
from app.core.permissions import READ, WRITE
from app.core.views import AppModelView, Interface, action
from app.core.views.exporting import XLSX_MIME
from app.core.views.pages import ListLink, RailBlock
from app.employees.models import PERSONAL_NUMBERS
from app.extensions import db
from app.positions.models import Position
from app.schedule.enums import ImportState
from app.schedule.forms import UploadForm
from app.schedule.models import HoursImport
from app.schedule.reading.opening import MEGABYTE
from app.schedule.services.imports import reverting, steps, uploading
from app.schedule.views import findings
from app.schedule.views.layout import LayoutMixin

_CHANGEABLE = frozenset(
    {ImportState.uploaded, ImportState.failed, ImportState.checked, ImportState.checking}
)
_REVERTIBLE = frozenset({ImportState.imported, ImportState.importing, ImportState.reverting})


class OwnImports(Interface):
    """Finds imports only for whoever may see them; see ``HoursImport``."""

    def visible(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the condition that an import is the caller's to see."""
        if current_scope().sees_all:
            return ()
        return (HoursImport.owner_id == acting_user_id(),)


def _may_revert(work: HoursImport) -> bool:
    is_idle = work.state not in steps.BUSY or steps.is_stalled(work)
    is_partly_back = work.state is ImportState.reverted and bool(work.remained)
    return is_idle and (work.state in _REVERTIBLE or is_partly_back)


def _may_load(work: HoursImport) -> bool:
    if work.state is ImportState.importing:
        return steps.is_stalled(work)
    return work.state is ImportState.checked and bool(work.fresh or work.changes)


class HoursImportView(LayoutMixin, AppModelView):
    """Files of hours and what has become of them."""

    datamodel = OwnImports(
        HoursImport,
        joinedload(HoursImport.client),
        joinedload(HoursImport.position),
        joinedload(HoursImport.owner),
    )
    route_base = "/hours-imports"
    class_permission_name = steps.PERMISSION
    list_title = lazy_gettext("Import of hours")
    add_title = lazy_gettext("Import a file")
    menu_icon = "file-import"
    help_page = "importing"
    exclude_route_methods = {"download", "edit", "delete", "history", "export", "export_later"}
    list_columns = [
        "file_name", "state", "client", "position", "owner", "created_on", "fresh", "changes",
        "same", "refused", "created", "updated", "taken_back", "imported_at", "reverted_at",
    ]  # fmt: skip
    default_columns = ("file_name", "state", "client", "owner", "created_on", "created", "refused")
    order_columns = ["created_on"]
    base_order = ("id", "desc")
    search_columns = ["state", "client", "position", "file_name", "created_on"]
    show_columns = ["sheet", "client", "position", "owner", "created_on", "imported_at"]
    add_columns: list[str] = []
    edit_columns: list[str] = []
    show_template = "schedule/import.html"
    empty_hint = lazy_gettext(
        "Import the hours of a month from XLSX or CSV: every row is checked before it comes in."
    )

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Offer the positions of the chosen client."""
        client_id = read_key(request.args.get("client"))
        if column == "position" and client_id:
            return choices.where(Position.client_id == client_id)
        return choices

    def list_links(self) -> Sequence[ListLink]:
        """Lead to what is remembered of such files."""
        label = _("Remembered layouts of columns")
        return [ListLink(label, url_for("HoursLayoutView.list"), "bookmarks")]

    @page("/add", WRITE, methods=["GET", "POST"])
    def add(self) -> Response | str | tuple[str, int]:
        """Show the place for a file, or take one."""
        form = UploadForm()
        if request.method != "POST":
            return self._render_upload(form)
        if form.validate():
            try:
                return redirect(url_for(f"{self.endpoint}.layout", pk=_take(form.file.data).id))
            except DomainError as refusal:
                form.file.errors = [*form.file.errors, str(refusal)]
        return self._render_upload(form), 422

    def _render_upload(self, form: UploadForm) -> str:
        return render_template(
            "schedule/upload.html",
            title=str(self.add_title),
            form=form,
            breadcrumb=self.breadcrumb(None),
            most=current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE - 1,
            help_page=self.help_page,
        )

    @page("/show/<pk>", READ)
    def show(self, pk: str) -> str:
        """Show where an import stands and what was found."""
        work = self.find_or_404(pk)
        return render_template(
            self.show_template,
            page=self.show_page(work),
            item=work,
            job=findings.job_of(work),
            is_busy=work.state in steps.BUSY and not steps.is_stalled(work),
            is_stalled=steps.is_stalled(work),
            may_write=can(WRITE, steps.PERMISSION),
            may_load=_may_load(work),
            may_revert=_may_revert(work),
            may_change=work.state in _CHANGEABLE
            and not self._is_busy(work)
            and self.may_see_file(work),
            standing=reverting.standing(work.id) if _may_revert(work) else None,
            faults=findings.faults(work.id, request.args.get("after", 0, type=int)),
            changes=findings.changes(work.id),
            has_file=self._faults_path(work) is not None,
        )

    @page("/progress/<pk>", READ)
    def progress(self, pk: str) -> Response | str:
        """Return how far the work is; the page asks again until it is finished."""
        work = self.find_or_404(pk)
        if self._is_busy(work):
            return render_template(
                "schedule/_import_progress.html", item=work, job=findings.job_of(work)
            )
        response: Response = current_app.make_response("")
        response.headers["HX-Refresh"] = "true"
        return response

    @page("/refused/<pk>", READ)
    def refused(self, pk: str) -> Response:
        """Send the refused rows as a file, to be saved and corrected."""
        work = self.find_or_404(pk)
        path = self._faults_path(work)
        if path is None:
            abort(404)
        name = f"{_('refused')} - {work.file_name.rpartition('.')[0][:80]}.xlsx"
        audit.record("downloaded", "HoursImport", work.id, label=name)
        response = current_app.response_class(files.chunks(path), mimetype=XLSX_MIME)
        response.headers["Content-Disposition"] = files.disposition(name)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    def _faults_path(self, work: HoursImport) -> Any:
        """Return the file of refused rows; what was written for eyes that see more is not sent."""
        return files.find(work.faults_key) if self.may_see_file(work) else None

    def may_see_file(self, work: HoursImport) -> bool:
        """Tell whether the user may see cells as they are; a PESEL may be among them."""
        return work.owner_id == acting_user_id() or can(READ, PERSONAL_NUMBERS)

    def _is_busy(self, work: HoursImport) -> bool:
        return work.state in steps.BUSY and not steps.is_stalled(work)

    def rail(self, item: HoursImport) -> list[RailBlock]:  # noqa: ARG002 - the base's signature
        """Show nothing beside: the page needs the width."""
        return []

    @action(
        "load",
        lazy_gettext("Import the good rows"),
        verb=WRITE,
        icon="file-import",
        multiple=False,
        offered=_may_load,
    )
    def load(self, rows: list[HoursImport]) -> str:
        """Bring the good rows in."""
        for work in rows:
            steps.order_import(work)
        return _ordered()

    @action(
        "check",
        lazy_gettext("Check again"),
        verb=WRITE,
        icon="refresh",
        multiple=False,
        offered=lambda work: work.state is ImportState.checked,
    )
    def check(self, rows: list[HoursImport]) -> str:
        """Check every row once more."""
        for work in rows:
            steps.order_check(work)
        return _ordered()

    @action(
        "revert",
        lazy_gettext("Take the import back"),
        verb=WRITE,
        icon="arrow-back-up",
        confirm=lazy_gettext("Take back all that this import has added and changed?"),
        multiple=False,
        offered=_may_revert,
    )
    def revert(self, rows: list[HoursImport]) -> str:
        """Take imports back, whole or not at all."""
        for work in rows:
            steps.order_revert(work)
        return _ordered()

    @action(
        "revert_untouched",
        lazy_gettext("Take back only what is untouched"),
        verb=WRITE,
        icon="arrow-back-up",
        confirm=lazy_gettext("Take back what nobody has accepted, settled or changed since?"),
        multiple=False,
        offered=_may_revert,
    )
    def revert_untouched(self, rows: list[HoursImport]) -> str:
        """Take back what nobody has touched since."""
        for work in rows:
            steps.order_revert(work, is_partial=True)
        return _ordered()


def _take(upload: Any) -> HoursImport:
    """Keep an uploaded file; it is read before SQLite's only write lock is taken."""
    read_until_transaction()
    db.session.rollback()
    work = uploading.receive(upload.stream, upload.filename or "")
    try:
        with transaction():
            work.owner_id = acting_user_id()
            db.session.add(work)
            db.session.flush()
    except BaseException:
        steps.discard_file(work)
        raise
    return work


def _ordered() -> str:
    news.expect()
    return str(_("The work has been ordered."))
