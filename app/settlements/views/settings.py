"""Settings › Settlements: whether clients accept the settlements of people first."""

from flask_babel import lazy_gettext
from wtforms import Form, IntegerField, validators

from app.core.forms import widgets
from app.core.forms.fields import CheckField
from app.core.views import SettingsPage
from app.settlements.queries import ACCEPTANCE


class AcceptanceForm(Form):
    """Whether clients accept the settlements of people first."""

    client_accepts = CheckField(
        lazy_gettext("Clients accept the settlements of employees first"),
        description=lazy_gettext("With it on, a settlement is approved after its client said yes."),
    )
    acceptance_day = IntegerField(
        lazy_gettext("By which day of the next month"),
        [validators.InputRequired(), validators.NumberRange(1, 28)],
        widget=widgets.Number(),
    )
    remind_clients = CheckField(
        lazy_gettext("Remind clients by e-mail on that day"),
        description=lazy_gettext("Once for each client and month, while something is unanswered."),
    )


class SettlementSettingsView(SettingsPage):
    """What holds for all settlements."""

    route_base = "/settlement-settings"
    class_permission_name = "SettlementSettings"
    permission_label = lazy_gettext("Settlement settings")
    section = lazy_gettext("Acceptance by the client")
    menu_icon = "coins"
    form = AcceptanceForm
    settings = ACCEPTANCE
