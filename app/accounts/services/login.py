"""Logging in: the same work and the same answer whether the name is known or not."""

import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.services import passwords, sessions
from app.core import audit
from app.core.clock import now
from app.extensions import db


def authenticate(name: str, password: str) -> Account | None:
    """Return the account that may log in with a user name or e-mail and a password."""
    folded = name.strip().lower()
    account = find_by_name(folded) if folded and "\x00" not in folded else None
    is_right = passwords.matches(account, password)
    return account if is_right and account is not None and account.may_log_in else None


def find_by_name(name: str) -> Account | None:
    """Return the account with that user name or e-mail; a user name wins."""
    found = db.session.scalars(
        sa.select(Account)
        .where(sa.or_(Account.username == name, Account.email == name))
        .order_by(sa.case((Account.username == name, 0), else_=1))
        .limit(1)
    )
    return found.first()


def start_session(account: Account, *, ip: str, user_agent: str) -> None:
    """Open a session for an account that has proved who it is."""
    account.session_token = sessions.open_session(account, ip=ip, user_agent=user_agent)
    # Not through the ORM: a log-in is no edit, whoever has the account's form open need not care.
    db.session.execute(
        sa.update(Account.__table__)
        .where(Account.__table__.c.id == account.id)
        .values(last_login_at=now())
    )
    audit.record("logged in", "Account", account.id, label=str(account), actor=account)


def record_failure(name: str) -> None:
    """Write a refused log-in down; an unknown name is not, it may be a mistyped password."""
    account = find_by_name(name.strip().lower()) if "\x00" not in name else None
    audit.record_refusal(
        "login failed",
        "Account",
        account.id if account is not None else None,
        label=str(account) if account is not None else "",
    )
