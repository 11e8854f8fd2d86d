"""A cookie is worth what the session table says, at every moment."""

from datetime import timedelta

import pytest
import time_machine
from flask.sessions import SecureCookieSessionInterface

from app.accounts.models import Account, UserSession
from app.accounts.roles import ADMINISTRATOR
from app.accounts.services import people, sessions
from app.core.clock import now
from app.core.config_check import KNOWN_KEYS
from app.core.db import transaction
from tests.support.people import PASSWORD, log_in, make_account

NEW = "Wydra czyta mapę 3"


@pytest.fixture
def copied(app):
    """A function: a second browser with the cookie of the first."""

    def copy(client):
        thief = app.test_client()
        cookie = client.get_cookie("session")
        thief.set_cookie("session", cookie.value)
        assert _is_in(thief)
        return thief

    return copy


def _is_in(client):
    return client.get("/profile/").status_code == 200


def test_a_copied_cookie_is_worthless_after_log_out(login_as, copied):
    client = login_as()
    thief = copied(client)
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert not _is_in(thief)


def test_logging_out_takes_a_post(login_as):
    client = login_as()
    assert client.get("/logout/").status_code == 405
    assert _is_in(client)


def test_changing_the_password_ends_the_other_sessions(app, login_as, copied, db):
    client = login_as()
    other = log_in(app.test_client(), db.session.get_one(Account, client.account_id))
    form = {
        "password-current": PASSWORD,
        "password-password": NEW,
        "password-repeated": NEW,
    }
    assert client.post("/profile/password", data=form).status_code == 302
    assert not _is_in(other)
    assert _is_in(client)


def test_deactivation_ends_every_session_at_once(login_as, db):
    login_as(ADMINISTRATOR)
    client = login_as()
    with transaction():
        people.deactivate(db.session.get_one(Account, client.account_id))
    assert not _is_in(client)


def test_a_closed_account_is_out_even_if_its_session_is_open(login_as, db):
    client = login_as()
    with transaction():
        db.session.get_one(Account, client.account_id).active = False
    assert not _is_in(client)


def test_an_idle_session_ends_after_eight_hours(app, db):
    account = make_account()
    with time_machine.travel(now(), tick=False) as clock:
        client = log_in(app.test_client(), account)
        for _ in range(3):
            clock.shift(timedelta(hours=7, minutes=50))
            assert _is_in(client)
        clock.shift(timedelta(hours=8, minutes=1))
        assert not _is_in(client)


def test_a_used_session_ends_after_thirty_days(app, db):
    account = make_account()
    with time_machine.travel(now(), tick=False) as clock:
        client = log_in(app.test_client(), account)
        while clock_days(clock) < 29:
            clock.shift(timedelta(hours=7))
            assert _is_in(client)
            clock_days.spent += 7 / 24
        clock.shift(timedelta(hours=7))
        _is_in(client)
        clock.shift(timedelta(hours=7))
        _is_in(client)
        clock.shift(timedelta(hours=7))
        _is_in(client)
        clock.shift(timedelta(hours=7))
        assert not _is_in(client)


def clock_days(_clock):
    return clock_days.spent


clock_days.spent = 0


def test_the_log_in_gives_a_new_secret(app, db):
    account = make_account()
    client = app.test_client()
    client.get("/login/")
    before = client.get_cookie("session").value
    log_in(client, account)
    first = client.get_cookie("session").value
    log_in(client, account)
    assert len({before, first, client.get_cookie("session").value}) == 3
    assert db.session.query(UserSession).count() == 2


def test_a_planted_cookie_is_not_the_one_that_gets_in(app, db, copied):
    attacker, victim = app.test_client(), app.test_client()
    attacker.get("/login/")
    victim.set_cookie("session", attacker.get_cookie("session").value)
    log_in(victim, make_account())
    assert _is_in(victim)
    assert not _is_in(attacker)


def test_the_database_does_not_know_the_secret(app, db):
    client = log_in(app.test_client(), make_account())
    with client.session_transaction() as cookie:
        secret = cookie["_user_id"]
    row = db.session.query(UserSession).one()
    assert len(secret) >= 43
    assert secret not in repr(vars(row))
    assert row.token_hash == sessions.digest(secret)


