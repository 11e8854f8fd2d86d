"""The outbox page: read and try again, without secrets."""

from app.accounts.roles import ADMINISTRATOR
from app.core.db import transaction
from app.messaging import services
from app.messaging.enums import MailStatus


def _queue(**values):
    with transaction():
        return services.queue_mail("jan@example.com", "Oferta", "Treść listu", **values)


def test_the_outbox_lists_and_shows_mails(login_as, db):
    message, admin = _queue(), login_as(ADMINISTRATOR)
    assert "Oferta" in admin.get("/outbox/list/").text
    assert "Treść listu" in admin.get(f"/outbox/show/{message.id}").text


def test_a_password_link_is_shown_to_nobody(login_as, db):
    with transaction():
        message = services.queue_mail(
            "jan@example.com", "Oferta", "/link/canary", html="/link/canary", is_secret=True
        )
    admin = login_as(ADMINISTRATOR)
    for url in ("/outbox/list/", f"/outbox/show/{message.id}", "/outbox/export/csv"):
        page = admin.get(url)
        assert page.status_code == 200
        assert "canary" not in page.text
    assert "canary" not in admin.get("/outbox/list/?_flt_0_text=canary").text.replace(
        "_flt_0_text=canary", ""
    )


def test_a_failed_mail_can_be_sent_again_and_a_sent_one_cannot(login_as, db):
    message, admin = _queue(), login_as(ADMINISTRATOR)
    for status, after in (
        (MailStatus.failed, MailStatus.queued),
        (MailStatus.sent, MailStatus.sent),
    ):
        with transaction():
            message.status = status
        admin.post(f"/outbox/action/retry/{message.id}")
        db.session.refresh(message)
        assert message.status is after


def test_nobody_writes_or_deletes_mails_here(login_as, db):
    message, admin = _queue(), login_as(ADMINISTRATOR)
    for url in ("/outbox/add", f"/outbox/edit/{message.id}", f"/outbox/delete/{message.id}"):
        assert admin.post(url).status_code == 404
