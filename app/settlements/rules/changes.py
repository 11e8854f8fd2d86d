"""What a new calculation changes: lines side by side by their keys."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.positions.rules import ZERO
from app.settlements.rules.client import Charge


@dataclass(frozen=True)
class Change:
    """A line before and after; none where it did not or does no longer exist."""

    before: Charge | None
    after: Charge | None

    @property
    def text(self) -> str:
        """Return what the line is for."""
        one = self.after or self.before
        return one.text if one else ""

    @property
    def minutes(self) -> int:
        """Return by how much the minutes change."""
        return (self.after.minutes if self.after else 0) - (
            self.before.minutes if self.before else 0
        )

    @property
    def net(self) -> Decimal:
        """Return by how much the net value changes."""
        return (self.after.net if self.after else ZERO) - (self.before.net if self.before else ZERO)

    @property
    def is_changed(self) -> bool:
        """Tell whether anything that stands on the line is different."""
        if self.before is None or self.after is None:
            return True
        return _said(self.before) != _said(self.after)

    @property
    def is_charged_otherwise(self) -> bool:
        """Tell whether more is different than the words: of those nothing has to be corrected."""
        if self.before is None or self.after is None:
            return True
        return _said(replace(self.before, text=self.after.text)) != _said(self.after)


def changes(before: Sequence[Charge], after: Sequence[Charge]) -> list[Change]:
    """Return every line in the order of the new calculation, then those that are gone."""
    old = {line.key: line for line in before}
    new = {line.key for line in after}
    gone = [Change(line, None) for line in before if line.key not in new]
    return [*(Change(old.get(line.key), line) for line in after), *gone]


def _said(line: Charge) -> tuple[object, ...]:
    return line.text, line.unit, line.minutes, line.quantity, line.rate, line.net, line.vat_rate


def fingerprint(found: Iterable[Change]) -> str:
    """Return what tells whether somebody is looking at these very changes."""
    said = [
        [str(_plain(value)) for line in (one.before, one.after) for value in _all(line)]
        for one in found
    ]
    return hashlib.blake2s(repr(said).encode(), digest_size=16).hexdigest()


def _all(line: Charge | None) -> tuple[object, ...]:
    return (None,) if line is None else (line.key, *_said(line))


def _plain(value: object) -> object:
    """Return 45.0000 as 45: however the database writes it, it is the same."""
    return value.normalize() if isinstance(value, Decimal) else value
