"""How much one account may ask for in a while: people never come near it, programs do.

The count of a period is one row, raised by one statement, so all workers count together. What is
asked often, a search at every pause of typing, is counted in the worker and added ten at a time:
a reader need not become a writer at every key.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from app.core import audit
from app.core.clock import now
from app.core.db import SAFE_METHODS, UtcDateTime, affected, separate_transaction
from app.core.models import acting_user_id
from app.extensions import Model, db

_MINUTE, _KEPT = timedelta(minutes=1), timedelta(hours=1)
#: Tallies of past periods are thrown away when there are so many.
_MANY = 1000


@dataclass(frozen=True)
class Limit:
    """At most ``most`` requests in a ``period``; where only sending counts, only POST does."""

    name: str
    most: int
    period: timedelta = _MINUTE
    step: int = 1
    is_for_posts: bool = False
    #: Only requests with this argument count: a list is no search as long as nothing is typed.
    argument: str = ""

    def counts(self) -> bool:
        """Tell whether the current request is one of those that are counted."""
        if self.is_for_posts and request.method in SAFE_METHODS:
            return False
        return not self.argument or bool(request.args.get(self.argument))


SEARCHES = Limit("search", 300, step=10, argument="q")
EXPORTS = Limit("export", 30)
DOCUMENTS = Limit("document", 120)
MAILS = Limit("mail", 100, timedelta(minutes=10), is_for_posts=True)
TEST_MAILS = Limit("test mail", 10, timedelta(minutes=10), is_for_posts=True)


class RequestCount(Model):
    """How often somebody has asked for something since a period began."""

    __tablename__ = "request_count"
    __audited__ = False
    __labels__ = lazy_gettext("Requests in a period"), lazy_gettext("Requests in periods")

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("ab_user.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, index=True)
    count: Mapped[int]


@dataclass
class _Tally:
    """What this worker knows of a period: the common count, and what it has not added yet."""

    began_at: datetime
    known: int = 0
    pending: int = 0
    is_noted: bool = False


_lock = Lock()


def use(limit: Limit | None) -> None:
    """Count a request of the acting account; answer 429 when there were too many.

    Call it before anything is written: what the request has open is let go when a count has to
    be stored, for SQLite has one writer.
    """
    user_id = acting_user_id()
    if limit is None or user_id is None or not current_app.config["REQUEST_LIMITS"]:
        return
    if not limit.counts():
        return
    tally = _tally_of(user_id, limit)
    with _lock:
        is_over = tally.known + tally.pending >= limit.most
        tally.pending += not is_over
        added = tally.pending if tally.pending >= limit.step else 0
        tally.pending -= added
    if added:
        tally.known = _add(user_id, limit, tally.began_at, added)
    if is_over or tally.known > limit.most:
        _refuse(limit, tally)


def _tally_of(user_id: int, limit: Limit) -> _Tally:
    tallies: dict[Any, _Tally] = current_app.extensions.setdefault("crm.limits", {})
    began_at = _beginning(limit)
    with _lock:
        tally = tallies.get((user_id, limit.name))
        if tally is None or tally.began_at != began_at:
            if len(tallies) > _MANY:
                tallies.clear()
            tally = tallies[user_id, limit.name] = _Tally(began_at)
    return tally


def _beginning(limit: Limit) -> datetime:
    seconds = int(limit.period.total_seconds())
    return datetime.fromtimestamp(int(now().timestamp()) // seconds * seconds, UTC)


def _add(user_id: int, limit: Limit, began_at: datetime, count: int) -> int:
    """Raise the common count and return it."""
    if request.method not in SAFE_METHODS:
        db.session.rollback()
    with separate_transaction() as apart:
        is_sqlite = apart.get_bind().dialect.name == "sqlite"
        insert = (sqlite if is_sqlite else postgresql).insert(RequestCount)
        row = {"user_id": user_id, "name": limit.name, "began_at": began_at, "count": count}
        raised = insert.values(row).on_conflict_do_update(
            index_elements=["user_id", "name", "began_at"],
            set_={"count": RequestCount.count + count},
        )
        return int(apart.execute(raised.returning(RequestCount.count)).scalar_one())


def _refuse(limit: Limit, tally: _Tally) -> None:
    """Say when to come back; the event log is told once, for it must not be flooded either."""
    if not tally.is_noted:
        tally.is_noted = True
        audit.record_refusal("limit reached", label=limit.name)
    seconds = max(1, int((tally.began_at + limit.period - now()).total_seconds()) + 1)
    words = _("That was too much at once. Try again in %(seconds)s s.", seconds=seconds)
    raise TooManyRequests(words, retry_after=seconds)


def purge() -> int:
    """Forget the counts of periods that are over."""
    over = sa.delete(RequestCount).where(RequestCount.began_at < now() - _KEPT)
    return affected(db.session.execute(over))
