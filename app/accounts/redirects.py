"""Where a visitor may be sent on to: pages of this host only."""

import re
from urllib.parse import urlsplit

#: Our paths begin with a plain word; a browser may read „/.” or „/%2f” as another host.
_OURS = re.compile(r"/(?:\w|\?|$)", re.ASCII)


def safe_path(target: str | None) -> str:
    """Return a path of this host, "" for anything a browser could take for another one."""
    if not target or not _OURS.match(target) or not target.isprintable():
        return ""
    if "\\" in target or "%5c" in target.lower() or "//" in target.partition("?")[0]:
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc or parts.path.startswith("//") else target
