"""Invitations and password resets: asked for now, made and mailed by the worker.

The secret exists only in the mail. A request says nothing about whether its address is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts.enums import TokenKind
from app.accounts.models import Account, AccountToken, LinkRequest
from app.accounts.services import passwords, sessions
from app.core import audit
from app.core.clock import now
from app.core.db import affected
from app.core.errors import DomainError
from app.extensions import db

VALID_FOR = timedelta(hours=24)
#: More links than these in an hour are somebody filling a mailbox.
MAILS_PER_HOUR = 3
BATCH = 50
LONGEST_EMAIL = 320


@dataclass(frozen=True)
class Letter:
    """A mail to write: template, recipient and what the template shows."""

    template: str
    account: Account
    url: str
    dedupe_key: str


def invite(account: Account) -> None:
    """Ask for an invitation to be mailed."""
    if account.is_confirmed:
        raise DomainError(_("%(name)s has already joined.", name=account))
    account.invited_at = now()
    _request(TokenKind.invite, account.email)


def request_reset(email: str) -> None:
    """Ask for a reset link; whether anybody has that address is found out later."""
    _request(TokenKind.reset, email.strip().lower()[:LONGEST_EMAIL].replace("\x00", ""))


def has_requests() -> bool:
    """Tell whether somebody waits for a letter."""
    return db.session.scalar(sa.select(LinkRequest.id).limit(1)) is not None


def write_letters(send: Callable[[Letter], None]) -> int:
    """Answer the waiting requests; the worker passes what queues a mail."""
    requests = list(
        db.session.scalars(
            sa.select(LinkRequest).order_by(LinkRequest.id).limit(BATCH).with_for_update()
        )
    )
    for request in requests:
        account = _addressee(request)
        if account is not None:
            send(_letter(account))
        db.session.delete(request)
    return len(requests)


def find(secret: str) -> AccountToken | None:
    """Return the link behind a secret while it is valid for an account that may use it."""
    at = now()
    return db.session.scalar(
        sa.select(AccountToken)
        .join(Account, Account.id == AccountToken.user_id)
        .where(
            AccountToken.token_hash == sessions.digest(secret),
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > at,
            Account.active.is_(True),
        )
    )


def accept(token: AccountToken, password: str) -> Account:
    """Set the password a link allows; the link and every open session end with it."""
    account = token.user
    passwords.set_password(account, password)
    used = db.session.execute(
        sa.update(AccountToken)
        .where(AccountToken.id == token.id, AccountToken.used_at.is_(None))
        .values(used_at=now())
    )
    if affected(used) != 1:
        raise DomainError(_("This link was already used."))
    if account.confirmed_at is None:
        account.confirmed_at = now()
    revoke(account)
    sessions.end_all(account.id)
    done = f"{token.kind.value} accepted"
    audit.record(done, "Account", account.id, label=str(account), actor=account)
    return account


def revoke(account: Account) -> None:
    """Make every open link and request of an account worthless, for instance at a new address."""
    db.session.execute(
        sa.update(AccountToken)
        .where(AccountToken.user_id == account.id, AccountToken.used_at.is_(None))
        .values(used_at=now())
    )


def url_of(secret: str) -> str:
    """Return the address in the mail: built from the configuration, never from a request."""
    return f"{current_app.config['BASE_URL']}/link/{secret}"


def purge() -> int:
    """Forget links that can no longer be used."""
    result = db.session.execute(sa.delete(AccountToken).where(AccountToken.expires_at < now()))
    return affected(result)


def _request(kind: TokenKind, email: str) -> None:
    db.session.add(LinkRequest(kind=kind, email=email))


def _addressee(request: LinkRequest) -> Account | None:
    account = db.session.scalar(
        sa.select(Account).where(Account.email == request.email, Account.active.is_(True))
    )
    if account is None or (request.kind is TokenKind.invite and account.is_confirmed):
        return None
    sent = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(AccountToken)
        .where(
            AccountToken.user_id == account.id,
            AccountToken.created_at > now() - timedelta(hours=1),
        )
    )
    return account if (sent or 0) < MAILS_PER_HOUR else None


def _letter(account: Account) -> Letter:
    """Make a link; somebody invited who asks for a reset is invited once more."""
    kind = TokenKind.reset if account.is_confirmed else TokenKind.invite
    secret = sessions.new_secret()
    token = AccountToken(
        kind=kind,
        token_hash=sessions.digest(secret),
        user_id=account.id,
        expires_at=now() + VALID_FOR,
    )
    db.session.add(token)
    db.session.flush()
    return Letter(kind.value, account, url_of(secret), f"link-{token.id}")
