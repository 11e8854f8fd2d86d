"""What an audit row says, in one canonical form, and the digests that protect it."""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

#: The columns a digest covers, in this order; ``id`` is bound by the seal.
SIGNED = (
    "nonce",
    "at",
    "actor_id",
    "actor_name",
    "ip",
    "request_id",
    "action",
    "entity",
    "record_id",
    "label",
    "client_id",
    "before",
    "after",
)
HIDDEN = "•••"
GENESIS = "0" * 64
_AS_THEY_ARE = frozenset({bool, int, str})
#: Made once: ``json.dumps`` would make another for each text.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it, without losing a digit of a decimal."""
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    match value:
        case bool() | int() | str():
            return value
        case Decimal():
            return str(value)
        case datetime():
            return _instant(value)
        case date() | time():
            return value.isoformat()
        case bytes():
            return f"<{len(value)} bytes>"
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    return str(value)


def _instant(value: datetime) -> str:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted, compact, ASCII, control characters escaped."""
    return _ENCODER.encode(plain(value))


def one_line(text: str, length: int) -> str:
    """Return text without control characters, so that it cannot forge a second log line."""
    if text.isprintable():  # as nearly every text is, and asked at once
        return " ".join(text.split())[:length]
    visible = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return " ".join(visible.split())[:length]


def derive_key(secret: str | bytes) -> bytes:
    """Return the key of the audit log: another one than cookies are signed with."""
    raw = secret.encode() if isinstance(secret, str) else secret
    return hmac.digest(raw, b"crm.audit.v1", "sha256")


def entry_digest(entry: Mapping[str, Any], key: bytes) -> str:
    """Return the HMAC over everything an audit row says."""
    content = canonical([entry[name] for name in SIGNED])
    return hmac.digest(key, content.encode(), "sha256").hex()


def seal_hash(previous: str, seq: int, entry_id: int, digest: str) -> str:
    """Chain an entry to all that were sealed before it."""
    return hashlib.sha256(f"{previous}|{seq}|{entry_id}|{digest}".encode()).hexdigest()


def anchor_mac(seq: int, head: str, at: str, key: bytes) -> str:
    """Return the HMAC of an anchor line, which lies outside the database."""
    return hmac.digest(key, f"anchor|{seq}|{head}|{at}".encode(), "sha256").hex()
