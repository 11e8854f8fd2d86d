"""What one cell says: a day, a time, a duration, a quantity, a text. Each refuses in words.

Spreadsheets count days from 30 December 1899, and a time is a part of a day. Seconds, which time
clocks export, are dropped from times and rounded away in durations: the schedule counts minutes.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import get_month_names
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.text import search_key
from app.schedule.rules.durations import (
    DAY,
    HOUR,
    ClockSpan,
    Unreadable,
    minutes_of,
    parse_duration,
    parse_time,
    parse_worked,
)
from app.schedule.rules.importing.raw import Cell, Flawed, Value
from app.schedule.rules.months import MOST_PIECES

#: Before it no shift of ours was worked, after it none is planned.
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_TEXT = 500
#: Nobody writes down a break of three minutes; it may be three hours.
LEAST_PAUSE = 5

_EPOCH = date(1899, 12, 30)
#: Excel believes in 29 February 1900, so its first two months are a day late.
_EARLY_EPOCH = datetime(1899, 12, 31)  # noqa: DTZ001 - spreadsheets know no time zones
_EARLY_END = datetime(1900, 3, 1)  # noqa: DTZ001
_SECOND = timedelta(seconds=1)
_LEAST_SERIAL, _MOST_SERIAL = 36526, 73415  # the years above

_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[. -]* ?([^\W\d_]+)[. -]* ?(\d{4}|\d{2})")
_AMERICAN = re.compile(r"([^\W\d_]+)[. ]+(\d{1,2}),? (\d{4})")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}[.,]* +(?=\d)")
_CLOCK = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$", re.ASCII)
_YEAR_MARK = re.compile(r" ?r(?:oku|\.)?$")
_SECONDS = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)(?:[.,]\d+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,9})?", re.ASCII)
_ERROR = re.compile(r"#[A-Z0-9/?!]{2,12}")
_STAMP = re.compile(r"(.+?)[ t](\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?)")
_HALF_DAY = re.compile(r"(1[0-2]|0?[1-9])(?::([0-5]\d))?(?::[0-5]\d)? ?([ap])\.?m\.?", re.ASCII)
_SLASHES = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{2}", re.ASCII)


def text_of(cell: Value) -> str:
    """Return a text in one line; whole numbers without a decimal point."""
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        cell = int(cell)
    text = " ".join(str(cell).split())
    if len(text) > LONGEST_TEXT:
        raise DomainError(_("The text is longer than %(n)s characters.", n=LONGEST_TEXT))
    return text


def day_of(cell: Value, *, month_first: bool = False) -> date:
    """Return the day that a cell names, in one of many ways; 10/01/2026 is the tenth of January.

    With ``month_first`` it is the first of October, as Americans write it.
    """
    if isinstance(cell, datetime):
        found: date | None = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, str):
        found = _day_of_text(cell, month_first=month_first)
    elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        is_serial = _LEAST_SERIAL <= cell < _MOST_SERIAL and cell == int(cell)
        found = _EPOCH + timedelta(days=int(cell)) if is_serial else None
    else:
        found = None
    if found is None:
        raise DomainError(_("This is no date; write 2026-10-01, 1.10.2026 or 1 paź 2026."))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DomainError(_("Check the year of the date."))
    return found


@lru_cache(maxsize=4096)
def _day_of_text(text: str, *, month_first: bool) -> date | None:
    plain = _YEAR_MARK.sub("", _CLOCK.sub("", " ".join(text.split()).casefold()))
    plain = _WEEKDAY.sub("", plain) if not _AMERICAN.fullmatch(plain) else plain
    if match := _ISO.fullmatch(plain):
        return _date(match[1], int(match[2]), match[3])
    if match := _DAY_FIRST.fullmatch(plain):
        day, month = (match[2], match[1]) if month_first and "/" in plain else (match[1], match[2])
        return _date(match[3], int(month), day)
    if match := _NAMED.fullmatch(plain):
        return _date(match[3], month_number(match[2]), match[1])
    if match := _AMERICAN.fullmatch(plain):
        return _date(match[3], month_number(match[1]), match[2])
    return _day_of_serial(plain)


def _day_of_serial(plain: str) -> date | None:
    """Return the day of a number that a CSV export left as a number."""
    if plain.isascii() and plain.isdigit() and _LEAST_SERIAL <= int(plain[:6]) < _MOST_SERIAL:
        return _EPOCH + timedelta(days=int(plain)) if len(plain) == 5 else None
    return None


def _date(year: str, month: int | None, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), month or 0, int(day))
    except ValueError:
        return None


def month_number(name: str) -> int | None:
    """Return which month a Polish, English or German name or short name means."""
    return _months().get(search_key(name).rstrip("."))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        search_key(name).rstrip("."): number
        for locale in ("pl", "en", "de")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }


def tells_month_first(cells: Iterable[Cell]) -> bool:
    """Tell whether dates with slashes can only be American: 10/13/2026 stands among them."""
    found = [match for cell in cells if isinstance(cell, str) and (match := _SLASHES.match(cell))]
    seconds, firsts = ([int(match[part]) for match in found] for part in (2, 1))
    return max(seconds, default=0) > 12 >= max(firsts, default=0)


def stamp_of(cell: Value, *, month_first: bool = False) -> tuple[date | None, int]:
    """Return a time of the day in minutes, and the day if the cell names that too."""
    if isinstance(cell, datetime) and cell >= _EARLY_END:
        return day_of(cell), _clock_minutes(cell)
    if isinstance(cell, str):
        match = _STAMP.fullmatch(" ".join(cell.split()).casefold())
        if match:
            return day_of(match[1], month_first=month_first), time_of(match[2])
    return None, time_of(cell)


def time_of(cell: Value) -> int:
    """Return a time of the day in minutes after midnight, 1440 for 24:00."""
    if isinstance(cell, time):
        return _clock_minutes(cell)
    if isinstance(cell, str):
        return _time_of_text(cell)
    seconds = _seconds(cell)
    if seconds is None and isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return _time_of_number(Decimal(cell))
    if seconds is None or not 0 <= seconds <= DAY * 60:
        raise DomainError(_("This is no time of the day; write 6, 6:00 or 22:30."))
    return seconds // 60


def _time_of_text(text: str) -> int:
    """Read 6:30 with or without seconds, and 6:30 PM."""
    if match := _HALF_DAY.fullmatch(text.strip().casefold()):
        hour = int(match[1]) % 12 + (12 if match[3] == "p" else 0)
        return hour * HOUR + int(match[2] or 0)
    match = _SECONDS.fullmatch(text.strip())
    return parse_time(f"{match[1]}:{match[2]}" if match else text)


def _time_of_number(number: Decimal) -> int:
    """Read 6 as six o'clock and 0.25 as spreadsheets do; 6.3 may be 6:18 or 6:30."""
    if number == int(number) and 0 <= number <= 24:
        return int(number) * HOUR
    if 0 < number < 1:
        return _rounded(number * DAY * 60) // 60
    raise DomainError(
        _("%(number)s may mean two different times; write it as 6:30.", number=f"{number:f}")
    )


