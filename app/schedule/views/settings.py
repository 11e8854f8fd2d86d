"""Settings › Schedule: what holds for all hours."""

from flask_babel import lazy_gettext
from wtforms import Form

from app.core.forms.fields import CheckField
from app.core.views import SettingsPage
from app.schedule.queries import RULES


class ScheduleRulesForm(Form):
    """Who may accept what."""

    four_eyes = CheckField(
        lazy_gettext("Four eyes: nobody accepts hours they have reported themselves"),
        description=lazy_gettext(
            "With it on, somebody else has to accept them, also what was brought by an import."
        ),
    )


class ScheduleSettingsView(SettingsPage):
    """What holds for the whole schedule."""

    route_base = "/schedule-settings"
    class_permission_name = "ScheduleSettings"
    permission_label = lazy_gettext("Schedule settings")
    section = lazy_gettext("Acceptance of hours")
    menu_icon = "calendar"
    form = ScheduleRulesForm
    settings = RULES
