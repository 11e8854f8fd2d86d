"""Files that go with a mail: kept with it, sent with it, and never a way into its head."""

import email
import email.policy
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.core.db import transaction
from app.core.errors import DomainError
from app.messaging import jobs, services
from app.messaging.models import OutboxAttachment
from app.messaging.rules import Attachment

PDF = Attachment("Faktura żółta.pdf", "application/pdf", b"%PDF-1.4 tre\x00\xff")


def queue(*attachments):
    with transaction():
        return services.queue_mail("a@example.com", "Faktura", "Tekst", attachments=attachments)


def test_file_arrives_as_it_was_queued(app, db):
    number = queue(PDF).id
    assert jobs.send_queued() == 1
    raw = (Path(app.config["MAIL_DIR"]) / f"{number:06d}.eml").read_bytes()
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    (part,) = letter.iter_attachments()
    assert part.get_filename() == PDF.filename
    assert part.get_content_type() == PDF.content_type
    assert part.get_payload(decode=True) == PDF.content


def test_mail_that_is_rolled_back_leaves_no_file(db):
    class GivenUpError(Exception):
        pass

    def give_up():
        with transaction():
            services.queue_mail("a@example.com", "x", "y", attachments=[PDF])
            raise GivenUpError

    with pytest.raises(GivenUpError):
        give_up()
    count = sa.select(sa.func.count()).select_from(OutboxAttachment)
    assert db.session.scalar(count) == 0
    queue(PDF)
    assert db.session.scalar(count) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"filename": "a.pdf\r\nBcc: b@example.com"},
        {"filename": ""},
        {"filename": "x" * 121},
        {"content_type": "application/pdf\nX: y"},
        {"content": b"x" * (services.LARGEST_ATTACHMENT + 1)},
    ],
    ids=["header", "nameless", "long", "type", "large"],
)
def test_impossible_file_is_refused_when_it_is_queued(db, values):
    queue(PDF)
    with pytest.raises(DomainError):
        queue(Attachment(**(vars(PDF) | values)))


def test_page_of_the_mail_names_its_files(db, login_as):
    number = queue(PDF).id
    assert PDF.filename in login_as(ADMINISTRATOR).get(f"/outbox/show/{number}").text
