"""The only source of "now": instants are aware UTC, business days are Polish dates."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the current day in Poland."""
    return now().astimezone(WARSAW).date()


def local(instant: datetime) -> datetime:
    """Return an instant as the wall clock in Poland shows it."""
    return instant.astimezone(WARSAW)
