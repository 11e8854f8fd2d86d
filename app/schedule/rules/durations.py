"""What people type for hours and times of the day, as whole minutes, and back again.

„7,25” is seven and a quarter, „7:15” says the same, „6-14” is from six to fourteen. A dot between
two times („6.30-14.30”) separates minutes, a dot in a single number („7.25”) is a decimal point.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from app.core.errors import DomainError

HOUR = 60
DAY = 24 * HOUR

_HOURS = r"(?:h|hrs?|godz(?:\.|in[ay]?)?|g)"
_MINUTES = r"(?:min(?:\.|ut[ay]?)?|m|')"
_DECIMAL = re.compile(rf"(\d{{0,4}}(?:[.,]\d{{1,4}})?) ?{_HOURS}?", re.ASCII)
_COLON = re.compile(r"(\d{1,4}):([0-5]\d)(?::00)?", re.ASCII)
_NAMED = re.compile(rf"(\d{{1,4}}) ?{_HOURS} ?([0-5]?\d) ?{_MINUTES}?", re.ASCII)
_MINUTES_ONLY = re.compile(rf"(\d{{1,5}}) ?{_MINUTES}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.h]([0-5]\d)(?::00)?|h)?|(\d{1,2})([0-5]\d)", re.ASCII)
_PAUSE = r"(?:\((?P<inside>[^()]*)\)|(?:przerwa|break) (?P<named>.+))"
_SPAN = re.compile(rf"(?:od )?(?P<begin>[\d:.h]+) ?(?:-|do|to) ?(?P<end>[\d:.h]+)(?: ?{_PAUSE})?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


class Unreadable(DomainError, ValueError):  # noqa: N818 - it is a verdict, not a fault
    """A text that says no duration, no time and no shift."""


@dataclass(frozen=True)
class ClockSpan:
    """From when to when by the clock, in minutes after midnight; ``pause`` in minutes.

    ``begin`` is 0 to 1439, ``end`` 0 to 1440; an end that is not later is on the next day.
    """

    begin: int
    end: int
    pause: int = 0


def parse_worked(text: str) -> int | ClockSpan:
    """Return what a cell of the schedule says: a number of minutes, or from when to when."""
    plain = _plain(text)
    found = _span(plain)
    minutes = _duration(plain) if found is None else found
    if minutes is None or (isinstance(minutes, int) and minutes > DAY):
        raise Unreadable(
            _("“%(text)s” is no working time; write 8, 7.25, 7:15, 6-14 or 22:00-06:00 (30).",
              text=text.strip()[:40])
        )  # fmt: skip
    return minutes


def parse_duration(text: str, *, longest: int = DAY) -> int:
    """Return the minutes of a duration that is at most ``longest`` minutes long."""
    minutes = _duration(_plain(text))
    if minutes is None:
        raise Unreadable(
            _("“%(text)s” is no duration; write 8, 7.25, 7:15 or 7 h 15 min.",
              text=text.strip()[:40])
        )  # fmt: skip
    if minutes > longest:
        raise Unreadable(
            _("%(hours)s hours are too many; at most %(most)s are possible.",
              hours=as_clock(minutes), most=as_clock(longest))
        )  # fmt: skip
    return minutes


def parse_span(text: str) -> ClockSpan:
    """Return from when to when somebody works, with the break if one is named."""
    found = _span(_plain(text))
    if found is None:
        raise Unreadable(
            _("“%(text)s” is not from when to when; write 6-14, 06:00-14:00 or 22:00-06:00 (30).",
              text=text.strip()[:40])
        )  # fmt: skip
    return found


def parse_time(text: str) -> int:
    """Return a time of the day in minutes after midnight; 24:00 is 1440."""
    minutes = _time(_plain(text))
    if minutes is None:
        raise Unreadable(
            _("“%(text)s” is no time of the day; write 6, 6:00 or 22:30.", text=text.strip()[:40])
        )
    return minutes


def as_clock(minutes: int, *, group: str = "\u00a0") -> str:
    """Write a duration as 7:15, and many hours as 12 345:30; a file that is read wants no group."""
    hours = f"{minutes // HOUR:,}".replace(",", group)
    return f"{hours}:{minutes % HOUR:02d}"


def as_time(minutes: int) -> str:
    """Write a time of the day as 06:00."""
    return f"{minutes // HOUR:02d}:{minutes % HOUR:02d}"


def as_decimal(minutes: int, *, language: str = "pl") -> str:
    """Write a duration in hours with up to two places: 7,25 in Polish, 7.25 in English."""
    hours = hours_of(minutes).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{hours:f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "pl" else text


def as_words(minutes: int, *, language: str = "pl") -> str:
    """Write a duration as 7 godz. 15 min in Polish, 7 h 15 min in English."""
    hours, rest = divmod(minutes, HOUR)
    unit = "godz." if language == "pl" else "h"
    parts = [f"{hours} {unit}"] if hours or not rest else []
    return " ".join([*parts, f"{rest} min"] if rest else parts)


def as_span(span: ClockSpan) -> str:
    """Write from when to when as 22:00–06:00 (30)."""
    pause = f" ({span.pause})" if span.pause else ""
    return f"{as_time(span.begin)}–{as_time(span.end)}{pause}"


def hours_of(minutes: int) -> Decimal:
    """Return minutes as exact hours, to be multiplied by a rate."""
    return Decimal(minutes) / HOUR


def rounded_hours(minutes: int) -> Decimal:
    """Return minutes as hours with two decimal places, as spreadsheets count them."""
    return hours_of(minutes).quantize(Decimal("0.01"), ROUND_HALF_UP)


def minutes_of(hours: Decimal) -> int:
    """Return hours as whole minutes, half a minute up: other programs write 7.33 for 7:20."""
    return int((hours * HOUR).quantize(Decimal(1), ROUND_HALF_UP))


def _plain(text: str) -> str:
    """Return the text in small letters, with simple dashes and single spaces."""
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    return " ".join(folded.split())


def _duration(plain: str) -> int | None:
    if match := _COLON.fullmatch(plain) or _NAMED.fullmatch(plain):
        return int(match[1]) * HOUR + int(match[2])
    if match := _MINUTES_ONLY.fullmatch(plain):
        return int(match[1])
    match = _DECIMAL.fullmatch(plain)
    if match is None or not match[1]:
        return None
    return minutes_of(Decimal(match[1].replace(",", ".")))


def _time(plain: str) -> int | None:
    match = _TIME.fullmatch(plain)
    if match is None:
        return None
    minutes = int(match[1] or match[3]) * HOUR + int(match[2] or match[4] or 0)
    return minutes if minutes <= DAY else None


def _span(plain: str) -> ClockSpan | None:
    match = _SPAN.fullmatch(plain)
    if match is None:
        return None
    begin, end = _time(match["begin"]), _time(match["end"])
    pause = _pause(match["inside"] or match["named"])
    if begin is None or begin == DAY or end is None or pause is None:
        return None
    return ClockSpan(begin, end, pause)


def _pause(plain: str | None) -> int | None:
    """Return the minutes of a break; a bare whole number means minutes, not hours."""
    if plain is None:
        return 0
    plain = plain.strip()
    return int(plain) if re.fullmatch(r"\d{1,4}", plain, re.ASCII) else _duration(plain)
