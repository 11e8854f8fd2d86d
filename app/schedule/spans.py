"""From when to when by the Polish clock, as pages show it."""

from datetime import datetime

from app.core.clock import local


def wall_span(start: datetime, end: datetime) -> str:
    """Write two instants as 06:00–14:00; an end at midnight is 24:00."""
    until = f"{local(end):%H:%M}"
    return f"{local(start):%H:%M}–{'24:00' if until == '00:00' else until}"
