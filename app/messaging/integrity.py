"""What must hold of mail: what was sent has its one Message-ID."""

from collections.abc import Generator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.integrity import Broken, invariant, rows
from app.messaging.enums import MailStatus
from app.messaging.models import OutboxMessage


@invariant("I8", _("Sent mail has its day and its Message-ID"))
def sent_mail_is_noted() -> Generator[Broken]:
    """Find mail that is sent and yet is not."""
    mail = OutboxMessage.__table__.c
    is_noted = sa.and_(mail.sent_at.is_not(None), mail.message_id != "")
    query = sa.select(mail.id).where(mail.status == MailStatus.sent, sa.not_(is_noted))
    for row in rows(query.limit(1)):
        yield Broken("outbox_message", row.id)
