"""Where a message of the outbox stands."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class MailStatus(LabeledEnum):
    """From queued to sent; failed ones wait for somebody to try again."""

    queued = "queued", _("Waiting"), "azure"
    sending = "sending", _("Being sent"), "yellow"
    sent = "sent", _("Sent"), "green"
    failed = "failed", _("Failed"), "red"


MOVES = {
    MailStatus.queued: frozenset({MailStatus.sending}),
    MailStatus.sending: frozenset({MailStatus.sent, MailStatus.queued, MailStatus.failed}),
    MailStatus.failed: frozenset({MailStatus.queued}),
    MailStatus.sent: frozenset(),
}
