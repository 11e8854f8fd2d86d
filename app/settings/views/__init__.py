"""The pages under Settings."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.core.numbering import NumberSeries
from app.settings.views.audit import AuditEntryView
from app.settings.views.companies import CompanyBankAccountView, CompanyView
from app.settings.views.mail import MailSettingsView
from app.settings.views.modules import ModulesView
from app.settings.views.series import NumberSeriesView


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu."""
    appbuilder.add_view_no_menu(CompanyBankAccountView)
    pages = (
        (CompanyView, "Companies", _("Company data")),
        (ModulesView, "Modules", _("Modules")),
        (NumberSeriesView, "NumberSeries", NumberSeries.__labels__[1]),
        (MailSettingsView, "MailSettings", _("Mail")),
        (AuditEntryView, "AuditLog", _("Event log")),
    )
    for view, name, label in pages:
        appbuilder.add_view(view, name, label=label, category="Settings")
