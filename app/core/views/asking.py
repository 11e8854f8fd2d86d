"""Pages that ask something before a verb is done to one row: when, why, who instead."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.core.errors import DomainError
from app.core.views.pages import FormPage
from app.core.views.part import ViewPart


@dataclass(frozen=True)
class Question:
    """What is asked, on which page of the view, and what is done with the answer."""

    page: str
    title: str
    fields: list[str]
    #: given the row and the form that holds
    verb: Callable[[Any, Any], Any]
    submit_label: str = ""
    submit_icon: str = "device-floppy"


class AskingMixin(ViewPart):
    """A page with a form of its own for one row."""

    def ask(self, item: Any, form: Any, question: Question) -> Response | str | tuple[str, int]:
        """Show the question; once it is answered, do what was asked about."""
        if request.method != "POST":
            return self._question_page(item, form, question)
        if not form.validate():
            return self._question_page(item, form, question), 422
        pk = str(item.id)
        try:
            with transaction():
                question.verb(self.find_or_404(pk), form)
        except (DomainError, StaleDataError) as refusal:
            stale = _("Somebody has just changed it. Look at it again.")
            text = stale if isinstance(refusal, StaleDataError) else str(refusal)
            form.form_errors = [*form.form_errors, text]
            return self._question_page(item, form, question), 422
        flash(_("Saved."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))

    def _question_page(self, item: Any, form: Any, question: Question) -> str:
        form_page = FormPage(
            title=question.title,
            form=form,
            sections=[("", question.fields)],
            action=url_for(f"{self.endpoint}.{question.page}", pk=item.id),
            cancel_url=self.cancel_url(item),
            is_new=False,
            token=uuid.uuid4().hex,
            revision=None,
            breadcrumb=self.breadcrumb(item),
            submit_label=question.submit_label,
            submit_icon=question.submit_icon,
            cancel_label=_("Leave it as it is") if question.submit_label else "",
        )
        return render_template(self.form_template, page=form_page)
