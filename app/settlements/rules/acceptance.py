"""By when a client answers for a month."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.schedule.rules.months import whole_month

#: So many days after the set day a reminder that was missed is made up for; later it is no news.
STILL_REMINDED = 7


def due_day(month: date, day: int) -> date:
    """Return the set day of the month after the one that is accepted."""
    return whole_month(month).last + timedelta(days=day)


def reminded_months(on: date, day: int) -> Iterator[date]:
    """Yield the months whose set day has come, of which a client is reminded on a day."""
    month = on.replace(day=1)
    for _one in range(2):
        month = (month - timedelta(days=1)).replace(day=1)
        due = due_day(month, day)
        if due <= on <= due + timedelta(days=STILL_REMINDED):
            yield month
