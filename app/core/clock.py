"""The only source of "now": instants are aware UTC, business days are Polish dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")

_pretended: ContextVar[datetime | None] = ContextVar("pretended now", default=None)


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretending(instant: datetime) -> Iterator[None]:
    """Let a block happen at another time: for the past of made-up data, for nothing else."""
    token = _pretended.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """Return the current day in Poland."""
    return now().astimezone(WARSAW).date()


def local(instant: datetime) -> datetime:
    """Return an instant as the wall clock in Poland shows it."""
    return instant.astimezone(WARSAW)
