"""Mailed links: asked for by anybody, useful once, for a day, to their addressee only."""

import statistics
import time
from datetime import timedelta

import pytest
import time_machine

from app.accounts.enums import TokenKind
from app.accounts.models import Account, AccountToken, LinkRequest
from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.accounts.services import links, passwords, people, sessions, throttle
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.logging import redact
from tests.support.people import PASSWORD, log_in, make_account

NEW = "Wydra czyta mapę 3"
FORM = {"password": NEW, "repeated": NEW}


def _letters():
    letters = []
    with transaction():
        links.write_letters(letters.append)
    return letters


def _reset(account):
    with transaction():
        links.request_reset(account.email)
    (letter,) = _letters()
    return _path(letter)


def _invite(account):
    with transaction():
        links.invite(account)
    (letter,) = _letters()
    return _path(letter)


def _path(letter):
    assert letter.url.startswith("http://localhost/link/")
    return letter.url.removeprefix("http://localhost")


def _can_log_in(app, account, password):
    form = {"username": account.username, "password": password}
    return app.test_client().post("/login/", data=form).status_code == 302


def _set_password(app, url, **options):
    return app.test_client().post(url, data=FORM, **options).status_code


# -- asking -----------------------------------------------------------------------------------


def test_known_and_unknown_addresses_get_the_same_answer(app, db):
    addresses = {
        "known": make_account().email,
        "closed": make_account(active=False).email,
        "unknown": "nobody@example.com",
        "no address": "x",
        "nul": "a\x00b@example.com",
    }
    answers = [
        app.test_client().post("/forgot-password/", data={"email": email})
        for email in addresses.values()
    ]
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.headers["Location"] for answer in answers} == {"/login/"}
    assert len({answer.data for answer in answers}) == 1
    assert db.session.query(LinkRequest).count() == len(addresses)
    assert [letter.account.email for letter in _letters()] == [addresses["known"]]


@pytest.mark.slow
def test_known_and_unknown_addresses_take_the_same_time(app, db, monkeypatch):
    monkeypatch.setattr(throttle, "FREE_ATTEMPTS", 10_000)
    addresses = [make_account().email, "nobody@example.com"]
    client = app.test_client()

    def ratio():
        times = {email: [] for email in addresses}
        for _ in range(52):
            for email, spent in times.items():
                start = time.thread_time()
                client.post("/forgot-password/", data={"email": email})
                spent.append(time.thread_time() - start)
        medians = [statistics.median(spent[2:]) for spent in times.values()]
        return max(medians) / min(medians)

    assert any(ratio() <= 1.10 for _round in range(4))


def test_asking_is_slowed_down(client, db):
    codes = [
        client.post("/forgot-password/", data={"email": f"a{number}@example.com"}).status_code
        for number in range(12)
    ]
    assert codes == [302] * 10 + [429] * 2


def test_nobodys_mailbox_is_filled(db):
    account = make_account()
    with transaction():
        for _ in range(10):
            links.request_reset(account.email)
    assert len(_letters()) == links.MAILS_PER_HOUR
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert _reset(account)


def test_a_poisoned_host_does_not_reach_the_mail(app, client, db):
    account = make_account()
    form = {"email": account.email}
    poisoned = client.post("/forgot-password/", data=form, headers={"Host": "evil.example"})
    assert poisoned.status_code == 400
    assert _letters() == []

    client.post("/forgot-password/", data=form, headers={"X-Forwarded-Host": "evil.example"})
    client.post("/forgot-password/", data=form, headers={"Host": "127.0.0.1"})
    assert {letter.url.rpartition("/")[0] for letter in _letters()} == {"http://localhost/link"}


# -- using ------------------------------------------------------------------------------------


def test_a_reset_link_sets_the_password_and_ends_every_session(app, db):
    account = make_account()
    open_browser = log_in(app.test_client(), account)
    assert _set_password(app, _reset(account)) == 302
    assert open_browser.get("/profile/").status_code == 302
    assert _can_log_in(app, account, NEW)
    assert not _can_log_in(app, account, PASSWORD)


def test_an_invitation_opens_the_account(app, db):
    account = make_account(confirmed_at=None, password=None)
    url = _invite(account)
    assert not _can_log_in(app, account, "")
    assert _set_password(app, url) == 302
    assert _can_log_in(app, account, NEW)
    db.session.refresh(account)
    assert account.is_confirmed


def test_using_a_link_does_not_log_in(app, db):
    client = app.test_client()
    assert client.post(_reset(make_account()), data=FORM).headers["Location"] == "/login/"
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize("make", [_reset, _invite])
def test_a_link_works_once(app, db, make):
    account = make_account(**({"confirmed_at": None} if make is _invite else {}))
    url = make(account)
    assert _set_password(app, url) == 302
    assert _set_password(app, url) == 404
    assert app.test_client().get(url).status_code == 404


def test_one_link_makes_the_others_worthless(app, db):
    account = make_account()
    first, second = _reset(account), _reset(account)
    assert _set_password(app, second) == 302
    assert _set_password(app, first) == 404


