"""Every error page is ours, and names the request as its log lines do."""

import io
import logging
import sqlite3

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from app.core.errors import DomainError
from app.core.logging import LineFormatter

CODES = [400, 403, 404, 405, 409, 413, 418, 422, 429, 500, 503]
PATH = "/healthz"


@pytest.fixture
def log():
    """What the server would write to standard error."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(LineFormatter())
    root, access = logging.getLogger(), logging.getLogger("access")
    level = access.level
    root.addHandler(handler)
    access.setLevel(logging.INFO)
    yield handler.stream
    root.removeHandler(handler)
    access.setLevel(level)


@pytest.fixture
def answer_with(app, client, monkeypatch):
    """Return a function: what a visitor gets when the page does that."""

    def ask(page):
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        monkeypatch.setitem(app.view_functions, "health.healthz", page)
        return client.get(PATH)

    return ask


def fail():
    raise ZeroDivisionError("bug")


def refuse():
    raise DomainError("Nie wolno.")


def check(answer, log):
    number = answer.headers["X-Request-ID"]
    assert len(number) == 32
    assert number in answer.text
    assert f"request={number}" in log.getvalue()
    return answer


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_is_ours_and_names_the_request(answer_with, log, code):
    answer = answer_with(lambda: abort(code))
    assert answer.status_code == code
    assert answer.mimetype == "text/html"
    assert "error-page" in answer.text
    number = answer.headers["X-Request-ID"]
    assert len(number) == 32
    assert number in answer.text


def test_a_bug_is_a_page_whose_number_leads_to_the_trace(answer_with, log):
    answer = check(answer_with(fail), log)
    assert answer.status_code == 500
    assert "error-page" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in log.getvalue()


def test_a_refused_rule_is_said_in_its_own_words(answer_with):
    answer = answer_with(refuse)
    assert answer.status_code == 422
    assert "Nie wolno." in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_an_unknown_address_and_a_wrong_method_are_logged_with_their_number(client, log):
    assert check(client.get("/nie-ma-takiej"), log).status_code == 404
    assert check(client.post("/static/favicon.svg"), log).status_code == 405


def test_a_missing_csrf_token_is_logged_with_its_number(app, client, log, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = check(client.post("/login/", data={"username": "x", "password": "y"}), log)
    assert answer.status_code == 400
    assert "error-page" in answer.text


@pytest.mark.parametrize("page", [fail, lambda: abort(404)], ids=["500", "404"])
def test_when_the_page_fails_too_plain_words_name_the_request(
    app, answer_with, log, monkeypatch, page
):
    monkeypatch.setitem(app.jinja_env.globals, "icon", fail)
    answer = check(answer_with(page), log)
    assert answer.status_code in (404, 500)
    assert answer.mimetype == "text/plain"
    assert "error page failed" in log.getvalue()


def test_two_requests_have_two_numbers(client):
    first, second = (client.get("/nie-ma").headers["X-Request-ID"] for _ in range(2))
    assert first != second


def locked():
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise OperationalError("BEGIN IMMEDIATE", None, error)


def broken():
    raise OperationalError("BEGIN", None, sqlite3.OperationalError("disk I/O error"))


@pytest.mark.parametrize(("page", "code"), [(locked, 503), (broken, 500)])
def test_a_database_others_are_writing_to_is_no_fault(answer_with, log, page, code):
    """The wait may end before a page has opened its transaction, where it reads who asks."""
    answer = check(answer_with(page), log)
    assert answer.status_code == code
    assert ("jeszcze raz" in answer.text) == (code == 503)
