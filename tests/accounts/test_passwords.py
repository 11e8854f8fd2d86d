"""Every way of setting a password asks the same rule, and stores all of it."""

import pytest

from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.accounts.services import links, passwords
from app.core.db import transaction
from app.core.errors import DomainError
from tests.support.people import PASSWORD, make_account

GOOD = "Wydra czyta mapę 3"
BAD = ["krótkie", "password1234", "osobowy-osobowy", "kadraKadra kadra", "wydra czyta\x00mapę"]
LONG = [
    "x" * 3 + "Wydra czyta 12345678" * 3 + "A",
    "Wydra czyta mapę! " * 7 + "xy",
    "żółć gęś " * 8,
]


@pytest.fixture
def link(db):
    """A function: what a mailed link of an account is."""

    def make(account):
        letters = []
        with transaction():
            links.request_reset(account.email)
        with transaction():
            links.write_letters(letters.append)
        return letters[0].url.removeprefix("http://localhost")

    return make


def _by_profile(client, app, account, link, password):
    answer = client.post(
        "/profile/password",
        data={
            "password-current": PASSWORD,
            "password-password": password,
            "password-repeated": password,
        },
    )
    return answer.status_code == 302


def _by_link(client, app, account, link, password):
    answer = app.test_client().post(
        link(account), data={"password": password, "repeated": password}
    )
    return answer.status_code == 302


def _by_command(client, app, account, link, password):
    arguments = ["crm", "create-user", "--username", "osobowy", "--email", "nowy@example.com"]
    arguments += ["--first-name", "A", "--last-name", "B", "--role", PORTAL, "--password", password]
    return app.test_cli_runner().invoke(args=arguments).exit_code == 0


def _by_admin_command(client, app, account, link, password):
    arguments = ["crm", "create-admin", "--username", "osobowy", "--email", "nowy@example.com"]
    arguments += ["--first-name", "A", "--last-name", "B", "--password", password]
    return app.test_cli_runner().invoke(args=arguments).exit_code == 0


WAYS = [_by_profile, _by_link, _by_command, _by_admin_command]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("password", BAD)
def test_a_weak_password_is_refused_on_every_way(login_as, app, db, link, way, password):
    client = login_as(PORTAL, username="osobowy" if way in WAYS[:2] else "inny")
    account = db.session.get_one(Account, client.account_id)
    before = account.password

    assert not way(client, app, account, link, password)

    db.session.refresh(account)
    assert account.password == before
    assert db.session.query(Account).filter_by(email="nowy@example.com").count() == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("password", [GOOD, *LONG])
def test_a_good_password_is_accepted_on_every_way_and_kept_whole(
    login_as, app, db, link, way, password
):
    client = login_as(PORTAL, username="osobowy" if way in WAYS[:2] else "inny")
    account = db.session.get_one(Account, client.account_id)

    assert way(client, app, account, link, password)

    changed = db.session.query(Account).filter_by(username="osobowy").one()
    assert passwords.matches(changed, password)
    assert not passwords.matches(changed, password[:-1])
    assert not passwords.matches(changed, password + "x")


def test_the_password_change_takes_the_current_password(login_as, db):
    client = login_as()
    form = {"password-password": GOOD, "password-repeated": GOOD}

    for current in ("", "wrong", GOOD):
        answer = client.post("/profile/password", data=form | {"password-current": current})
        assert answer.status_code == 422
    account = db.session.get_one(Account, client.account_id)
    assert passwords.matches(account, PASSWORD)

    answer = client.post("/profile/password", data=form | {"password-current": PASSWORD})
    assert answer.status_code == 302
    db.session.refresh(account)
    assert passwords.matches(account, GOOD)


def test_the_address_change_takes_the_current_password(login_as, db):
    client = login_as()
    form = {"email-email": "nowy@example.com"}

    assert client.post("/profile/email", data=form).status_code == 422
    wrong = client.post("/profile/email", data=form | {"email-current": "wrong"})
    assert wrong.status_code == 422
    account = db.session.get_one(Account, client.account_id)
    assert account.email != "nowy@example.com"

    right = client.post("/profile/email", data=form | {"email-current": PASSWORD})
    assert right.status_code == 302
    db.session.refresh(account)
    assert account.email == "nowy@example.com"


def test_the_profile_form_changes_nothing_but_its_own_fields(login_as, db):
    client = login_as(PORTAL)
    client.post(
        "/profile/",
        data={
            "first_name": "Ewa",
            "last_name": "Żak",
            "locale": "en",
            "email": "evil@example.com",
            "username": "admin",
            "active": "",
            "roles": "1",
            "password": "x",
        },
    )
    account = db.session.get_one(Account, client.account_id)
    assert (account.first_name, account.last_name, account.locale) == ("Ewa", "Żak", "en")
    assert (account.email, account.username) != ("evil@example.com", "admin")
    assert [role.name for role in account.roles] == [PORTAL]
    assert passwords.matches(account, PASSWORD)


def test_guessing_the_current_password_is_slowed_down(login_as):
    client = login_as()
    form = {"password-password": GOOD, "password-repeated": GOOD, "password-current": "guess"}
    codes = [client.post("/profile/password", data=form).status_code for _ in range(12)]
    assert codes == [422] * 10 + [429] * 2


def test_an_account_without_a_password_matches_nothing(db):
    account = make_account(password=None)
    assert not passwords.matches(account, "")
    assert not passwords.matches(account, PASSWORD)
    assert not passwords.matches(None, "a password nobody has, not even by accident")


def test_a_refusal_names_its_reason(db):
    with pytest.raises(DomainError, match="12"):
        passwords.set_password(make_account(ADMINISTRATOR), "krótkie")
