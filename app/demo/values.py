"""Values computed from (seed, table, id, column) alone.

Any row can be made by itself, in any order and on any machine, and is the same on both databases.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")
_FIRST_DAY = date(2019, 1, 1)


class Row:
    """Draws the values of one row, each by the name of its column."""

    def __init__(self, seed: int, table: str, number: int) -> None:
        self.number = number
        self._prefix = f"{seed}:{table}:{number}:"

    def whole(self, column: str, below: int = 2**63) -> int:
        """Return a whole number from 0 up to, but not including, ``below``."""
        digest = blake2b(f"{self._prefix}{column}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) % below

    def one_of(self, column: str, items: Sequence[Item]) -> Item:
        """Return one of several items."""
        return items[self.whole(column, len(items))]

    def zipf(self, column: str, count: int) -> int:
        """Return 1 to ``count``, small numbers far more often."""
        share = (self.whole(column, 2**32) + 1) / 2**32
        return min(count, int(count**share))

    def happens(self, column: str, percent: int) -> bool:
        """Tell whether something that holds for a share of all rows holds for this one."""
        return self.whole(column, 100) < percent

    def day(self, column: str) -> date:
        """Return a day of the years 2019 to 2026."""
        return _FIRST_DAY + timedelta(days=self.whole(column, 2880))

    def instant(self, column: str) -> datetime:
        """Return an instant of the years 2019 to 2026."""
        midnight = datetime.combine(self.day(column), datetime.min.time(), UTC)
        return midnight + timedelta(seconds=self.whole(f"{column}.second", 86_400))
