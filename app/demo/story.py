"""What the people of the agency did, each thing at its time: told in order, one transaction each."""

import heapq
from collections.abc import Callable
from datetime import date
from itertools import count

from app.accounts.models import Account
from app.demo.acting import acting_as
from app.demo.days import Days, at_work


class Story:
    """Collects what is to happen; what happens may let more happen later."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self._order = count()
        self._events: list[tuple[date, int, int, Account, Callable[[], object]]] = []

    def tell(self, day: date, who: Account, what: Callable[[], object], *, place: int = 0) -> None:
        """Have somebody do something on a day, in the order of ``place`` within it."""
        event = (self.days.within(day), place, next(self._order), who, what)
        heapq.heappush(self._events, event)

    def play(self) -> None:
        """Let everything happen."""
        while self._events:
            day, place, _order, who, what = heapq.heappop(self._events)
            with acting_as(who, at=at_work(day, place)):
                what()
