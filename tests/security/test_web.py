"""What every answer carries and what no request may do: D-WB-02 to 07."""

import pytest
from flask import Flask

from app.core.assets import asset
from tests.security.pages import Page
from tests.security.visits import Visit
from tests.support.app import make_app

# -- headers: D-WB-02 ------------------------------------------------------------------------

ANSWERS = {
    "page": ("administrator", "GET", "/clients/list/", 200),
    "fragment": ("administrator", "GET", "/clients/show/1?_panel=1", 200),
    "json": ("administrator", "GET", "/palette/search?q=a", 200),
    "file": ("administrator", "GET", "/clients/export/csv", 200),
    "redirect": ("", "GET", "/clients/list/", 302),
    "login": ("", "GET", "/login/", 200),
    "bad request": ("administrator", "POST", "/clients/action_post", 404),
    "denied": ("portal", "GET", "/clients/list/", 403),
    "missing": ("administrator", "GET", "/nowhere", 404),
    "missing row": ("administrator", "GET", "/clients/show/999999", 404),
    "method": ("administrator", "GET", "/logout/", 405),
    "refused form": ("administrator", "POST", "/clients/add", 422),
    "static": ("", "GET", "/static/favicon.svg", 200),
    "missing static": ("", "GET", "/static/nothing.css", 404),
    "health": ("", "GET", "/healthz", 200),
    "slash": ("", "GET", "/clients/list", 308),
    "error": ("administrator", "GET", "/profile/", 500),
}


@pytest.fixture(params=ANSWERS)
def answer(request, app, visitor, monkeypatch):
    person, method, url, code = ANSWERS[request.param]
    if code == 500:
        monkeypatch.setattr("app.accounts.views.profile._me", _fail)
    answer = visitor(person).send(Visit(method, url))
    assert answer.status_code == code
    return answer


def _fail():
    raise ZeroDivisionError


def test_every_answer_carries_the_headers(answer):
    policy = directives(answer.headers["Content-Security-Policy"])
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in answer.headers["Content-Security-Policy"]
    assert policy["default-src"] == ["'none'"]
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == ["'none'"], name
    for name in ("script-src", "style-src", "form-action", "connect-src"):
        hosts = [source for source in policy[name] if not source.startswith("'nonce-")]
        assert hosts == ["'self'"], name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers, "not over plain http"


def directives(policy):
    parts = (part.split() for part in policy.split(";"))
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_hsts_where_there_is_tls(name, app, world, visitor):
    person, method, url, _code = ANSWERS[name]
    browser = visitor(person)
    answer = browser.client.open(url, method=method, base_url="https://localhost", buffered=True)
    seconds = int(answer.headers["Strict-Transport-Security"].split(";")[0].split("=")[1])
    assert seconds >= 31_536_000


def test_only_what_carries_its_hash_is_kept_for_ever(app, visitor):
    person = visitor("administrator")
    with app.test_request_context():
        hashed = [asset("crm.css"), asset("crm.js"), asset("vendor/htmx/htmx.min.js")]
    for url in hashed:
        kept = person.get(url).headers["Cache-Control"]
        assert "max-age=31536000" in kept, url
        assert "immutable" in kept, url
    for url in ("/static/bundle/crm.000000000000.css", "/static/favicon.svg"):
        assert "immutable" not in person.get(url).headers.get("Cache-Control", ""), url


@pytest.mark.parametrize("name", [n for n in ANSWERS if "static" not in n])
def test_nothing_of_a_person_is_kept(name, visitor, app):
    person, method, url, _code = ANSWERS[name]
    answer = visitor(person).send(Visit(method, url))
    assert answer.headers["Cache-Control"] == "no-store"


def test_each_page_has_a_nonce_of_its_own_and_its_scripts_carry_it(visitor):
    nonces = set()
    for _ in range(2):
        answer = visitor("administrator").get("/clients/list/")
        policy = directives(answer.headers["Content-Security-Policy"])
        (nonce,) = [s[7:-1] for s in policy["script-src"] if s.startswith("'nonce-")]
        nonces.add(nonce)
        scripts = [attrs for tag, attrs in Page(answer.text).elements if tag == "script"]
        assert scripts
        assert all(
            attrs.get("nonce") == nonce or attrs.get("type") == "application/json"
            for attrs in scripts
        )
    assert len(nonces) == 2


# -- cookies: D-WB-03 ------------------------------------------------------------------------


def cookie_of(app, world):
    from tests.support.people import PASSWORD

    browser = app.test_client()
    form = {"username": "administrator", "password": PASSWORD}
    answer = browser.post("/login/", data=form, base_url="https://localhost")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    return cookie


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app, world, monkeypatch):
    plain = cookie_of(app, world)
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Path=/" in plain
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    monkeypatch.setitem(app.config, "SESSION_COOKIE_NAME", "__Host-session")
    secure = cookie_of(app, world)
    assert secure.startswith("__Host-session=")
    assert "Secure" in secure
    assert "Domain=" not in secure


