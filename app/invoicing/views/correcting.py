"""More options › Correction: the lines as they are, to be changed, with the difference shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import WRITE
from app.core.views.part import ViewPart
from app.core.views.submission import RepeatedSubmission, check_unused, remember
from app.invoicing import rules
from app.invoicing.forms import CorrectionForm, LinesForm
from app.invoicing.models import Invoice
from app.invoicing.queries import chain_of
from app.invoicing.rules import Line
from app.invoicing.services.correcting import (
    change_correction,
    create_correction,
    current_state,
)
from app.invoicing.views import profile

_BASE = "_based_on"


class CorrectingMixin(ViewPart):
    """The page of a correction: a new one, or the lines of one that is still a draft."""

    @page("/correct/<pk>", WRITE, methods=["GET", "POST"])
    def correct(self, pk: str) -> str | Response | tuple[str, int]:
        """Show or take the lines after the correction."""
        item = self.find_or_404(pk)
        if request.method == "POST":
            return self._take_correction(item)
        try:
            before = _before(item)
        except DomainError as refusal:
            flash(str(refusal), "danger")
            return redirect(_latest_url(item))
        form = CorrectionForm(
            data={"rows": item.after if _is_draft(item) else before, "reason": item.reason}
        )
        return self._correction_page(form, item, before)

    @page("/difference/<pk>", WRITE, methods=["POST"])
    def difference(self, pk: str) -> str:
        """Count the difference while the lines are typed."""
        item = self.find_or_404(pk)
        form = LinesForm(request.form)
        before = item.before if _is_draft(item) else chain_of(item.first.id)[-1].after
        groups = rules.difference(before, rules.complete(before, form.rows.data))
        return render_template(
            "invoicing/_totals.html",
            rows=form.rows.typed,
            groups=groups,
            total=rules.total(groups),
            is_difference=True,
        )

    def _take_correction(self, item: Invoice) -> Response | tuple[str, int]:
        form = CorrectionForm(request.form)
        try:
            check_unused()
            before = _before(item)
            if form.validate():
                return redirect(self._save_correction(form, item))
        except RepeatedSubmission as repeated:
            return redirect(repeated.url)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        except IntegrityError:
            form.form_errors = [_("Somebody else has just begun a correction of it.")]
        item = self.find_or_404(str(item.id))
        before = item.before if _is_draft(item) else chain_of(item.first.id)[-1].after
        return self._correction_page(form, item, before), 422

    def _save_correction(self, form: CorrectionForm, item: Invoice) -> str:
        lines, reason = form.rows.data, form.reason.data or ""
        with transaction():
            if _is_draft(item):
                change_correction(item, lines, reason)
                correction = item
            else:
                base = request.form.get(_BASE, type=int)
                correction = create_correction(item, lines, reason, based_on=base)
            url = url_for("InvoiceView.show", pk=correction.id)
            remember(url)
        return url

    def _correction_page(self, form: CorrectionForm, item: Invoice, before: list[Line]) -> str:
        form_page = profile.form_page(
            self, form, item, title=_("Correction"), fields=["reason"], submit=_("Save draft")
        )
        return render_template(
            "invoicing/correction.html",
            page=form_page,
            item=item,
            before={line.key: line for line in before},
            based_on=chain_of(item.first.id)[-1].id,
            count_url=url_for("InvoiceView.difference", pk=item.id),
        )


def _is_draft(item: Invoice) -> bool:
    return item.is_correction and item.is_draft


def _before(item: Invoice) -> list[Line]:
    """Return the state a correction starts from."""
    return item.before if _is_draft(item) else current_state(item).after


def _latest_url(item: Invoice) -> str:
    """Lead to the correction somebody has begun, or back to the document."""
    return url_for("InvoiceView.show", pk=chain_of(item.first.id)[-1].id)
