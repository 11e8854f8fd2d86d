"""Where a visitor may be sent on to: pages of this host only."""

from urllib.parse import urlsplit


def safe_path(target: str | None) -> str:
    """Return a path of this host, "" for anything a browser could take for another one."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return ""
    if "\\" in target or not target.isprintable() or "%5c" in target.lower():
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc or parts.path.startswith("//") else target