def test_an_https_address_turns_the_secure_cookie_on(monkeypatch):
    import importlib

    import config

    monkeypatch.setenv("BASE_URL", "https://kadra.example.com")
    try:
        loaded = importlib.reload(config)
        assert loaded.SESSION_COOKIE_SECURE is True
        assert loaded.SESSION_COOKIE_NAME == "__Host-session"
        assert loaded.SESSION_COOKIE_HTTPONLY is True
        assert loaded.SESSION_COOKIE_SAMESITE in ("Lax", "Strict")
    finally:
        monkeypatch.undo()
        importlib.reload(config)


# -- redirects: D-WB-06 ----------------------------------------------------------------------

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "/\t/evil.example", "https:evil.example", "https:/evil.example",
    "http://evil.example", "https://evil.example", "javascript:alert(1)", "%2f%2fevil.example",
    "/%2fevil.example", "/%5cevil.example", "/%09/evil.example", "//evil.example/%2f..",
    "/\r\nLocation: https://evil.example", "http://localhost@evil.example",
    "http://localhost.evil.example", "/.//evil.example", "@evil.example", "/x\x00//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_login_leads_to_this_host_only(target, app, world, visitor):
    from tests.support.people import PASSWORD

    form = {"username": "administrator", "password": PASSWORD}
    for person in ("", "administrator"):
        browser = visitor(person).client
        for send in (browser.get, browser.post):
            kwargs = {"data": form} if send == browser.post else {}
            answer = send("/login/", query_string={"next": target}, **kwargs)
            assert_stays(answer)


def assert_stays(answer):
    location = answer.headers.get("Location", "/")
    assert location.startswith("/"), location
    assert not location.startswith(("//", "/\\", "/%2f", "/%5c", "/%09")), location
    assert "evil" not in location.split("?")[0].lower().replace("/x", ""), location


def test_login_leads_to_where_one_was(app, visitor):
    answer = visitor("administrator").get("/login/?next=/clients/list/%3Fq%3Da")
    assert answer.location == "/clients/list/?q=a"


@pytest.mark.parametrize("referrer", [*ELSEWHERE, "http://evil.example/clients/list/"])
def test_the_way_back_stays_on_this_host(referrer, visitor):
    if "\r" in referrer or "\x00" in referrer:
        pytest.skip("no header can hold it")
    person = visitor("administrator")
    for url in ("/language/pl", "/clients/action_post"):
        answer = person.client.post(
            url,
            data={"action": "archive", "rowid": "1"},
            headers={"Referer": referrer},
        )
        assert_stays(answer)
    answer = person.client.post(
        "/language/pl", headers={"Referer": "http://localhost/clients/x?a=1"}
    )
    assert answer.location == "/clients/x?a=1"


# -- who says which host this is: D-WB-07 ------------------------------------------------------

SPOOFED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
    "X-Real-IP": "203.0.113.9",
    "X-Original-URL": "/users/list/",
    "X-Rewrite-URL": "/users/list/",
    "X-HTTP-Method-Override": "POST",
}


def address_seen(app: Flask, headers):
    from flask import request

    seen = {}

    def note():
        seen.update(ip=request.remote_addr, host=request.host, secure=request.is_secure)

    app.before_request_funcs.setdefault(None, []).insert(0, note)
    try:
        app.test_client().get("/login/", headers=headers)
    finally:
        app.before_request_funcs[None].remove(note)
    return seen


def test_a_visitor_cannot_say_where_they_come_from(app):
    assert address_seen(app, SPOOFED) == {"ip": "127.0.0.1", "host": "localhost", "secure": False}


def test_the_configured_proxy_can(app, tmp_path):
    tmp_path.chmod(0o700)
    behind = make_app(
        f"sqlite:///{tmp_path}/x.sqlite3",
        tmp_path,
        PROXY_HOPS=1,
        TRUSTED_HOSTS=["localhost", "kadra.example.com"],
    )
    headers = {
        "X-Forwarded-For": "198.51.100.1, 203.0.113.9",
        "X-Forwarded-Host": "kadra.example.com",
        "X-Forwarded-Proto": "https",
    }
    seen = address_seen(behind, headers)
    assert seen == {"ip": "203.0.113.9", "host": "kadra.example.com", "secure": True}


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "a b"]
)
def test_an_unknown_host_is_refused_without_repeating_it(host, app, inner_errors):
    for url in ("/login/", "/clients/list", "/healthz", "/nowhere", "/static/favicon.svg"):
        answer = app.test_client().get(url, headers={"Host": host})
        assert answer.status_code == 400, url
        assert "evil" not in answer.text
        assert "evil" not in answer.headers.get("Location", "")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert inner_errors == []
