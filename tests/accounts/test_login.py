"""The door: who comes in, what the others are told, and how guessing is slowed down."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from werkzeug.security import generate_password_hash

from app.accounts.enums import AttemptKind
from app.accounts.models import LoginAttempt
from app.accounts.redirects import safe_path
from app.accounts.services import throttle
from app.core.audit.models import AuditEntry
from app.core.clock import now
from tests.support.app import make_app
from tests.support.people import PASSWORD, log_in, make_account

WRONG = "wrong"


def _try(client, name, password=WRONG, **options):
    return client.post("/login/", data={"username": name, "password": password}, **options)


def _is_in(client):
    return client.get("/profile/").status_code == 200


@pytest.mark.parametrize("name", ["ewa", "EWA", " ewa ", "ewa@example.com", "Ewa@Example.COM"])
def test_one_logs_in_by_user_name_or_address_in_any_case(client, db, name):
    make_account(username="ewa", email="ewa@example.com")
    assert _try(client, name, PASSWORD).status_code == 302
    assert _is_in(client)


@pytest.mark.parametrize("values", [{"active": False}, {"confirmed_at": None}, {"password": None}])
def test_a_closed_or_unconfirmed_account_stays_outside(client, db, values):
    account = make_account(**values)
    assert _try(client, account.username, PASSWORD).status_code == 401
    assert not _is_in(client)

    open_account = make_account()
    assert _try(client, open_account.username, PASSWORD).status_code == 302


def test_every_refusal_looks_the_same(app, db):
    names = [
        make_account().username,
        make_account(active=False).username,
        make_account(confirmed_at=None, password=None).username,
        "nobody",
        "no\x00body",
    ]
    answers = [_try(app.test_client(), name) for name in names]
    assert {answer.status_code for answer in answers} == {401}
    bodies = {_constant(answer, name) for answer, name in zip(answers, names, strict=True)}
    assert len(bodies) == 1


def _constant(answer, name):
    """Return a page without what differs from request to request anyway."""
    body = answer.text.replace(f'value="{name}"', "")
    return re.sub(r'(nonce|content|value)="[\w.\-/+=]{16,}"', "", body)


@pytest.mark.slow
def test_an_unknown_name_takes_as_long_as_a_known_one(app, db, monkeypatch):
    monkeypatch.setattr(throttle, "FREE_ATTEMPTS", 10_000)
    method = "pbkdf2:sha256:60000"
    monkeypatch.setitem(app.config, "FAB_PASSWORD_HASH_METHOD", method)
    hashed = generate_password_hash(PASSWORD, method=method)
    names = [
        make_account(password=hashed).username,
        make_account(password=hashed, active=False).username,
        "nobody",
    ]
    # Whatever else the machine does may spoil one round, a real difference spoils them all.
    ratios = (_slowest_to_fastest(app.test_client(), names) for _round in range(4))
    assert any(ratio <= 1.10 for ratio in ratios)


def _slowest_to_fastest(client, names):
    times = {name: [] for name in names}
    for _ in range(52):
        for name, spent in times.items():
            start = time.thread_time()
            assert _try(client, name).status_code == 401
            spent.append(time.thread_time() - start)
    medians = [statistics.median(spent[2:]) for spent in times.values()]
    return max(medians) / min(medians)


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "https:evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "%2f%2fevil.example",
        "/%5cevil.example",
        "/ok\r\nLocation: //evil.example",
        "/\t/evil.example",
        "evil.example",
        "data:text/html,x",
    ],
)
def test_after_the_log_in_one_stays_on_this_host(client, db, target):
    account = make_account()
    answer = client.post(
        "/login/",
        query_string={"next": target},
        data={"username": account.username, "password": PASSWORD},
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/clients/list/?q=%C4%87wik&psize_ClientView=25", "/profile/"])
def test_after_the_log_in_one_gets_to_the_page_asked_for(client, db, target):
    account = make_account()
    answer = client.post(
        "/login/",
        query_string={"next": target},
        data={"username": account.username, "password": PASSWORD},
    )
    assert answer.headers["Location"] == target


def test_a_page_asked_for_before_the_log_in_is_remembered(client, db):
    answer = client.get("/profile/?a=1")
    assert answer.headers["Location"] == "/login/?next=/profile/?a%3D1"
    assert safe_path("/profile/?a=1") == "/profile/?a=1"


def test_a_foreign_referrer_or_host_leads_nowhere(client, db):
    account = make_account()
    form = {"username": account.username, "password": PASSWORD}
    answer = client.post("/login/", data=form, headers={"Referer": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    assert client.get("/login/", headers={"Host": "evil.example"}).status_code == 400


# -- guessing ---------------------------------------------------------------------------------


def test_ten_failures_are_free_then_the_address_waits(app, db):
    account = make_account()
    client = app.test_client()
    codes = [_try(client, account.username).status_code for _ in range(60)]
    assert codes == [401] * 10 + [429] * 50

    refused = _try(client, account.username, PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert "min" in refused.text


def test_many_names_from_one_address_are_counted_together(client, db):
    codes = [_try(client, f"user{number}").status_code for number in range(12)]
    assert codes == [401] * 10 + [429] * 2


def test_the_owner_still_gets_in_from_elsewhere(app, db):
    account = make_account()
    for _ in range(12):
        _try(app.test_client(), account.username)
    elsewhere = app.test_client()
    answer = _try(elsewhere, account.username, PASSWORD, environ_base={"REMOTE_ADDR": "10.9.8.7"})
    assert answer.status_code == 302


def test_after_a_quarter_of_an_hour_one_may_try_again(client, db):
    account = make_account()
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(11):
            _try(client, account.username)
        wait = int(_try(client, account.username, PASSWORD).headers["Retry-After"])
        clock.shift(timedelta(seconds=wait - 5))
        assert _try(client, account.username, PASSWORD).status_code == 429
        clock.shift(timedelta(seconds=6))
        assert _try(client, account.username, PASSWORD).status_code == 302


def test_one_success_does_not_buy_new_guesses(app, db):
    mine, victim = make_account(), make_account()
    client = app.test_client()
    for _ in range(10):
        assert _try(client, victim.username).status_code == 401
        if _ < 9:
            assert _try(app.test_client(), mine.username, PASSWORD).status_code == 302
    assert _try(client, victim.username).status_code == 429


def test_a_made_up_forwarding_header_changes_nothing(client, db):
    codes = [
        _try(client, "nobody", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        for number in range(12)
    ]
    assert codes == [401] * 10 + [429] * 2


def test_behind_a_configured_proxy_its_header_tells_the_address(app, db, tmp_path):
    behind = make_app(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, PROXY_HOPS=1)
    client = behind.test_client()
    codes = [
        # What the visitor wrote stands left of what our own proxy added.
        _try(client, "nobody", headers={"X-Forwarded-For": f"1.2.3.{number}, 10.0.0.1"}).status_code
        for number in range(12)
    ]
    other = _try(client, "nobody", headers={"X-Forwarded-For": "10.0.0.2"}).status_code
    with behind.app_context():
        db.engine.dispose()
    assert codes == [401] * 10 + [429] * 2
    assert other == 401


def test_all_workers_count_the_same_failures(app, db, tmp_path):
    second = make_app(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    clients = [app.test_client(), second.test_client()]
    codes = [_try(clients[turn % 2], "nobody").status_code for turn in range(12)]
    with second.app_context():
        db.engine.dispose()
    assert codes == [401] * 10 + [429] * 2


def test_parallel_guesses_are_all_counted(app, db):
    def guess(_number):
        return _try(app.test_client(), "nobody").status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(24)))
    assert codes.count(401) <= 10
    assert codes.count(401) + codes.count(429) == 24


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_address_stands_for_one_customer(address, origin):
    assert throttle.origin_of(address) == origin


def test_what_no_longer_counts_is_forgotten(db):
    throttle.start(AttemptKind.login, "10.0.0.1")
    with time_machine.travel(now() + timedelta(minutes=16)):
        throttle.start(AttemptKind.login, "10.0.0.1")
        assert throttle.purge() == 1
    assert db.session.query(LoginAttempt).count() == 1


def test_log_ins_and_failures_are_in_the_audit_log(app, db):
    account = make_account()
    log_in(app.test_client(), account)
    _try(app.test_client(), account.username)
    _try(app.test_client(), "this may be a mistyped password")
    found = db.session.query(AuditEntry).filter(AuditEntry.action.like("log%"))
    rows = found.order_by(AuditEntry.id).all()
    assert [(row.action, row.record_id, row.ip) for row in rows] == [
        ("logged in", str(account.id), "127.0.0.1"),
        ("login failed", str(account.id), "127.0.0.1"),
        ("login failed", None, "127.0.0.1"),
    ]
    assert "mistyped" not in repr([(row.label, row.after) for row in rows])


# -- forms ------------------------------------------------------------------------------------


def test_an_empty_form_is_refused_and_keeps_the_name(client, db):
    answer = _try(client, "ewa", "")
    assert answer.status_code == 422
    assert 'value="ewa"' in answer.text


def test_passwords_are_never_echoed(client, db):
    assert "Tajne-Hasło" not in _try(client, "ewa", "Tajne-Hasło-12345").text


@pytest.fixture
def strict(app):
    """The app with CSRF protection, as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def _token(client, url="/login/"):
    return client.get(url).text.split('name="csrf-token" content="')[1].split('"')[0]