def test_a_link_expires_after_a_day(app, db):
    url = _reset(make_account())
    with time_machine.travel(now() + timedelta(hours=23, minutes=59)):
        assert app.test_client().get(url).status_code == 200
    with time_machine.travel(now() + timedelta(hours=24, minutes=1)):
        assert _set_password(app, url) == 404


@pytest.mark.parametrize("guess", ["1", "x" * 43, "../login", "%00", "ż", "x" * 5000])
def test_a_guessed_link_opens_nothing(client, db, guess):
    _reset(make_account())
    assert client.get(f"/link/{guess}").status_code in (302, 404)
    assert client.post(f"/link/{guess}", data=FORM).status_code in (404, 405)


def test_guessing_links_is_slowed_down(client, db):
    url = _reset(make_account())
    codes = [client.get(f"/link/guess{number}").status_code for number in range(12)]
    assert codes == [404] * 10 + [429] * 2
    elsewhere = client.get(url, environ_base={"REMOTE_ADDR": "10.9.8.7"})
    assert elsewhere.status_code == 200


def test_a_link_is_for_its_addressee_whatever_is_posted_with_it(app, db):
    account, other = make_account(PORTAL, confirmed_at=None), make_account(ADMINISTRATOR)
    url = _invite(account)
    extra = {
        "user_id": str(other.id),
        "username": other.username,
        "email": "evil@example.com",
        "roles": "1",
        "client_id": "2",
    }
    query = {"user_id": other.id, "role": ADMINISTRATOR}
    assert app.test_client().post(url, data=FORM | extra, query_string=query).status_code == 302
    db.session.expire_all()
    assert [role.name for role in account.roles] == [PORTAL]
    assert account.email != "evil@example.com"
    assert passwords.matches(account, NEW)
    assert not passwords.matches(other, NEW)


def test_somebody_invited_can_do_nothing_before_accepting(app, db):
    account = make_account(ADMINISTRATOR, confirmed_at=None)
    with transaction():
        secret = sessions.open_session(account, ip="", user_agent="")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
    assert client.get("/users/list/").status_code == 302
    with transaction():
        account.confirmed_at = now()
    assert client.get("/users/list/").status_code == 200


def test_a_link_to_a_closed_account_is_worthless(app, db):
    make_account(ADMINISTRATOR)
    account = make_account()
    url = _reset(account)
    with transaction():
        account.active = False
    assert _set_password(app, url) == 404
    with transaction():
        account.active = True
    assert _set_password(app, url) == 302


def test_a_link_sent_to_the_old_address_is_worthless(app, db):
    account = make_account()
    url = _reset(account)
    with transaction():
        people.change_email(account, email="nowy@example.com", current=PASSWORD, session_id=0)
    assert _set_password(app, url) == 404
    assert _set_password(app, _reset(account)) == 302


def test_a_weak_password_leaves_the_link_usable(app, db):
    account = make_account()
    url = _reset(account)
    weak = app.test_client().post(url, data={"password": "password1234", "repeated": "x"})
    assert weak.status_code == 422
    assert _set_password(app, url) == 302


def test_only_the_hash_of_a_link_is_kept(db):
    url = _reset(make_account())
    token = db.session.query(AccountToken).one()
    secret = url.removeprefix("/link/")
    assert len(secret) >= 22
    assert secret not in repr(vars(token))
    assert token.token_hash == sessions.digest(secret)


def test_the_address_of_a_link_is_passed_on_to_nobody(app, db):
    answer = app.test_client().get(_reset(make_account()))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_link_is_not_in_the_log(db):
    url = _reset(make_account())
    assert redact(f"GET {url} HTTP/1.1") == "GET /link/*** HTTP/1.1"
    assert redact("GET /clients/show/1 HTTP/1.1") == "GET /clients/show/1 HTTP/1.1"


def test_somebody_who_lost_the_invitation_gets_another_by_asking_for_a_reset(app, db):
    account = make_account(confirmed_at=None)
    url = _reset(account)
    assert db.session.query(AccountToken).one().kind is TokenKind.invite
    assert _set_password(app, url) == 302
    assert _can_log_in(app, account, NEW)


def test_who_has_joined_is_not_invited_again(db):
    with pytest.raises(DomainError), transaction():
        links.invite(make_account())


def test_expired_links_are_forgotten(db):
    account = db.session.get_one(Account, make_account().id)
    _reset(account)
    with time_machine.travel(now() + timedelta(hours=25)), transaction():
        assert links.purge() == 1


def test_of_two_who_use_a_link_at_once_one_is_told(db):
    _reset(make_account())
    token = db.session.query(AccountToken).one()
    with transaction():
        links.accept(token, NEW)
    with pytest.raises(DomainError), transaction():
        links.accept(token, NEW)


def test_an_empty_form_is_shown_again(client, db):
    assert client.get("/forgot-password/").status_code == 200
    assert client.post("/forgot-password/", data={}).status_code == 422
