"""Handing a message to the mail server, or to a folder when there is none."""

import smtplib
import ssl
from collections.abc import Iterator
from email.utils import formataddr
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_mail import (
    Connection,
    Mail,
    Message,  # noqa: TID251 - the one place where the outbox meets Flask-Mail
)
from markupsafe import Markup

from app.core.errors import DomainError
from app.core.folders import make_private
from app.messaging import rules
from app.messaging.rules import Envelope, Letterhead


class SafeConnection(Connection):
    """Flask-Mail's connection, which can neither hang nor talk to an impostor."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect with a time limit and a checked certificate."""
        context = ssl.create_default_context()
        timeout = current_app.config["MAIL_TIMEOUT"]
        server, port = self.mail.server, self.mail.port
        if self.mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(server, port, timeout=timeout, context=context)
        else:
            host = smtplib.SMTP(server, port, timeout=timeout)
        try:
            if self.mail.use_tls and not self.mail.use_ssl:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except (smtplib.SMTPException, OSError):
            host.close()
            raise
        return host

    def send(self, message: Message, envelope_from: Any = None) -> None:
        """Refuse control characters wherever they would become part of a header."""
        check_headers(message)
        super().send(message, envelope_from)


class SafeMail(Mail):
    """Flask-Mail over ``SafeConnection``."""

    def connect(self) -> SafeConnection:
        """Open a connection."""
        return SafeConnection(current_app.extensions["mail"])


def deliver(envelope: Envelope, head: Letterhead) -> None:
    """Send a mail, or write it into the mail folder when no server is configured."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    mail = SafeMail(app)
    letter = Message(
        subject=envelope.subject,
        recipients=[envelope.recipient],
        body=_text(envelope.text, head.footer),
        html=_html(envelope.html, head.footer) if envelope.html else None,
        sender=formataddr(
            (head.sender_name, head.sender_address or app.config["MAIL_DEFAULT_SENDER"])
        ),
        reply_to=head.reply_to or None,
    )
    for attachment in envelope.attachments:
        letter.attach(attachment.filename, attachment.content_type, attachment.content)
    letter.msgId = envelope.message_id
    check_headers(letter)
    if app.config["MAIL_SERVER"]:
        mail.send(letter)
    else:
        _write_file(letter, Path(app.config["MAIL_DIR"]), f"{envelope.number:06d}.eml")


def _text(text: str, footer: str) -> str:
    """Add the footer behind the line by which mail programs know it."""
    return f"{text.rstrip()}\n\n-- \n{footer}\n" if footer else text


def _html(html: str, footer: str) -> str:
    """Add the footer at the end of what is read, line by line."""
    if not footer:
        return html
    lines = Markup("<br>").join(footer.splitlines())
    body, end, rest = html.rpartition("</body>")
    return f"{body if end else rest}<p>-- <br>{lines}</p>{end + rest if end else ''}"


def check_headers(message: Message) -> None:
    """Refuse a message in which any part of any header could begin another header."""
    if not all(rules.is_clean(part) for part in _header_parts(message)):
        raise DomainError(_("The message has a line break or control character in its head."))


def _header_parts(message: Message) -> Iterator[str]:
    addresses = [message.sender, message.reply_to, *message.send_to]
    for address in addresses:
        yield from address if isinstance(address, tuple) else (address or "",)
    yield from (message.subject or "", message.msgId or "")
    yield from _pairs(message.extra_headers)
    for attachment in message.attachments:
        yield from (attachment.filename or "", attachment.content_type, attachment.disposition)
        yield from _pairs(attachment.headers)


def _pairs(headers: dict[str, str] | None) -> Iterator[str]:
    for name, value in (headers or {}).items():
        yield from (str(name), str(value))


def _write_file(letter: Message, folder: Path, name: str) -> None:
    """Keep a mail as a file only its owner may read: it can hold a password link."""
    make_private(folder)
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(letter.as_bytes())
