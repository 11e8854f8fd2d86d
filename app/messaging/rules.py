"""What may stand in the head of a mail, and how long to wait after a failure; pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

#: After these waits a message is given up: about nine hours in all.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 300))
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")
_LONGEST_ADDRESS = 320


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Envelope:
    """A message on its way, apart from the database."""

    number: int
    message_id: str
    recipient: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Letterhead:
    """What the agency puts on every mail; no address means the configured one."""

    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    footer: str = ""


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after that many failures, ``None`` to give up."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def is_clean(text: str) -> bool:
    """Tell whether text may stand in a header: no line breaks, NUL or other control characters.

    Unicode's own line separators count too: some mail programs break lines at them.
    """
    return not any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in text)


def is_address(text: str) -> bool:
    """Tell whether text is exactly one bare e-mail address."""
    return is_clean(text) and len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None
