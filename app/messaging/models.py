"""The outbox: every mail we send or have sent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import UtcDateTime, enum
from app.extensions import db
from app.messaging.enums import MailStatus
from app.messaging.rules import Attachment, Envelope


class OutboxMessage(db.Model):  # type: ignore[name-defined]
    """One mail to one address."""

    __tablename__ = "outbox_message"
    __audited__ = False
    __labels__ = _("E-mail"), _("Sent e-mails")
    __table_args__ = (
        sa.Index("ix_outbox_message_status_next_attempt_at", "status", "next_attempt_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(sa.String(320), info={"label": _("To")})
    subject: Mapped[str] = mapped_column(sa.String(300), info={"label": _("Subject")})
    text: Mapped[str] = mapped_column(sa.Text, info={"label": _("Text")})
    html: Mapped[str] = mapped_column(sa.Text, default="")
    #: The text carries a secret (a password link): shown to nobody, wiped once it is out.
    is_secret: Mapped[bool] = mapped_column(default=False)
    status: Mapped[MailStatus] = mapped_column(
        enum(MailStatus, 10),
        default=MailStatus.queued,
        info={"label": _("State")},
    )
    attempts: Mapped[int] = mapped_column(default=0, info={"label": _("Attempts")})
    next_attempt_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, info={"label": _("Next attempt")}
    )
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, index=True, info={"label": _("Written")}
    )
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Sent")})
    #: Stays the same at every attempt, so that a mail sent twice can be recognised as one.
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    last_error: Mapped[str] = mapped_column(
        sa.String(500), default="", info={"label": _("Last error")}
    )

    attachments: Mapped[list[OutboxAttachment]] = relationship(
        order_by="OutboxAttachment.id", info={"label": _("Attachments")}
    )

    @property
    def attachment_names(self) -> list[str]:
        """Return the names of the files that go with it."""
        return [attachment.filename for attachment in self.attachments]

    @property
    def shown_text(self) -> str:
        """Return the text for the outbox page, without secrets."""
        return str(_("(not shown: it contains a password link)")) if self.is_secret else self.text

    def as_envelope(self) -> Envelope:
        """Return what the transport needs."""
        return Envelope(
            self.id,
            self.message_id,
            self.recipient,
            self.subject,
            self.text,
            self.html,
            tuple(attachment.plain() for attachment in self.attachments),
        )

    def __str__(self) -> str:
        return self.subject


class OutboxAttachment(db.Model):  # type: ignore[name-defined]
    """A copy of a file, as it was when the mail was written."""

    __tablename__ = "outbox_attachment"
    __audited__ = False
    __labels__ = _("Attachment"), _("Attachments")

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("outbox_message.id"), index=True)
    filename: Mapped[str] = mapped_column(sa.String(120))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)

    def plain(self) -> Attachment:
        """Return what the transport needs."""
        return Attachment(self.filename, self.content_type, self.content)

    def __str__(self) -> str:
        return self.filename
