"""Where mail goes, as the environment says, and a message that tries it."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

from app.core import audit
from app.messaging.services import queue_mail


@dataclass(frozen=True)
class Server:
    """Where mail goes, as the environment says; the password is not part of it."""

    address: str
    security: str
    login: str
    sender: str
    folder: str


def server() -> Server:
    """Return the server of the environment."""
    config = current_app.config
    if not config["MAIL_SERVER"]:
        return Server("", "", "", config["MAIL_DEFAULT_SENDER"], config["MAIL_DIR"])
    security = "TLS" if config["MAIL_USE_SSL"] else "STARTTLS" if config["MAIL_USE_TLS"] else ""
    address = f"{config['MAIL_SERVER']}:{config['MAIL_PORT']}"
    login = config["MAIL_USERNAME"] or ""
    return Server(address, security, login, config["MAIL_DEFAULT_SENDER"], "")


def send_test(recipient: str) -> None:
    """Queue a message that shows whether mail arrives and how it looks."""
    text = _("This is a test message. If you can read it, mail works.")
    queue_mail(recipient, _("Test message"), text)
    audit.record("test mail queued", "OutboxMessage", label=recipient)
