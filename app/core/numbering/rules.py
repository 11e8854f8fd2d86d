"""How a number is written: ``FV/{yyyy}/{mm}/{seq:4}`` gives FV/2026/11/0007."""

import re
from datetime import date

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.numbering.enums import Reset

MAX_LENGTH = 60
_TOKEN = re.compile(r"\{([^{}]*)\}")
_SEQ = re.compile(r"seq(?::([1-9]))?")
_PLAIN = re.compile(r"[\w\-./ ]*")


def validate_pattern(pattern: str, reset: Reset) -> None:
    """Refuse a pattern that would not give readable numbers, each of them only once."""
    tokens = _TOKEN.findall(pattern)
    counters = [token for token in tokens if _SEQ.fullmatch(token)]
    for token in tokens:
        if token not in ("mm", "yyyy", "yy") and token not in counters:
            raise DomainError(_("“{%(token)s}” is not a part a number can have.", token=token))
    if len(counters) != 1:
        raise DomainError(_("A number needs its counter once: {seq} or, with zeros, {seq:4}."))
    if not _PLAIN.fullmatch(_TOKEN.sub("", pattern)):
        raise DomainError(_("Between the parts use letters, digits, spaces and - . / _ only."))
    if reset is not Reset.never and not {"yyyy", "yy"} & set(tokens):
        raise DomainError(_("A series that starts again needs the year: {yyyy} or {yy}."))
    if reset is Reset.monthly and "mm" not in tokens:
        raise DomainError(_("A series that starts again every month needs the month: {mm}."))
    if len(format_number(pattern, seq=10**9, on=date(2026, 12, 31))) > MAX_LENGTH:
        raise DomainError(_("The number would be longer than %(n)s characters.", n=MAX_LENGTH))


def format_number(pattern: str, *, seq: int, on: date) -> str:
    """Write one number."""

    def part(match: re.Match[str]) -> str:
        token = match[1]
        counter = _SEQ.fullmatch(token)
        if counter:
            return f"{seq:0{int(counter[1] or 1)}d}"
        return {"mm": f"{on.month:02d}", "yyyy": f"{on.year:04d}"}.get(
            token, f"{on.year % 100:02d}"
        )

    return _TOKEN.sub(part, pattern)


def period_of(reset: Reset, on: date) -> str:
    """Return the period whose numbers are counted together."""
    if reset is Reset.never:
        return ""
    return f"{on.year:04d}" if reset is Reset.yearly else f"{on.year:04d}-{on.month:02d}"
