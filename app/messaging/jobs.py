"""What the worker does: mail, the audit log's seal, and forgetting what has expired."""

import logging
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _

from app.accounts.services import links, sessions, throttle
from app.background.registry import periodic
from app.background.rules import Every
from app.core import limits
from app.core.audit import sealing
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db
from app.messaging import services, transport
from app.messaging.enums import MailStatus
from app.messaging.letterhead import letterhead
from app.messaging.models import OutboxMessage
from app.messaging.rules import Envelope, Letterhead

log = logging.getLogger(__name__)

BATCH = 50
_OFTEN = Every(timedelta(seconds=5))
#: The server's own „no” to this very message; another try would get the same answer.
_REFUSED = 500


@dataclass(frozen=True)
class Failure:
    """Why a mail did not go out, and whether trying again is pointless."""

    text: str
    is_final: bool = False


@periodic(
    "messaging.letters",
    label=_("Invitations and password resets"),
    schedule=_OFTEN,
    wanted=links.has_requests,
)
def write_letters() -> int:
    """Answer requests for invitations and password resets."""
    with transaction():
        return links.write_letters(services.send_letter)


@periodic("messaging.send", label=_("Sending of e-mails"), schedule=_OFTEN, wanted=services.has_due)
def send_queued(limit: int = BATCH) -> int:
    """Send what is due, one mail at a time, and return how many went out.

    A server that cannot be reached ends the round: the other mails would only wait for it too.
    """
    with transaction():
        services.release_abandoned()
    sent = 0
    for _turn in range(limit):
        with transaction():
            pk = services.claim_next()
        if pk is None:
            break
        outcome = _send(pk)
        sent += outcome
        if not outcome and not _is_refusal(pk):
            break
    return sent


@periodic(
    "messaging.purge",
    label=_("Expired sessions, links and attempts"),
    schedule=Every(timedelta(minutes=10)),
)
def purge() -> None:
    """Forget attempts, links and sessions nobody can use any more."""
    with transaction():
        throttle.purge()
        limits.purge()
        links.purge()
        sessions.purge()
        services.purge_secrets(links.VALID_FOR)


@periodic(
    "messaging.seal",
    label=_("Sealing of the event log"),
    schedule=Every(timedelta(seconds=30)),
)
def seal() -> None:
    """Extend the chain of the audit log."""
    sealing.seal()


def _send(pk: int) -> bool:
    failure = _try(*_take_out(pk))
    with transaction():
        message = db.session.get_one(OutboxMessage, pk)
        if failure is None:
            services.mark_sent(message)
        else:
            log.warning("mail not sent", extra={"mail": pk, "reason": failure.text})
            services.mark_failed(message, failure.text, is_final=failure.is_final)
    return failure is None


def _take_out(pk: int) -> tuple[Envelope, Letterhead]:
    """Return a mail and what stands on it, and let the database go: a slow server holds no lock."""
    envelope = db.session.get_one(OutboxMessage, pk).as_envelope()
    head = letterhead()
    db.session.rollback()
    return envelope, head


def _try(envelope: Envelope, head: Letterhead) -> Failure | None:
    try:
        transport.deliver(envelope, head)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, answer = next(iter(refusal.recipients.values()))
        return Failure(f"{code} {answer!r}", is_final=code >= _REFUSED)
    except smtplib.SMTPAuthenticationError as refusal:
        return Failure(f"{refusal.smtp_code} log-in refused by the mail server")
    except smtplib.SMTPResponseException as refusal:
        text = f"{refusal.smtp_code} {refusal.smtp_error!r}"
        return Failure(text, is_final=refusal.smtp_code >= _REFUSED)
    except (smtplib.SMTPException, OSError) as error:
        return Failure(f"{type(error).__name__}: {error}")
    except DomainError as error:
        return Failure(str(error), is_final=True)
    return None


def _is_refusal(pk: int) -> bool:
    """Tell a mail that was refused from a server that was not reached."""
    return db.session.get_one(OutboxMessage, pk).status is MailStatus.failed