@pytest.mark.parametrize("secret", ["1", "", "x" * 43, "x" * 100_000, "żółć\x00", 7, None, ["1"]])
def test_a_made_up_secret_opens_nothing(app, db, secret):
    make_account()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
        cookie["_fresh"] = True
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize("key", [*KNOWN_KEYS, "secret", "dev", "changeme"])
def test_a_cookie_signed_with_a_known_key_opens_nothing(app, login_as, key):
    client = login_as()
    with client.session_transaction() as cookie:
        content = dict(cookie)
    for signing_key, expected in ((key, 302), (app.secret_key, 200)):
        forger = app.test_client()
        forger.set_cookie("session", _signed(app, content, signing_key))
        assert forger.get("/profile/").status_code == expected


def _signed(app, content, key):
    real, app.secret_key = app.secret_key, key
    try:
        return SecureCookieSessionInterface().get_signing_serializer(app).dumps(content)
    finally:
        app.secret_key = real


def test_one_can_log_out_one_browser_or_all(app, db):
    account = make_account()
    here, there, elsewhere = (log_in(app.test_client(), account) for _ in range(3))
    second = db.session.query(UserSession.id).order_by(UserSession.id).all()[1][0]

    assert here.post(f"/profile/sessions/{second}/end").headers["Location"] == "/profile/"
    assert (_is_in(here), _is_in(there), _is_in(elsewhere)) == (True, False, True)

    assert here.post("/profile/sessions/end-all").headers["Location"] == "/login/"
    assert (_is_in(here), _is_in(elsewhere)) == (False, False)


def test_nobody_can_end_somebody_elses_session(app, login_as, db):
    victim = login_as()
    foreign = db.session.query(UserSession.id).filter_by(user_id=victim.account_id).scalar()
    login_as().post(f"/profile/sessions/{foreign}/end")
    assert _is_in(victim)
    victim.post(f"/profile/sessions/{foreign}/end")
    assert not _is_in(victim)


def test_an_administrator_can_end_every_session_of_a_user(login_as):
    admin, user = login_as(ADMINISTRATOR), login_as()
    admin.post(f"/users/action/end_sessions/{user.account_id}")
    assert not _is_in(user)
    assert _is_in(admin)


def test_the_profile_lists_only_ones_own_sessions(app, login_as, db):
    login_as()
    client = app.test_client()
    account = make_account()
    client.environ_base["HTTP_USER_AGENT"] = "Own-Browser/1.0"
    log_in(client, account)
    page = client.get("/profile/").text
    assert page.count("/sessions/") == 2  # one to end, and the button for all
    assert "Own-Browser" in page


def test_last_seen_is_written_every_few_minutes_only(app, db, count_sql):
    with time_machine.travel(now(), tick=False) as clock:
        client = log_in(app.test_client(), make_account())
        client.get("/profile/")
        with count_sql() as early:
            client.get("/profile/")
        clock.shift(timedelta(minutes=6))
        with count_sql() as late:
            client.get("/profile/")
        assert db.session.query(UserSession.last_seen_at).scalar() == now()
    assert not [statement for statement in early if statement.startswith("UPDATE")]
    assert len([statement for statement in late if statement.startswith("UPDATE")]) == 1


def test_knowing_the_caller_costs_one_statement_and_permissions_another(login_as, count_sql):
    client = login_as(ADMINISTRATOR)
    with count_sql() as statements:
        client.get("/users/list/")
    assert len([s for s in statements if "user_session" in s and "JOIN ab_user" in s]) == 1
    assert len([s for s in statements if "ab_permission_view_role" in s]) == 1


def test_old_sessions_are_forgotten(app, db):
    log_in(app.test_client(), make_account())
    with time_machine.travel(now() + timedelta(days=31)), transaction():
        assert sessions.purge() == 1


def test_the_cookie_is_guarded(app, db):
    account = make_account()
    form = {"username": account.username, "password": PASSWORD}
    cookie = app.test_client().post("/login/", data=form).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_behind_https_the_cookie_is_bound_to_the_host(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_NAME", "__Host-session")
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    account = make_account()
    form = {"username": account.username, "password": PASSWORD}
    cookie = app.test_client().post("/login/", data=form).headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
