"""What handing out and taking back share: a form with rows of things, taken once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.core.errors import DomainError
from app.core.views.pages import FormPage
from app.core.views.part import ViewPart
from app.core.views.submission import RepeatedSubmission, check_unused, twin_url


@dataclass(frozen=True)
class Slip:
    """The words of such a form, and what is done with it."""

    title: str
    section: tuple[str, list[str]]
    template: str
    submit_label: str
    #: writes what was typed and returns where that is listed
    save: Callable[[Any], str]
    #: what is said about so many rows
    done: Callable[[int], str]


class SlipMixin(ViewPart):
    """A page whose form is taken once, however often it is sent."""

    def take_slip(self, form: Any, slip: Slip) -> Response | tuple[str, int]:
        """Save a posted form; a refusal shows it again as it was typed."""
        try:
            check_unused()
            if form.validate():
                url = slip.save(form)
                flash(slip.done(len(form["rows"].data)), "success")
                return redirect(url)
        except RepeatedSubmission as repeated:
            return redirect(repeated.url)
        except DomainError as refusal:
            if url := twin_url():
                return redirect(url)
            form.form_errors = [*form.form_errors, str(refusal)]
        return self.show_slip(form, slip), 422

    def show_slip(self, form: Any, slip: Slip) -> str:
        """Return the page with the form."""
        form_page = FormPage(
            title=slip.title,
            form=form,
            sections=[slip.section],
            action=request.full_path.rstrip("?"),
            cancel_url=self.cancel_url(None),
            is_new=True,
            token=uuid.uuid4().hex,
            revision=None,
            breadcrumb=self.breadcrumb(None),
            submit_label=slip.submit_label,
        )
        return render_template(slip.template, page=form_page)
