"""When work is due, when a worker counts as dead, and what a result file may be called; pure."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask_babel import gettext as _

#: How often a running job says that it lives, and after how long a silence it is taken again.
HEARTBEAT = timedelta(seconds=10)
ABANDONED = timedelta(seconds=60)
#: How often processes look round: for lost wake-ups, dead workers, a scheduler that is gone.
ROUND = timedelta(seconds=5)
#: A job nobody has taken for so long is announced again.
WAKE_AGAIN = timedelta(seconds=15)
#: The scheduler that holds the lease plans; after so long a silence another one takes over.
LEASE = timedelta(seconds=30)
#: Waits between attempts after a passing fault; the number of attempts is the kind's.
BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
#: How many unfinished jobs one person may have.
MOST_PER_OWNER = 10
KEEP_FILES, KEEP_JOBS = timedelta(days=7), timedelta(days=90)
#: Stamps of periods older than this are forgotten, but for the newest of each name.
KEEP_PERIODS = timedelta(days=2)
OFTEN = timedelta(hours=6)

_ZONE = ZoneInfo("Europe/Warsaw")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_LOOK_BACK = tuple(timedelta(days=days) for days in (1, 8, 32, 367))


@dataclass(frozen=True)
class Every:
    """Due at each multiple of a pause, counted from a fixed instant: all machines agree."""

    pause: timedelta
    #: Whether the period in which the work is first seen counts as missed.
    starts_at_once: bool = True

    @property
    def is_often(self) -> bool:
        """Tell whether a row for every run that went well would only be in the way."""
        return self.pause < OFTEN

    def trigger(self) -> BaseTrigger:
        """Return the same rule for APScheduler."""
        return IntervalTrigger(seconds=int(self.pause.total_seconds()), start_date=_EPOCH)

    def latest(self, at: datetime) -> datetime | None:
        """Return the newest multiple."""
        return at - (at - _EPOCH) % self.pause


@dataclass(frozen=True)
class Cron:
    """Due by the clock in Poland, as crontab writes it: ``Cron("30 3 * * *")``.

    Between two and three at night the clock is turned: choose another hour.
    """

    text: str
    starts_at_once: bool = False
    is_often: bool = False

    def trigger(self) -> BaseTrigger:
        """Return the same rule for APScheduler."""
        return CronTrigger.from_crontab(self.text, timezone=_ZONE)

    def latest(self, at: datetime) -> datetime | None:
        """Return the newest instant, looking back further and further."""
        trigger = self.trigger()
        for span in _LOOK_BACK:
            newest = None
            for newest in _fires(trigger, at - span, at):  # noqa: B007 - the last one is wanted
                pass
            if newest is not None:
                return newest.astimezone(UTC)
        return None


Schedule = Every | Cron


def _fires(trigger: BaseTrigger, start: datetime, end: datetime) -> Iterator[datetime]:
    moment = trigger.get_next_fire_time(None, start.astimezone(_ZONE))
    while moment is not None and moment <= end:
        yield moment
        moment = trigger.get_next_fire_time(moment, moment)


def wait_after(attempts: int, most: int) -> timedelta | None:
    """Return how long to wait after that many attempts, ``None`` to give up."""
    if attempts >= most:
        return None
    return BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def work_key(kind: str, owner_id: int | None, arguments: Mapping[str, Any]) -> str:
    """Return what two requests for the same work have in common."""
    text = json.dumps([kind, owner_id, arguments], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def file_name(text: str) -> str:
    """Return a name that is one line, no path and not endless; letters of any language stay."""
    plain = "".join(
        "-" if char in '/\\:*?"<>|' or unicodedata.category(char).startswith("C") else char
        for char in text
    ).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if dot else plain[:100] or "plik"


def percent(done: int, total: int) -> int:
    """Return the share as a whole number; more than everything is still everything."""
    return min(100, done * 100 // total) if total > 0 else 0


def duration(start: datetime | None, end: datetime) -> str:
    """Return how long something took as „2 min 5 s”: 2:05 would read like hours of work.

    "" before it has begun.
    """
    if start is None:
        return ""
    seconds = max(0, int((end - start).total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))
    if minutes:
        return str(_("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=seconds))
    return str(_("%(seconds)s s", seconds=seconds) if seconds else _("less than 1 s"))
