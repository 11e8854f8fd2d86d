"""The page on which the columns of a file are given their meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.background import news
from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms.widgets import NarrowedSelect
from app.core.permissions import WRITE
from app.core.views.part import ViewPart
from app.schedule.enums import HoursField
from app.schedule.forms import LayoutForm
from app.schedule.models import HoursImport, HoursLayout
from app.schedule.rules.importing.layouts import Layout
from app.schedule.services.imports import remembering, steps, uploading
from app.schedule.services.imports.uploading import Glance
from app.schedule.views import findings

#: What the hidden field „known” says when the user does not want what is remembered.
_REFUSED = "no"


@dataclass(frozen=True)
class Reading:
    """How a file is to be read, and what is remembered of such files.

    ``is_refused``: the user does not want it this time.
    """

    layout: Layout
    known: HoursLayout | None
    is_refused: bool = False

    @property
    def is_taken(self) -> bool:
        """Tell whether the columns hold what is remembered of them."""
        if self.known is None or self.is_refused:
            return False
        return remembering.is_taken(self.layout, self.known)

    @property
    def key(self) -> str:
        """Return what the next request has to know of it."""
        if self.is_refused:
            return _REFUSED
        return str(self.known.id) if self.known else ""


class LayoutMixin(ViewPart):
    """The layout page of an import; its button „Check” orders the dry run."""

    @page("/layout/<pk>", WRITE, methods=["GET", "POST"])
    def layout(self, pk: str) -> Response | str | tuple[str, int]:
        """Show what was recognised, or take what the user says."""
        work = self.find_or_404(pk)
        if not self.may_see_file(work):
            abort(404)
        try:
            glance = uploading.glance_of(work, request.form.get("sheet", ""))
        except DomainError as refusal:
            flash(str(refusal), "danger")
            return redirect(url_for(f"{self.endpoint}.show", pk=work.id))
        if request.method != "POST":
            reading = _kept(work)
            return self._render_layout(_form_of(work, glance, reading), work, glance, reading)
        return self._take_layout(work, glance)

    def _take_layout(self, work: HoursImport, glance: Glance) -> Response | tuple[str, int]:
        form = LayoutForm()
        form.offer_sheets(glance.sheets)
        reading = _kept(work)
        try:
            if not form.validate():
                return self._render_layout(form, work, glance, reading), 422
            reading = _posted(form, work, glance)
            if {"again", "remembered"} & request.form.keys():
                return self._render_layout(form, work, glance, reading), 200
            with transaction():
                _order_check(form, work, glance, reading)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
            return self._render_layout(form, work, glance, reading), 422
        news.expect()
        return redirect(url_for(f"{self.endpoint}.show", pk=work.id))

    def _render_layout(
        self, form: LayoutForm, work: HoursImport, glance: Glance, reading: Reading
    ) -> str:
        form.position.widget = NarrowedSelect("client")
        layout = reading.layout
        return render_template(
            "schedule/layout.html",
            title=_("Columns of “%(file)s”", file=work.file_name),
            form=form,
            item=work,
            layout=layout,
            shown=_shown(glance, layout),
            columns=findings.columns(glance, layout),
            fields=list(HoursField),
            rows=findings.preview_rows(glance, layout),
            reading=reading,
            twin=findings.twin_of(work),
            breadcrumb=self.breadcrumb(work),
            action=url_for(f"{self.endpoint}.layout", pk=work.id),
            cancel_url=url_for(f"{self.endpoint}.show", pk=work.id),
        )


def _kept(work: HoursImport) -> Reading:
    layout = uploading.layout_of(work)
    return Reading(layout, remembering.remembered(layout, work.client_id))


def _form_of(work: HoursImport, glance: Glance, reading: Reading) -> LayoutForm:
    layout, known = reading.layout, reading.known
    form = LayoutForm(
        None,
        data={
            "sheet": glance.sheet,
            "header_row": layout.header_row,
            "month": layout.month,
            "month_first": layout.month_first,
            "client": work.client,
            "position": work.position,
            "is_remembered": True,
            "name": known.name if known else work.file_name.rpartition(".")[0][:80],
        },
    )
    form.offer_sheets(glance.sheets)
    return form


def _shown(glance: Glance, layout: Layout) -> str:
    """Return what the columns on the page are those of."""
    return f"{glance.sheet}|{layout.header_row}"


def _posted(form: LayoutForm, work: HoursImport, glance: Glance) -> Reading:
    """Return the reading a posted form describes; another header row starts anew.

    So does another layout that is remembered, of the client chosen on the page; yet never when the
    file goes to be checked: it is read by the columns the user has seen.
    """
    found = uploading.recognise_again(work, glance, form.header_row.data, form.month.data)
    form.header_row.data = found.header_row
    answer, before = request.form.get("remembered"), request.form.get("known", "")
    is_refused = answer == _REFUSED or (before == _REFUSED and not answer)
    reading = Reading(found, remembering.remembered(found, _client_id(form)), is_refused)
    is_other = "again" in request.form and before != reading.key
    if answer or is_other or request.form.get("shown") != _shown(glance, found):
        return _anew(form, reading)
    chosen: dict[int, str] = {
        column.index: request.form[name]
        for column in found.columns
        if (name := f"col_{column.index}") in request.form
    }
    month_first = bool(form.month_first.data)
    return replace(reading, layout=uploading.choose_fields(found, chosen, month_first=month_first))


def _anew(form: LayoutForm, reading: Reading) -> Reading:
    """Return what is remembered, or what was recognised by the headers alone."""
    if reading.is_refused:
        form.is_remembered.data = False
        return reading
    if reading.known:
        form.name.data = reading.known.name
    return replace(reading, layout=remembering.with_remembered(reading.layout, reading.known))


def _client_id(form: LayoutForm) -> int | None:
    return form.client.data.id if form.client.data else None


def _order_check(form: LayoutForm, work: HoursImport, glance: Glance, reading: Reading) -> None:
    uploading.set_layout(work, glance.sheet, reading.layout)
    work.client_id = _client_id(form)
    work.position_id = form.position.data.id if form.position.data else None
    if reading.known and reading.is_taken:
        remembering.note_use(reading.known)
    if form.is_remembered.data:
        remembering.remember(reading.layout, form.name.data or work.file_name, work.client_id)
    steps.order_check(work)
