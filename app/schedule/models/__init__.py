"""Entries of the schedule, closed months, and imports of hours."""

from app.schedule.models.entries import ClosedMonth, EntryPart, ScheduleEntry
from app.schedule.models.imports import HoursImport, HoursImportRow, HoursLayout

__all__ = [
    "ClosedMonth",
    "EntryPart",
    "HoursImport",
    "HoursImportRow",
    "HoursLayout",
    "ScheduleEntry",
]
