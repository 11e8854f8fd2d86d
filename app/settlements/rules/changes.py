"""What a new calculation changes: lines side by side by their keys."""

from collections.abc import Sequence
from dataclasses import dataclass
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
        """Tell whether anything the client is charged for is different."""
        if self.before is None or self.after is None:
            return True
        return _said(self.before) != _said(self.after)


def changes(before: Sequence[Charge], after: Sequence[Charge]) -> list[Change]:
    """Return every line in the order of the new calculation, then those that are gone."""
    old = {line.key: line for line in before}
    new = {line.key for line in after}
    gone = [Change(line, None) for line in before if line.key not in new]
    return [*(Change(old.get(line.key), line) for line in after), *gone]


def _said(line: Charge) -> tuple[object, ...]:
    return line.text, line.unit, line.minutes, line.quantity, line.rate, line.net, line.vat_rate
