"""Document numbers without gaps or duplicates: series, their patterns and their counters."""

from app.core.numbering.allocating import next_number, next_numbers
from app.core.numbering.enums import Reset, SeriesKind
from app.core.numbering.models import NumberCounter, NumberSeries
from app.core.numbering.shipped import seed_series

__all__ = [
    "NumberCounter",
    "NumberSeries",
    "Reset",
    "SeriesKind",
    "next_number",
    "next_numbers",
    "seed_series",
]
