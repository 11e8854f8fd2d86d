"""The days of the story: it begins two months before three full months, and ends yesterday."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from app.schedule.rules.shifts import instant

#: Full months with hours, before the month of today.
MONTHS = 3
_OPENS = 7 * 60 + 40
_FRIDAY = 4


@dataclass(frozen=True)
class Days:
    """Where a day lies in the story, counted from the day on which it is told."""

    today: date

    def month(self, before: int = 0) -> date:
        """Return the first day of this month, or of one before it (negative: after it)."""
        first: date = self.today.replace(day=1) - relativedelta(months=before)
        return first

    def month_end(self, before: int = 0) -> date:
        """Return the last day of such a month."""
        return self.month(before - 1) - timedelta(days=1)

    @property
    def first(self) -> date:
        """Return the first day with hours."""
        return self.month(MONTHS)

    @property
    def founded(self) -> date:
        """Return the day on which the agency began to work with Kadra."""
        return self.month(MONTHS + 2)

    @property
    def last(self) -> date:
        """Return the last day on which anything was done."""
        return self.today - timedelta(days=1)

    def within(self, day: date) -> date:
        """Return a day of the story on which the office works: this one, or one near it."""
        day = max(self.founded, min(day, self.last))
        day -= timedelta(days=max(0, day.weekday() - _FRIDAY))
        return day if day >= self.founded else day + timedelta(days=3)


def at_work(day: date, place: int) -> datetime:
    """Return a moment of an office day, so many seconds after it has opened."""
    return instant(day, _OPENS) + timedelta(seconds=place)
