"""The month of a page: read from its address, written back into links."""

import re
from datetime import date, timedelta

from babel.dates import format_date
from flask import request
from flask_babel import get_locale

from app.core.clock import today
from app.schedule.rules.months import MonthPart, whole_month

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_FIRST_YEAR = 2000


def usual_month() -> MonthPart:
    """Return the month that is being settled: the last one that is over."""
    return whole_month(today().replace(day=1) - timedelta(days=1))


def asked_month() -> MonthPart:
    """Return the month of the address, the usual one when there is none of ours."""
    return read_month(request.values.get("month", "")) or usual_month()


def read_month(text: str) -> MonthPart | None:
    """Return the month written as 2026-10."""
    found = _MONTH.fullmatch(text)
    if found is None or not _FIRST_YEAR <= int(found[1]) < _FIRST_YEAR + 100:
        return None
    return whole_month(date(int(found[1]), int(found[2]), 1))


def code(month: MonthPart) -> str:
    """Write a month as addresses have it."""
    return f"{month.first:%Y-%m}"


def name(month: MonthPart) -> str:
    """Write „październik 2026”."""
    return format_date(month.first, "LLLL yyyy", locale=str(get_locale() or "pl"))


def neighbours(month: MonthPart) -> tuple[str, str]:
    """Return the months before and after one."""
    before = whole_month(month.first - timedelta(days=1))
    after = whole_month(month.last + timedelta(days=1))
    return code(before), code(after)
