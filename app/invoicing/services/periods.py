"""The closed period: documents with a date inside it are no longer issued."""

from datetime import date

from app.core.settings import Settings

_settings = Settings("invoicing", {"closed_to": ""})


def closed_to() -> date | None:
    """Return the last day of the closed period."""
    text = str(_settings.get("closed_to"))
    return date.fromisoformat(text) if text else None


def close_to(day: date | None) -> None:
    """Close everything up to a day; nothing opens it all again."""
    _settings.set(closed_to=day.isoformat() if day else "")
