"""What was worked, as text; the short one ``read_worked`` reads back as the same thing."""

from datetime import datetime
from decimal import Decimal

from app.core.clock import local
from app.schedule.rules.durations import HOUR


def duration_text(minutes: int) -> str:
    """Write 8 hours as 8, a quarter more as 8:15."""
    hours, rest = divmod(minutes, HOUR)
    return f"{hours}:{rest:02d}" if rest else str(hours)


def difference_text(minutes: int) -> str:
    """Write a difference with its sign."""
    sign = "+" if minutes > 0 else "−" if minutes < 0 else ""
    return f"{sign}{duration_text(abs(minutes))}"


def span_text(start: datetime, end: datetime) -> str:
    """Write from when to when by the Polish clock: 6–14, 22:30–6; midnight ends a day as 24."""
    begun, ended = local(start), local(end)
    return f"{_time(begun.hour, begun.minute)}–{_time(ended.hour or 24, ended.minute)}"


def wall_span(start: datetime, end: datetime) -> str:
    """Write two instants as 06:00–14:00; an end at midnight is 24:00."""
    until = f"{local(end):%H:%M}"
    return f"{local(start):%H:%M}–{'24:00' if until == '00:00' else until}"


def with_pause(span: str, pause: int) -> str:
    """Add the minutes of a break."""
    return f"{span} ({pause})" if pause else span


def quantity_text(quantity: Decimal) -> str:
    """Write a quantity without the zeros it does not need: 1, 0,5."""
    return f"{quantity.normalize():f}".replace(".", ",")


def _time(hour: int, minute: int) -> str:
    if hour == 24 and minute:
        hour = 0
    return f"{hour}:{minute:02d}" if minute else str(hour)
