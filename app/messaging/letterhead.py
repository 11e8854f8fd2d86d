"""What stands on every mail, as the settings page saved it; declared here alone."""

from app.core.settings import Settings
from app.messaging.rules import Letterhead

LETTERHEAD = Settings(
    "mail", {"sender_name": "", "sender_address": "", "reply_to": "", "footer": ""}
)


def letterhead() -> Letterhead:
    """Return what stands on a mail that leaves now."""
    return Letterhead(**LETTERHEAD.all())