def duration_of(cell: Value, *, longest: int = DAY) -> int:
    """Return a duration in minutes."""
    found = worked_of(cell, longest=longest)
    if isinstance(found, ClockSpan):
        raise DomainError(_("Here stands from when to when, but a duration is expected."))
    return found


def worked_of(cell: Value, *, longest: int = DAY) -> int | ClockSpan:
    """Return a duration in minutes, or from when to when."""
    if isinstance(cell, str):
        return _worked_of_text(cell)
    if isinstance(cell, bool):
        raise Unreadable(_("This is no duration; write 8, 7.25, 7:15 or 7 h 15 min."))
    if isinstance(cell, int | Decimal):
        minutes = minutes_of(Decimal(cell)) if 0 <= cell * HOUR <= longest else -1
    else:
        seconds = _seconds(cell)
        if seconds is None:
            raise Unreadable(_("This is no duration; write 8, 7.25, 7:15 or 7 h 15 min."))
        minutes = (seconds + 30) // 60
    if not 0 <= minutes <= longest:
        raise Unreadable(_("A duration lies between 0 and 24 hours."))
    return minutes


@lru_cache(maxsize=4096)
def _worked_of_text(text: str) -> int | ClockSpan:
    match = _SECONDS.fullmatch(text.strip())
    if match is None:
        return parse_worked(text)
    hours, minutes, seconds = (int(part) for part in match.groups())
    return parse_duration(f"{(hours * 3600 + minutes * 60 + seconds + 30) // 60} min")


def pause_of(cell: Value) -> int:
    """Return a break in minutes: a whole number means minutes, any other number hours."""
    if isinstance(cell, str) and cell.strip().isascii() and cell.strip().isdigit():
        cell = int(cell.strip()[:6])
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool) and cell == int(cell):
        if not 0 <= cell < DAY:
            raise DomainError(_("A break is shorter than a day."))
        if 0 < cell < LEAST_PAUSE:
            raise DomainError(_("%(n)s may mean minutes or hours; write 60 or 1:00.", n=int(cell)))
        return int(cell)
    return duration_of(cell)


def quantity_of(cell: Value) -> Decimal:
    """Return a number greater than zero."""
    number: Decimal | None = None
    if isinstance(cell, str):
        plain = re.sub(r"[\s_']", "", cell)
        number = Decimal(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None
    elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        number = Decimal(cell)
    if number is None or not number.is_finite():
        raise DomainError(_("This is no number; write 1, 0.5 or 12."))
    if number <= 0:
        raise DomainError(_("A quantity is greater than zero."))
    if number > MOST_PIECES:
        raise DomainError(_("A quantity above %(n)s is refused.", n=MOST_PIECES))
    return number


def known(cell: Value | Flawed) -> Value:
    """Return the value of a cell, refuse one that cannot be known."""
    if isinstance(cell, Flawed):
        raise DomainError(cell.reason)
    if isinstance(cell, str) and cell[:1] == "#" and _ERROR.fullmatch(cell.strip()):
        raise DomainError(_("The formula of this cell ends in an error."))
    return cell


def _clock_minutes(moment: datetime | time) -> int:
    """Return hours and minutes of a time, which a spreadsheet stores a little inexactly."""
    exact = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (exact + (moment.microsecond >= 500_000)) // 60


def _seconds(cell: Value) -> int | None:
    """Return the seconds of a time or a duration of a spreadsheet, ``None`` for other cells."""
    if isinstance(cell, datetime):
        if not _EARLY_EPOCH <= cell < _EARLY_END:
            return None
        cell = cell - _EARLY_EPOCH
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + (cell.microsecond >= 500_000)
    if isinstance(cell, timedelta):
        return int((cell + _SECOND / 2) // _SECOND)
    return None


def _rounded(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
