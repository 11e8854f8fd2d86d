"""Server-side sessions: the cookie carries a secret, the database decides what it is worth."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa

from app.accounts.models import Account, UserSession
from app.core.clock import now
from app.core.db import affected, separate_transaction
from app.extensions import db

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=30)
#: Writing „last seen” at every request would make every reader a writer.
SEEN_EVERY = timedelta(minutes=5)


def new_secret() -> str:
    """Return 256 random bits as text that fits a URL and a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a secret; it is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(account: Account, *, ip: str, user_agent: str) -> str:
    """Add a session and return its secret, which is shown to nobody else."""
    secret = new_secret()
    db.session.add(
        UserSession(
            token_hash=digest(secret), user_id=account.id, ip=ip[:45], user_agent=user_agent[:200]
        )
    )
    return secret


def find_session(secret: str) -> tuple[UserSession, Account] | None:
    """Return a living session and its account, read together; ``None`` when it is worthless."""
    row = db.session.execute(_by_digest(), {"digest": digest(secret)}).first()
    if row is None:
        return None
    session, account = row
    return (session, account) if is_alive(session) and account.may_log_in else None


@lru_cache(maxsize=1)
def _by_digest() -> sa.Select[UserSession, Account]:
    """Return what every request asks first; putting it together takes longer than asking."""
    return (
        sa.select(UserSession, Account)
        .join(Account, Account.id == UserSession.user_id)
        .where(UserSession.token_hash == sa.bindparam("digest"))
    )


def is_alive(session: UserSession) -> bool:
    """Tell whether a session was neither ended nor left for too long."""
    at = now()
    return (
        session.ended_at is None
        and at - session.last_seen_at < IDLE
        and at - session.created_at < LONGEST
    )


def living(user_id: int) -> sa.Select[tuple[UserSession]]:
    """Return the SELECT of a user's living sessions, the last used first."""
    at = now()
    return (
        sa.select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.last_seen_at > at - IDLE,
            UserSession.created_at > at - LONGEST,
        )
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )


def mark_seen(session_id: int, last_seen_at: datetime) -> None:
    """Note that a session is in use, at most every few minutes."""
    at = now()
    if at - last_seen_at < SEEN_EVERY:
        return
    with separate_transaction() as apart:
        apart.execute(
            sa.update(UserSession).where(UserSession.id == session_id).values(last_seen_at=at)
        )


def end_session(session_id: int, *, user_id: int) -> bool:
    """End one session of a user; ``False`` when it is not theirs or ended before."""
    return _end(UserSession.id == session_id, UserSession.user_id == user_id) > 0


def end_all(user_id: int, *, but: int | None = None) -> int:
    """End every session of a user, except perhaps the one in hand."""
    conditions = [UserSession.user_id == user_id]
    if but is not None:
        conditions.append(UserSession.id != but)
    return _end(*conditions)


def _end(*conditions: sa.ColumnElement[bool]) -> int:
    result = db.session.execute(
        sa.update(UserSession)
        .where(UserSession.ended_at.is_(None), *conditions)
        .values(ended_at=now())
        .execution_options(synchronize_session="fetch")
    )
    return affected(result)


def purge() -> int:
    """Forget sessions that ended or ran out a month ago."""
    result = db.session.execute(
        sa.delete(UserSession).where(UserSession.last_seen_at < now() - LONGEST)
    )
    return affected(result)
