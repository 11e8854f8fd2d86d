"""A form is taken once: the same hidden token sent again leads to the same result."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import request
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import UtcDateTime, affected
from app.core.models import acting_user_id
from app.extensions import Model, db

TOKEN_FIELD = "_token"  # noqa: S105 - the name of a form field
#: No session lives longer, and a form needs one.
_KEEP = timedelta(days=30)


class FormSubmission(Model):
    """A form that was saved, and where its sender was sent."""

    __tablename__ = "form_submission"
    __audited__ = False
    __labels__ = _("Form submission"), _("Form submissions")

    token: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(sa.String(64))
    url: Mapped[str] = mapped_column(sa.String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)


class RepeatedSubmission(Exception):  # noqa: N818 - not a fault: the work is already done
    """The token was used before; ``url`` is where the first sender went."""

    def __init__(self, url: str, *, is_same: bool) -> None:
        super().__init__(url)
        self.url = url
        self.is_same = is_same


def posted_token() -> str:
    """Return the token of the posted form, "" when it has none of ours."""
    token = request.form.get(TOKEN_FIELD, "")
    return token if len(token) <= 64 and token.isalnum() else ""


def check_unused() -> None:
    """Raise ``RepeatedSubmission`` when this form was saved before."""
    token = posted_token()
    known = db.session.get(FormSubmission, token) if token else None
    if known is not None:
        is_same = known.digest == _digest() and known.user_id == acting_user_id()
        raise RepeatedSubmission(known.url, is_same=is_same)


def twin_url() -> str:
    """Return where a twin of this form has led that was saved meanwhile, "" without one.

    Ask after a refusal: what one has stumbled over may be one's own double click.
    """
    try:
        check_unused()
    except RepeatedSubmission as repeated:
        return repeated.url
    return ""


def remember(url: str) -> None:
    """Note in the same transaction that the form was saved; a rival's insert then fails."""
    token = posted_token()
    if token:
        db.session.add(
            FormSubmission(token=token, user_id=acting_user_id(), digest=_digest(), url=url[:500])
        )
        db.session.flush()


def purge() -> int:
    """Forget forms that nobody can have open any more."""
    old = FormSubmission.created_at < now() - _KEEP
    return affected(db.session.execute(sa.delete(FormSubmission).where(old)))


def _digest() -> str:
    items = sorted(
        (key, value)
        for key, value in request.form.items(multi=True)
        if key not in (TOKEN_FIELD, "csrf_token")
    )
    return hashlib.sha256(repr((request.path, items)).encode()).hexdigest()