def test_the_form_is_taken_only_with_a_token_of_its_own_session(strict, db):
    form = {"username": make_account().username, "password": PASSWORD}
    client, other = strict.test_client(), strict.test_client()
    own, foreign = _token(client), _token(other)

    assert client.post("/login/", data=form).status_code == 400
    assert client.post("/login/", data=form | {"csrf_token": foreign}).status_code == 400
    assert client.post("/login/", data=form | {"csrf_token": own[:-2]}).status_code == 400
    assert client.post("/login/", json=form).status_code == 400
    assert not _is_in(client)
    assert client.post("/login/", data=form | {"csrf_token": own}).status_code == 302
    assert _is_in(client)


@pytest.mark.parametrize("url", ["/logout/", "/profile/", "/profile/sessions/end-all"])
def test_nobody_elses_page_can_act_for_me(strict, db, url):
    client = strict.test_client()
    form = {"username": make_account().username, "password": PASSWORD}
    client.post("/login/", data=form | {"csrf_token": _token(client)})

    assert client.post(url).status_code == 400
    assert _is_in(client)
    token = _token(client, "/profile/")
    data = {"csrf_token": token, "first_name": "A", "last_name": "B", "locale": "pl"}
    assert client.post(url, data=data).status_code == 302


@pytest.mark.parametrize(
    ("method", "header"),
    [("get", {"HX-Request": "true", "HX-Current-URL": "{}"}), ("post", {"Referer": "{}"})],
)
@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("http://localhost/clients/list/?q=a", "/clients/list/?q=a"),
        ("https://evil.example/clients/list/", "/clients/list/"),
        ("https://evil.example//evil.example", "/"),
        ("", "/"),
    ],
)
def test_whoever_must_log_in_comes_back_to_the_page_on_the_screen(
    client, db, method, header, shown, target
):
    account = make_account()
    headers = {name: text.format(shown) for name, text in header.items()}
    refused = getattr(client, method)("/profile/", headers=headers)
    login = refused.headers.get("HX-Redirect") or refused.headers["Location"]
    answer = client.post(login, data={"username": account.username, "password": PASSWORD})
    assert answer.headers["Location"] == target


def test_after_a_wrong_password_one_types_the_password_again(client, db):
    account = make_account()
    first = client.get("/login/").text
    again = _try(client, account.username, "nie to").text

    assert [re.findall(r"<input[^>]*autofocus[^>]*>", page) for page in (first, again)] == [
        re.findall(r'<input[^>]*name="username"[^>]*>', first),
        re.findall(r'<input[^>]*name="password"[^>]*>', again),
    ]
