"""The account of a user, the sessions it has open and the links mailed to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, Role, User
from flask_babel import lazy_gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.browsers import browser_name
from app.accounts.enums import AccountState, AttemptKind, TokenKind
from app.core.clock import now
from app.core.db import UtcDateTime, enum, sort_key_type
from app.core.search import Searchable, SearchText
from app.core.text import sort_key
from app.extensions import db

#: Labels of what FAB declares; the views read them from here as from any model.
_INHERITED_LABELS = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "username": _("User name"),
    "email": _("E-mail"),
    "active": _("Active"),
}


class Account(Searchable, User):
    """A person who may log in: FAB's user with what an agency wants to know of them.

    Read people through this class only: FAB's own ``Role.user`` and ``Group.users`` load its
    plain ``User``, which would stay in the session without the columns below.
    """

    __tablename__ = "ab_user"
    __labels__ = _("User"), _("Users")
    search_kind = "account"

    phone: Mapped[str | None] = mapped_column(sa.String(30), info={"label": _("Phone")})
    job_title: Mapped[str | None] = mapped_column(sa.String(80), info={"label": _("Job title")})
    locale: Mapped[str] = mapped_column(
        sa.String(5), default="pl", server_default="pl", info={"label": _("Language")}
    )
    sort_key: Mapped[str] = mapped_column(
        sort_key_type(300), default="", server_default="", index=True
    )
    invited_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Invited on")}
    )
    #: When the invitation was accepted; without it nobody can log in.
    confirmed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Joined on")}
    )
    last_login_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Last log-in"), "audit": False}
    )
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    created_by: Mapped[Any] = relationship(
        "Account",
        foreign_keys="Account.created_by_fk",
        remote_side="Account.id",
        viewonly=True,
        info={"label": _("Created by")},
    )
    changed_by: Mapped[Any] = relationship(
        "Account",
        foreign_keys="Account.changed_by_fk",
        remote_side="Account.id",
        viewonly=True,
        info={"label": _("Changed by")},
    )

    __mapper_args__ = {"version_id_col": revision}

    #: The secret of the session just opened, for ``login_user``; never stored.
    session_token = ""

    @validates("username", "email")
    def _fold(self, _key: str, value: str | None) -> str | None:
        """Names people log in with are compared without regard to case."""
        return value.strip().lower() if value else value

    @property
    def name(self) -> str:
        """Return the name people know the user by."""
        return f"{self.first_name or ''} {self.last_name or ''}".strip() or self.username

    @classmethod
    def offered(cls) -> sa.ColumnElement[bool]:
        """Return which accounts a form offers: a closed one stays only where it is chosen."""
        is_open: sa.ColumnElement[bool] = cls.active.is_(True)
        return is_open

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the invitation was accepted."""
        return self.confirmed_at is not None

    @property
    def may_log_in(self) -> bool:
        """Tell whether the account opens the door at all."""
        return bool(self.active) and self.is_confirmed

    @property
    def state(self) -> AccountState:
        """Return where the account stands."""
        if not self.active:
            return AccountState.inactive
        return AccountState.active if self.is_confirmed else AccountState.invited

    def get_id(self) -> str:
        """Return what the cookie carries: the session's secret, not the user's number."""
        return self.session_token

    def search_text(self) -> SearchText:
        """Return how the user is found."""
        return SearchText(self.name, self.email or "", (self.username, self.phone, self.job_title))

    def __str__(self) -> str:
        return self.name


class UserSession(db.Model):  # type: ignore[name-defined]
    """A browser someone is logged in with; the cookie holds the secret, we hold its hash."""

    __tablename__ = "user_session"
    __audited__ = False
    __labels__ = _("Session"), _("Sessions")

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey("ab_user.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ip: Mapped[str] = mapped_column(sa.String(45), default="")
    user_agent: Mapped[str] = mapped_column(sa.String(200), default="")

    user: Mapped[Account] = relationship(Account)

    @property
    def browser(self) -> str:
        """Return the browser in words people know."""
        return browser_name(self.user_agent)


class LoginAttempt(db.Model):  # type: ignore[name-defined]
    """One attempt that has not succeeded; every worker counts the same rows."""

    __tablename__ = "login_attempt"
    __audited__ = False
    __labels__ = _("Attempt"), _("Attempts")
    __table_args__ = (sa.Index("ix_login_attempt_origin_kind_at", "origin", "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The address, for IPv6 the /64 a single customer owns.
    origin: Mapped[str] = mapped_column(sa.String(50))
    kind: Mapped[AttemptKind] = mapped_column(enum(AttemptKind, 10))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)


class AccountToken(db.Model):  # type: ignore[name-defined]
    """A mailed link: valid once, for a day; only its hash is kept."""

    __tablename__ = "account_token"
    __audited__ = False
    __labels__ = _("Mailed link"), _("Mailed links")

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TokenKind] = mapped_column(enum(TokenKind, 10))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey("ab_user.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[Account] = relationship(Account)


class LinkRequest(db.Model):  # type: ignore[name-defined]
    """A link somebody asked for; the worker makes and mails it.

    A known and an unknown address leave the same row, so the answer takes the same time.
    """

    __tablename__ = "link_request"
    __audited__ = False
    __labels__ = _("Requested link"), _("Requested links")

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TokenKind] = mapped_column(enum(TokenKind, 10))
    email: Mapped[str] = mapped_column(sa.String(320))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


@event.listens_for(Account, "before_insert")
@event.listens_for(Account, "before_update")
def _keep_sort_key(_mapper: Any, _connection: Any, account: Account) -> None:
    account.sort_key = sort_key(f"{account.last_name or ''} {account.first_name or ''}")[:300]


for _key, _text in _INHERITED_LABELS.items():
    User.__table__.c[_key].info["label"] = _text
#: Who created and changed an account is said by the audit row itself.
for _key in ("created_by_fk", "changed_by_fk"):
    User.__table__.c[_key].info["audit"] = False
for _table in (Role.__table__, Group.__table__):
    _table.c.name.info["label"] = _("Name")
Role.__labels__ = _("Role"), _("Roles")
Role.__str__ = lambda role: role.name
# FAB lets an account stand for a user in ``Role.user``, but forgot to here.
Group.users.comparator.prop.enable_typechecks = False
Group.__labels__ = _("Group"), _("Groups")
Group.__str__ = lambda group: group.label or group.name
