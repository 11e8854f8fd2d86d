"""Pages under Settings that are one form: a package declares the form and its words."""

from typing import Any, ClassVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Form

from app.core.access import can, page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import READ, WRITE
from app.core.settings import Settings
from app.core.views.app_view import AppView


class SettingsPage(AppView):
    """What holds for a whole package; its title is the ``permission_label``."""

    permission_label: Any
    form: type[Form]
    settings: ClassVar[Settings]
    #: Over the fields; without one only a screen reader hears the title there.
    section: Any = ""
    note: Any = ""

    def values(self) -> dict[str, Any]:
        """Return what the form begins with."""
        return self.settings.all()

    def keep(self, form: Any) -> None:
        """Take over what was typed, inside the transaction of the page."""
        self.settings.set(**form.data)

    @page("/", READ)
    def index(self) -> str:
        """Show the form."""
        return self._render(self.form(data=self.values()))

    @page("/", WRITE, methods=("POST",))
    def save(self) -> Response | tuple[str, int]:
        """Take the settings over, or show what speaks against them."""
        form = self.form(request.form, data=self.values())
        if not form.validate():
            return self._render(form), 422
        try:
            with transaction():
                self.keep(form)
        except DomainError as refusal:
            form.form_errors = [*form.form_errors, str(refusal)]
            return self._render(form), 422
        flash(_("Saved."), "success")
        return redirect(url_for(f"{self.endpoint}.index"))

    def _render(self, form: Form) -> str:
        return render_template(
            "core/settings.html",
            title=str(self.permission_label),
            form=form,
            action=url_for(f"{self.endpoint}.save"),
            section=self.section,
            note=self.note,
            may_write=can(WRITE, self.class_permission_name),
        )
