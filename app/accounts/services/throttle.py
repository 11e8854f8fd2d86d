"""Slowing down who guesses: failures are counted per address, in the database all workers share.

Only the address is held up, never the account: whoever fails on purpose with somebody's name
cannot lock that person out. An attempt is written down *before* it is judged, so that sixty
parallel guesses are sixty attempts; one that succeeds is taken back.
"""

import ipaddress
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.enums import AttemptKind
from app.accounts.models import LoginAttempt
from app.core.clock import now
from app.core.db import affected, separate_transaction
from app.core.errors import DomainError
from app.extensions import db

FREE_ATTEMPTS = 10
WINDOW = timedelta(minutes=15)


class Throttled(DomainError):  # noqa: N818 - a verdict, not a fault
    """Too many failures; ``retry_after`` seconds from now one more attempt is free."""

    def __init__(self, retry_after: int) -> None:
        minutes = max(1, -(-retry_after // 60))
        super().__init__(
            _("Too many failed attempts. Try again in %(minutes)s min.", minutes=minutes)
        )
        self.retry_after = retry_after


def origin_of(address: str | None) -> str:
    """Return whom an address stands for: one IPv4 host, or the /64 a customer owns."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def start(kind: AttemptKind, address: str | None) -> int:
    """Write an attempt down and return its number; raise ``Throttled`` after too many.

    The row is committed before the others are counted: of two attempts at the same time at
    least the later one sees both. Call it before anything is written: what the request has
    open is let go, for SQLite has one writer.
    """
    db.session.rollback()
    origin = origin_of(address)
    with separate_transaction() as apart:
        attempt = LoginAttempt(origin=origin, kind=kind)
        apart.add(attempt)
        apart.flush()
        number = attempt.id
    with separate_transaction() as apart:
        earlier = apart.scalars(_recent(kind, origin)).all()
        if len(earlier) <= FREE_ATTEMPTS:
            return number
        # A refused attempt is not counted: hammering on does not make the wait longer.
        apart.execute(sa.delete(LoginAttempt).where(LoginAttempt.id == number))
    raise Throttled(_wait(earlier[FREE_ATTEMPTS]))


def check(kind: AttemptKind, address: str | None) -> None:
    """Raise ``Throttled`` when there were too many, without adding an attempt."""
    recent = db.session.scalars(_recent(kind, origin_of(address))).all()
    if len(recent) >= FREE_ATTEMPTS:
        raise Throttled(_wait(recent[FREE_ATTEMPTS - 1]))


def forgive(number: int) -> None:
    """Take back an attempt that succeeded, in the caller's transaction."""
    db.session.execute(sa.delete(LoginAttempt).where(LoginAttempt.id == number))


def purge() -> int:
    """Forget what is no longer counted."""
    result = db.session.execute(sa.delete(LoginAttempt).where(LoginAttempt.at < now() - WINDOW))
    return affected(result)


def _recent(kind: AttemptKind, origin: str) -> sa.Select[datetime]:
    """Return the SELECT of the instants that count, the latest first."""
    return (
        sa.select(LoginAttempt.at)
        .where(
            LoginAttempt.kind == kind,
            LoginAttempt.origin == origin,
            LoginAttempt.at > now() - WINDOW,
        )
        .order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
        .limit(FREE_ATTEMPTS + 1)
    )


def _wait(oldest_counted: datetime) -> int:
    return max(1, int((oldest_counted + WINDOW - now()).total_seconds()) + 1)
