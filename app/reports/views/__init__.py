"""The pages of reports."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.reports.views.margin import MarginReportView
from app.reports.views.register import SettlementReportView


def register(appbuilder: AppBuilder) -> None:
    """Add the reports to the menu."""
    appbuilder.add_view(MarginReportView, "MarginReport", label=_("Margin"), category="Reports")
    appbuilder.add_view(
        SettlementReportView,
        "SettlementReport",
        label=_("Settlements by month"),
        category="Reports",
    )
