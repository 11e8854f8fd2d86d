"""What the people of the agency did, in the order of time, a transaction for each thing."""

import heapq
from collections.abc import Callable
from datetime import date
from itertools import count

from app.accounts.models import Account
from app.demo.acting import acting_as
from app.demo.days import Days, at_work
from app.extensions import db


class Story:
    """Collects what is to happen; what happens may let more happen later."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self._order = count()
        self._now = (days.founded, 0)
        self._events: list[tuple[date, int, int, Account, Callable[[], object]]] = []

    def tell(self, day: date, who: Account, what: Callable[[], object], *, place: int = 0) -> None:
        """Have somebody do something on a day, in the order of ``place`` within it.

        What should have been done before now is done a minute from now.
        """
        when = max((self.days.within(day), place), (self._now[0], self._now[1] + 60))
        heapq.heappush(self._events, (*when, next(self._order), who, what))

    def play(self) -> None:
        """Let everything happen; nobody else writes meanwhile, so nothing has to be read anew."""
        session = db.session()
        session.expire_on_commit = False
        try:
            while self._events:
                day, place, _order, who, what = heapq.heappop(self._events)
                self._now = (day, place)
                with acting_as(who, at=at_work(day, place)):
                    what()
        finally:
            session.expire_on_commit = True
            session.expire_all()
