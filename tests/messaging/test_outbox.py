"""A mail is written with the change it tells of, sent once, and never lost."""

import email
import email.policy
import smtplib
import socket
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from flask_mail import Attachment, Message  # noqa: TID251 - the transport is under test

from app.accounts.services import links
from app.background.services import planning
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from app.messaging import jobs, services, transport
from app.messaging.enums import MailStatus
from app.messaging.letterhead import LETTERHEAD
from app.messaging.models import OutboxMessage
from app.messaging.rules import BACK_OFF
from tests.support.people import make_account


class Sink(MessageHandler):
    """A mail server that keeps what it gets, or answers as told."""

    def __init__(self):
        super().__init__()
        self.messages, self.recipients, self.answer = [], [], None

    def handle_message(self, message):
        self.messages.append(message)

    async def handle_RCPT(self, *arguments):  # noqa: N802 - the server's name for it
        _server, _session, envelope, address, _options = arguments
        if self.answer:
            return self.answer
        self.recipients.append(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def sink(app, monkeypatch):
    handler = Sink()
    server = Controller(handler, hostname="127.0.0.1", port=_free_port())
    server.start()
    values = {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": server.port,
        "MAIL_USE_TLS": False,
        "MAIL_SUPPRESS_SEND": False,
        "MAIL_TIMEOUT": 2,
    }
    for name, value in values.items():
        monkeypatch.setitem(app.config, name, value)
    yield handler
    server.stop()


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def folder(app):
    """The folder of mails when there is no server, empty."""
    path = Path(app.config["MAIL_DIR"])
    for file in path.glob("*.eml"):
        file.unlink()
    return path


def _queue(**values):
    with transaction():
        return services.queue_mail(
            **({"recipient": "jan@example.com", "subject": "Żółć", "text": "Łódź"} | values)
        )


def _read(folder):
    return [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in sorted(folder.glob("*.eml"))
    ]


# -- queueing ---------------------------------------------------------------------------------


def test_a_change_that_is_rolled_back_sends_nothing(db, folder):
    def change():
        with transaction():
            services.queue_mail("jan@example.com", "Temat", "Treść")
            raise DomainError("no")

    with pytest.raises(DomainError):
        change()
    jobs.send_queued()
    assert _read(folder) == []


def test_the_same_key_queues_one_mail(db):
    first, second = (_queue(dedupe_key="invoice-1") for _ in range(2))
    assert first.id == second.id
    assert _queue(dedupe_key="invoice-2").id != first.id


@pytest.mark.parametrize("subject", ["", "a\r\nBcc: evil@x.pl", "a\x00b", "a\u2028b"])
def test_a_subject_of_several_lines_is_refused(db, subject):
    with pytest.raises(DomainError):
        _queue(subject=subject)


@pytest.mark.parametrize("recipient", ["a@b.pl, evil@x.pl", "a@b.pl\r\nBcc: e@x.pl", "x"])
def test_a_recipient_that_is_not_one_address_is_refused(db, recipient):
    with pytest.raises(DomainError):
        _queue(recipient=recipient)


# -- sending ----------------------------------------------------------------------------------


def test_without_a_server_a_mail_becomes_a_file_for_its_owner_only(db, folder):
    message = _queue(html="<p>Łódź</p>")
    assert jobs.send_queued() == 1
    (letter,) = _read(folder)
    assert (letter["Subject"], letter["To"]) == ("Żółć", "jan@example.com")
    assert letter["Message-ID"] == message.message_id
    assert letter.get_body(("plain",)).get_content().strip() == "Łódź"
    assert letter.get_body(("html",)).get_content().strip() == "<p>Łódź</p>"
    assert stat.S_IMODE(next(folder.glob("*.eml")).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_server_gets_each_mail_once(db, sink):
    for number in range(3):
        _queue(recipient=f"a{number}@example.com")
    assert jobs.send_queued() == 3
    assert jobs.send_queued() == 0
    assert sorted(sink.recipients) == [f"a{number}@example.com" for number in range(3)]
    assert {row.status for row in db.session.query(OutboxMessage)} == {MailStatus.sent}


def test_no_two_workers_take_the_same_mail(app, db):
    for number in range(20):
        _queue(recipient=f"a{number}@example.com")

    def take(_number):
        with app.app_context(), transaction():
            return services.claim_next()

    with ThreadPoolExecutor(4) as pool:
        taken = [pk for pk in pool.map(take, range(30)) if pk is not None]
    # On PostgreSQL a worker that loses a race comes back at its next round.
    while (pk := take(0)) is not None:
        taken.append(pk)
    assert len(taken) == len(set(taken)) == 20


def test_a_passing_failure_waits_and_is_tried_again(db, sink):
    message = _queue()
    sink.answer = "451 try later"
    assert jobs.send_queued() == 0
    db.session.refresh(message)
    assert (message.status, message.attempts) == (MailStatus.queued, 1)
    assert "451" in message.last_error
    assert jobs.send_queued() == 0

    sink.answer = None
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert jobs.send_queued() == 1
    assert sink.messages[0]["Message-ID"] == message.message_id


def test_after_all_waits_a_mail_is_given_up_and_somebody_can_try_again(db, sink):
    message = _queue()
    sink.answer = "451 try later"
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(len(BACK_OFF) + 1):
            jobs.send_queued()
            clock.shift(timedelta(hours=6))
    db.session.refresh(message)
    assert message.status is MailStatus.failed

    sink.answer = None
    with transaction():
        services.retry(message)
    assert jobs.send_queued() == 1


def test_a_refused_recipient_is_not_tried_again_and_holds_nobody_up(db, sink):
    refused = _queue()
    sink.answer = "550 no such user"
    jobs.send_queued()
    db.session.refresh(refused)
    assert refused.status is MailStatus.failed
    sink.answer = None
    _queue(recipient="b@example.com")
    assert jobs.send_queued() == 1


def test_a_server_that_is_away_or_silent_is_left_soon(db, app, sink, monkeypatch):
    messages = [_queue(recipient=f"a{number}@example.com") for number in range(3)]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        monkeypatch.setitem(app.config, "MAIL_PORT", silent.getsockname()[1])
        monkeypatch.setitem(app.config, "MAIL_TIMEOUT", 0.5)
        start = time.monotonic()
        assert jobs.send_queued() == 0
        assert time.monotonic() - start < 3
    db.session.expire_all()
    assert [message.attempts for message in messages] == [1, 0, 0]
    assert {message.status for message in messages} == {MailStatus.queued}


def test_a_slow_server_does_not_lock_the_database(app, db, monkeypatch):
    _queue()

    def deliver(*_args, **_options):
        with app.app_context(), transaction():
            services.queue_mail("other@example.com", "Temat", "Treść")

    monkeypatch.setattr(transport, "deliver", deliver)
    start = time.monotonic()
    assert jobs.send_queued(1) == 1
    assert time.monotonic() - start < 3


def test_what_a_dead_worker_had_in_hand_is_sent_with_the_same_id(db, folder):
    message = _queue()
    with transaction():
        services.claim_next()
    assert jobs.send_queued() == 0
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert jobs.send_queued() == 1
    assert _read(folder)[0]["Message-ID"] == message.message_id


def test_a_password_given_away_without_encryption_is_refused(db, app, sink, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_USE_TLS", True)
    message = _queue()
    assert jobs.send_queued() == 0
    db.session.refresh(message)
    assert "STARTTLS" in message.last_error
    assert sink.messages == []


@pytest.mark.parametrize(
    ("answer", "is_final"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.pl": (550, b"unknown")}), True),
        (smtplib.SMTPRecipientsRefused({"a@b.pl": (450, b"busy")}), False),
        (smtplib.SMTPAuthenticationError(535, b"wrong"), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError("slow"), False),
        (DomainError("head"), True),
    ],
    ids=lambda value: getattr(value, "args", (value,))[0].__repr__(),
)
def test_each_answer_is_final_or_not(db, monkeypatch, answer, is_final):
    message = _queue()

    def deliver(*_args, **_options):
        raise answer

    monkeypatch.setattr(transport, "deliver", deliver)
    assert jobs.send_queued() == 0
    db.session.refresh(message)
    assert message.status is (MailStatus.failed if is_final else MailStatus.queued)
    assert message.last_error


# -- what the agency puts on every mail -------------------------------------------------------

_HEAD = {
    "sender_name": "Opieka Łódź",
    "sender_address": "biuro@example.com",
    "reply_to": "kontakt@example.com",
    "footer": "Opieka <Plus>\nŁódź",
}


def _set_letterhead(values):
    with transaction():
        LETTERHEAD.set(**values)


@pytest.mark.parametrize("end", ["</body></html>", ""])
def test_the_letterhead_stands_on_a_mail_in_both_its_forms(db, folder, end):
    _set_letterhead(_HEAD)
    _queue(html=f"<p>Treść</p>{end}")
    jobs.send_queued()
    (letter,) = _read(folder)
    assert letter["From"] == "Opieka Łódź <biuro@example.com>"
    assert letter["Reply-To"] == "kontakt@example.com"
    text = letter.get_body(("plain",)).get_content()
    assert text.splitlines() == ["Łódź", "", "-- ", "Opieka <Plus>", "Łódź"]
    html = letter.get_body(("html",)).get_content().strip()
    assert html == f"<p>Treść</p><p>-- <br>Opieka &lt;Plus&gt;<br>Łódź</p>{end}"


def test_the_letterhead_reaches_a_real_server(db, sink):
    _set_letterhead(_HEAD)
    _queue()
    assert jobs.send_queued() == 1
    assert sink.messages[0]["Reply-To"] == "kontakt@example.com"
    assert "biuro@example.com" in sink.messages[0]["From"]


def test_without_a_letterhead_the_configured_sender_stands_alone(app, db, folder):
    _queue()
    jobs.send_queued()
    (letter,) = _read(folder)
    assert letter["From"] == app.config["MAIL_DEFAULT_SENDER"]
    assert letter["Reply-To"] is None
    assert letter.get_body(("plain",)).get_content().strip() == "Łódź"


# -- header injection -------------------------------------------------------------------------

_EVIL = "a\r\nBcc: evil@example.com"


@pytest.mark.parametrize(
    "part",
    [
        {"subject": _EVIL},
        {"recipients": [_EVIL]},
        {"recipients": [(_EVIL, "jan@example.com")]},
        {"cc": [_EVIL]},
        {"bcc": [_EVIL]},
        {"sender": _EVIL},
        {"reply_to": _EVIL},
        {"extra_headers": {"X-Note": _EVIL}},
        {"extra_headers": {_EVIL: "x"}},
        {"attachments": [Attachment(_EVIL, "text/plain", "x")]},
        {"attachments": [Attachment("a.txt", _EVIL, "x")]},
        {"attachments": [Attachment("a.txt", "text/plain", "x", _EVIL)]},
        {"attachments": [Attachment("a.txt", "text/plain", "x", headers={"X": _EVIL})]},
    ],
)
def test_no_field_can_smuggle_a_header_in(app, db, sink, part):
    mail = transport.SafeMail(app)
    fields = {"subject": "Temat", "recipients": ["jan@example.com"], "sender": "k@example.com"}
    with pytest.raises(DomainError):
        mail.send(Message(body="Treść", **(fields | part)))
    assert (sink.messages, sink.recipients) == ([], [])

    attachment = Attachment("Umowa „Żółć”.txt", "text/plain", "x")
    mail.send(Message(body="Treść", attachments=[attachment], **fields))
    assert sink.recipients == ["jan@example.com"]
    assert "Bcc" not in sink.messages[0]


# -- secrets ----------------------------------------------------------------------------------


def test_an_invitation_is_a_mail_in_the_readers_language(app, db, folder):
    account = make_account(confirmed_at=None, locale="en", first_name="<b>Jan</b>")
    with transaction():
        links.invite(account)
    jobs.write_letters()
    jobs.send_queued()
    (letter,) = _read(folder)
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Your account in Kadra"
    assert "http://localhost/link/" in text
    assert "<b>Jan</b>" in text
    assert "&lt;b&gt;Jan" in letter.get_body(("html",)).get_content()


def test_a_secret_is_wiped_once_it_is_out(db, folder):
    message = _queue(text="http://localhost/link/secret", is_secret=True)
    jobs.send_queued()
    db.session.refresh(message)
    assert (message.status, message.text) == (MailStatus.sent, "")


def test_a_secret_that_was_never_sent_is_wiped_after_a_day(db):
    secret, plain = _queue(text="secret", is_secret=True), _queue(text="plain")
    with time_machine.travel(now() + timedelta(hours=25)):
        jobs.purge()
    db.session.refresh(secret)
    db.session.refresh(plain)
    assert (secret.text, secret.status) == ("", MailStatus.failed)
    assert (plain.text, plain.status) == ("plain", MailStatus.queued)
    with pytest.raises(DomainError):
        services.retry(secret)


# -- the worker -------------------------------------------------------------------------------


def test_scheduler_and_worker_write_and_send_what_waits(app, db, folder):
    address = make_account().email
    with transaction():
        links.request_reset(address)
    runner = app.test_cli_runner()
    # The letter is written in the first round and sent in the second.
    for moment in (now(), now() + timedelta(seconds=6)):
        with time_machine.travel(moment):
            for command in ("scheduler", "worker"):
                result = runner.invoke(args=["crm", command, "--once"])
                assert result.exit_code == 0, result.output
    assert [letter["To"] for letter in _read(folder)] == [address]


def test_nothing_is_planned_while_no_mail_waits(db):
    assert not planning.plan("messaging.send")
    _queue()
    assert planning.plan("messaging.send")
