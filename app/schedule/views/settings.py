"""Settings › Schedule: what holds for all hours."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import Form

from app.core.access import can, page
from app.core.db import transaction
from app.core.forms.fields import CheckField
from app.core.permissions import READ, WRITE
from app.core.views import AppView
from app.schedule.queries import RULES


class ScheduleRulesForm(Form):
    """Who may accept what."""

    four_eyes = CheckField(
        lazy_gettext("Four eyes: nobody accepts hours they have reported themselves"),
        description=lazy_gettext(
            "With it on, somebody else has to accept them, also what was brought by an import."
        ),
    )


class ScheduleSettingsView(AppView):
    """What holds for the whole schedule."""

    route_base = "/schedule-settings"
    class_permission_name = "ScheduleSettings"
    permission_label = lazy_gettext("Schedule settings")
    menu_icon = "calendar"

    @page("/", READ)
    def index(self) -> str:
        """Show the form."""
        return self._render(ScheduleRulesForm(data=RULES.all()))

    @page("/", WRITE, methods=("POST",))
    def save(self) -> Response | tuple[str, int]:
        """Take the rules over."""
        form = ScheduleRulesForm(request.form, data=RULES.all())
        if not form.validate():
            return self._render(form), 422
        with transaction():
            RULES.set(four_eyes=bool(form.four_eyes.data))
        flash(_("Saved."), "success")
        return redirect(url_for("ScheduleSettingsView.index"))

    def _render(self, form: Any) -> str:
        return render_template(
            "schedule/settings.html",
            title=_("Schedule settings"),
            form=form,
            may_write=can(WRITE, self.class_permission_name),
        )
