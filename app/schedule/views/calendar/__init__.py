"""Grafik › Kalendarz: shifts of people by month, week and day; moved, added, copied."""

from app.schedule.views.calendar.page import CalendarView

__all__ = ["CalendarView"]
