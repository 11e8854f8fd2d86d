"""„Kalendarz pracy” on the profiles of clients and employees."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _

from app.core.views.extras import ExtraTab

_PERMISSION = "ScheduleEntries"


def _of(name: str) -> Any:
    return lambda row: url_for("CalendarView.index", embedded="y", **{name: row.id})


OF_CLIENT = ExtraTab("calendar", _("Work calendar"), _of("client"), _PERMISSION)
OF_EMPLOYEE = ExtraTab("calendar", _("Work calendar"), _of("employee"), _PERMISSION)
