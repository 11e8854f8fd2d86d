"""The pages of the schedule, and the tabs they add to contracts, employees and clients."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.assignments.views.contract import ContractView
from app.clients.views import related
from app.clients.views.client import ClientView
from app.core.views.extras import add_tab
from app.employees.views import employee
from app.employees.views.employee import EmployeeView
from app.schedule.models import ScheduleEntry
from app.schedule.views.acceptance import AcceptanceView
from app.schedule.views.calendar import CalendarView
from app.schedule.views.calendar.tabs import OF_CLIENT, OF_EMPLOYEE
from app.schedule.views.entries import ScheduleEntryView
from app.schedule.views.hours.day import HoursDayView
from app.schedule.views.hours.page import HoursView
from app.schedule.views.imports import HoursImportView
from app.schedule.views.layouts import HoursLayoutView
from app.schedule.views.months import ClosedMonthView
from app.schedule.views.settings import ScheduleSettingsView

# At import: the profiles below are built before this package registers its pages.
ContractView.related_views = [*ContractView.related_views, ScheduleEntryView]
employee.add_tab(ScheduleEntryView)
add_tab(ClientView, OF_CLIENT)
add_tab(EmployeeView, OF_EMPLOYEE)
related.add_tab(ScheduleEntryView)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages."""
    appbuilder.add_view(CalendarView, "Calendar", label=_("Calendar"), category="Schedule")
    appbuilder.add_view(HoursView, "Hours", label=_("Month grid"), category="Schedule")
    for view in (HoursDayView, ClosedMonthView, HoursLayoutView):
        appbuilder.add_view_no_menu(view)
    appbuilder.add_view(
        AcceptanceView, "HoursToAccept", label=_("Hours to accept"), category="Schedule"
    )
    appbuilder.add_view(
        ScheduleEntryView,
        "ScheduleEntries",
        label=ScheduleEntry.__labels__[1],
        category="Schedule",
    )
    appbuilder.add_view(
        HoursImportView, "HoursImports", label=_("Import of hours"), category="Schedule"
    )
    appbuilder.add_view(
        ScheduleSettingsView, "ScheduleSettings", label=_("Schedule settings"), category="Settings"
    )
