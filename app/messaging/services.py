"""Queueing mail in the caller's transaction, and writing it from templates in threes."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.services.links import Letter
from app.core import audit
from app.core.clock import now
from app.core.db import affected
from app.core.errors import DomainError
from app.core.states import require_move
from app.extensions import db
from app.messaging import rules
from app.messaging.enums import MOVES, MailStatus
from app.messaging.models import OutboxAttachment, OutboxMessage
from app.messaging.rules import Attachment

TEMPLATES = "email"
#: A worker that has had a mail in hand for so long is dead.
ABANDONED = timedelta(minutes=10)
LONGEST_FILENAME = 120
LARGEST_ATTACHMENT = 10 * 1024 * 1024


def queue_mail(recipient: str, subject: str, text: str, **options: Any) -> OutboxMessage:
    """Add a mail to the outbox; the same ``dedupe_key`` gives the mail queued before."""
    return queue_all([mail(recipient, subject, text, **options)])[0]


def queue_all(messages: Sequence[OutboxMessage]) -> list[OutboxMessage]:
    """Add mails to the outbox; in the place of one that was queued before that one is returned."""
    keys = [one.dedupe_key for one in messages if one.dedupe_key is not None]
    query = sa.select(OutboxMessage).where(OutboxMessage.dedupe_key.in_(keys))
    known = {one.dedupe_key: one for one in db.session.scalars(query)} if keys else {}
    db.session.add_all(one for one in messages if one.dedupe_key not in known)
    db.session.flush()
    return [known.get(one.dedupe_key, one) for one in messages]


def mail(  # noqa: PLR0913 - a mail has these parts
    recipient: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    dedupe_key: str | None = None,
    is_secret: bool = False,
    attachments: Sequence[Attachment] = (),
) -> OutboxMessage:
    """Return a mail that is not in the outbox yet."""
    if not rules.is_address(recipient):
        raise DomainError(_("“%(address)s” is not an e-mail address.", address=recipient[:80]))
    if not subject or not rules.is_clean(subject):
        raise DomainError(_("The subject must be one line of text."))
    for attachment in attachments:
        _check_attachment(attachment)
    return OutboxMessage(
        recipient=recipient,
        subject=subject[:300],
        text=text,
        html=html,
        is_secret=is_secret,
        dedupe_key=dedupe_key,
        message_id=_new_message_id(),
        attachments=[OutboxAttachment(**vars(attachment)) for attachment in attachments],
    )


def _check_attachment(attachment: Attachment) -> None:
    """Refuse what the transport would refuse later, where nobody sees it."""
    if not attachment.filename or len(attachment.filename) > LONGEST_FILENAME:
        raise DomainError(_("An attachment needs a name of at most 120 characters."))
    if not rules.is_clean(attachment.filename) or not rules.is_clean(attachment.content_type):
        raise DomainError(_("The name of an attachment must be one line of text."))
    if len(attachment.content) > LARGEST_ATTACHMENT:
        raise DomainError(_("An attachment can have at most 10 MB."))


def queue_template(
    template: str, recipient: str, locale: str, context: dict[str, Any], **options: Any
) -> OutboxMessage:
    """Queue ``email/<template>.{subject.txt,txt,html}`` in the reader's language."""
    return queue_all([write(template, recipient, locale, context, **options)])[0]


def write(
    template: str, recipient: str, locale: str, context: dict[str, Any], **options: Any
) -> OutboxMessage:
    """Return the mail of a template, which is not in the outbox yet."""
    with force_locale(locale):
        subject, text, html = (
            _render(f"{TEMPLATES}/{template}.{part}", {"locale": locale, **context})
            for part in ("subject.txt", "txt", "html")
        )
    return mail(recipient, " ".join(subject.split()), text, html=html, **options)


def send_letter(letter: Letter) -> None:
    """Queue an invitation or a password reset."""
    account = letter.account
    queue_template(
        letter.template,
        account.email,
        account.locale,
        {"name": account.name, "username": account.username, "url": letter.url},
        dedupe_key=letter.dedupe_key,
        is_secret=True,
    )


def retry(message: OutboxMessage) -> None:
    """Put a failed mail back into the queue."""
    require_move(MOVES, message.status, MailStatus.queued)
    if message.is_secret and not message.text:
        raise DomainError(_("Its link has expired. Send a new invitation instead."))
    message.status = MailStatus.queued
    message.attempts = 0
    message.next_attempt_at = now()
    audit.record("mail queued again", "OutboxMessage", message.id, label=message.subject)


def has_due() -> bool:
    """Tell whether a mail can be sent now, or lies in the hands of a worker that is dead."""
    at = now()
    due = sa.or_(
        sa.and_(OutboxMessage.status == MailStatus.queued, OutboxMessage.next_attempt_at <= at),
        sa.and_(
            OutboxMessage.status == MailStatus.sending, OutboxMessage.claimed_at < at - ABANDONED
        ),
    )
    return db.session.scalar(sa.select(OutboxMessage.id).where(due).limit(1)) is not None


def claim_next() -> int | None:
    """Take the next due mail out of the queue; no other worker can take the same one."""
    at = now()
    due = (
        sa.select(OutboxMessage.id)
        .where(OutboxMessage.status == MailStatus.queued, OutboxMessage.next_attempt_at <= at)
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalar(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id == due.scalar_subquery(), OutboxMessage.status == MailStatus.queued)
        .values(status=MailStatus.sending, claimed_at=at, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )


def release_abandoned() -> int:
    """Queue again what a worker had in hand when it died; the Message-ID stays the same."""
    result = db.session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.status == MailStatus.sending, OutboxMessage.claimed_at < now() - ABANDONED
        )
        .values(status=MailStatus.queued)
    )
    return affected(result)


def mark_sent(message: OutboxMessage) -> None:
    """Note that a mail is out; a secret it carried is wiped."""
    require_move(MOVES, message.status, MailStatus.sent)
    message.status = MailStatus.sent
    message.sent_at = now()
    message.last_error = ""
    if message.is_secret:
        message.text = message.html = ""


def mark_failed(message: OutboxMessage, error: str, *, is_final: bool) -> None:
    """Plan the next attempt, or give up."""
    wait = None if is_final else rules.wait_after(message.attempts)
    status = MailStatus.failed if wait is None else MailStatus.queued
    require_move(MOVES, message.status, status)
    message.status = status
    message.last_error = error[:500]
    if wait is not None:
        message.next_attempt_at = now() + wait


def purge_secrets(age: timedelta) -> int:
    """Wipe links that were never sent and have expired by now."""
    result = db.session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.is_secret.is_(True),
            OutboxMessage.text != "",
            OutboxMessage.created_at < now() - age,
            OutboxMessage.status != MailStatus.sending,
        )
        .values(text="", html="", status=MailStatus.failed)
    )
    return affected(result)


def _render(name: str, context: dict[str, Any]) -> str:
    """Render without the context of pages: the worker answers no request."""
    return str(current_app.jinja_env.get_template(name).render(**context))


def _new_message_id() -> str:
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    return f"<{token_hex(16)}@{host}>"
