"""The page on which the columns of a file are given their meaning."""

from __future__ import annotations

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
from app.schedule.models import HoursImport
from app.schedule.rules.importing.layouts import Layout
from app.schedule.services.imports import steps, uploading
from app.schedule.services.imports.uploading import Glance
from app.schedule.views import findings


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
            layout = uploading.layout_of(work)
            return self._render_layout(_form_of(work, glance, layout), work, glance, layout)
        return self._take_layout(work, glance)

    def _take_layout(self, work: HoursImport, glance: Glance) -> Response | tuple[str, int]:
        form = LayoutForm()
        form.offer_sheets(glance.sheets)
        layout = uploading.layout_of(work)
        try:
            if not form.validate():
                return self._render_layout(form, work, glance, layout), 422
            work_client = form.client.data.id if form.client.data else None
            layout = _posted_layout(form, work, glance)
            if "again" in request.form:
                return self._render_layout(form, work, glance, layout), 200
            with transaction():
                uploading.set_layout(work, glance.sheet, layout)
                work.client_id = work_client
                work.position_id = form.position.data.id if form.position.data else None
                if form.is_remembered.data:
                    uploading.remember(layout, form.name.data or work.file_name, work_client)
                steps.order_check(work)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
            return self._render_layout(form, work, glance, layout), 422
        news.expect()
        return redirect(url_for(f"{self.endpoint}.show", pk=work.id))

    def _render_layout(
        self, form: LayoutForm, work: HoursImport, glance: Glance, layout: Layout
    ) -> str:
        form.position.widget = NarrowedSelect("client")
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
            known=uploading.remembered(layout, work.client_id),
            twin=findings.twin_of(work),
            breadcrumb=self.breadcrumb(work),
            action=url_for(f"{self.endpoint}.layout", pk=work.id),
            cancel_url=url_for(f"{self.endpoint}.show", pk=work.id),
        )


def _form_of(work: HoursImport, glance: Glance, layout: Layout) -> LayoutForm:
    known = uploading.remembered(layout, work.client_id)
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


def _posted_layout(form: LayoutForm, work: HoursImport, glance: Glance) -> Layout:
    """Return the layout a posted form describes; another header row starts anew."""
    found = uploading.recognise_again(work, glance, form.header_row.data, form.month.data)
    form.header_row.data = found.header_row
    chosen: dict[int, str] = {
        column.index: request.form[name]
        for column in found.columns
        if (name := f"col_{column.index}") in request.form
    }
    if request.form.get("shown") != _shown(glance, found):
        return found
    return uploading.choose_fields(found, chosen, month_first=bool(form.month_first.data))
