"""Closing months, so that nothing changes in them any more."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core import audit
from app.core.errors import DomainError
from app.extensions import db
from app.schedule.models import ClosedMonth


def close_month(month: date) -> None:
    """Refuse changes of hours in a month from now on."""
    month = month.replace(day=1)
    if db.session.get(ClosedMonth, month) is None:
        db.session.add(ClosedMonth(month=month))
        db.session.flush()


def open_month(month: date, reason: str) -> None:
    """Allow changes again; the reason is kept in the event log."""
    if not reason.strip():
        raise DomainError(_("Say why the month is opened again."))
    closed = db.session.get(ClosedMonth, month.replace(day=1))
    if closed is None:
        raise DomainError(_("This month is not closed."))
    audit.record("month opened", "ClosedMonth", f"{month:%Y-%m}", label=reason.strip()[:200])
    db.session.delete(closed)
    db.session.flush()


def closed_among(months: Iterable[date]) -> set[date]:
    """Return which of some months are closed."""
    wanted = {month.replace(day=1) for month in months}
    query = sa.select(ClosedMonth.month).where(ClosedMonth.month.in_(wanted))
    return set(db.session.scalars(query)) if wanted else set()


def check_open(days: Iterable[date]) -> None:
    """Refuse days of closed months."""
    closed = sorted(closed_among(days))
    if closed:
        raise DomainError(
            _("%(month)s is closed; open the month first.", month=f"{closed[0]:%m.%Y}")
        )
