"""One account may search, export, print and send as much as people do, and not more: D-WB-08."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

import config
from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR
from app.core import limits
from app.core.audit.models import AuditEntry
from app.core.limits import RequestCount
from app.messaging import jobs
from tests.support.app import make_app
from tests.support.people import log_in

FEW = 3
NOON = datetime(2026, 11, 26, 12, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limited(app, monkeypatch):
    """Limits are on, and this worker has counted nothing yet."""
    monkeypatch.setitem(app.config, "REQUEST_LIMITS", True)
    app.extensions.pop("crm.limits", None)


@pytest.fixture
def clock():
    """Nothing depends on how long a request takes."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def boss(login_as, clock):
    return login_as(ADMINISTRATOR, username="szefowa")


def shrink(app, monkeypatch, view, name):
    """Let an account call a page a few times only."""
    found = app.extensions["crm.views"][view]
    limit = replace(found.request_limits[name], most=FEW, step=1)
    monkeypatch.setattr(found, "request_limits", {**found.request_limits, name: limit})


def search(client, number):
    return client.get(f"/palette/search?q=hotel{number}")


def search_list(client, number):
    return client.get(f"/clients/list/?q=hotel{number}")


def search_options(client, number):
    return client.get(f"/clients/options/payer?q=hotel{number}")


def export(client, _number):
    return client.get("/clients/export/csv", buffered=True)


def order_export(client, _number):
    return client.post("/clients/export/xlsx")


def print_invoice(client, _number):
    return client.get("/invoices/pdf/1")


def send_invoice(client, _number):
    return client.post("/invoices/send/1", data={"recipient": "not an address"})


def mail_test(client, number):
    return client.post("/mail-settings/test", data={"test-recipient": f"a{number}@example.com"})


def invite(client, number):
    form = {"first_name": "Jan", "last_name": "Nowy", "email": f"jan{number}@example.com"}
    return client.post("/users/add", data={**form, "locale": "pl"})


def invite_again(client, _number):
    return client.post("/users/action/invite/1")


WAYS = {
    "palette": (search, "PaletteView", "search"),
    "list": (search_list, "ClientView", "list"),
    "options": (search_options, "ClientView", "options"),
    "export": (export, "ClientView", "export"),
    "export in the background": (order_export, "ClientView", "export_later"),
    "document": (print_invoice, "InvoiceView", "pdf"),
    "document by mail": (send_invoice, "InvoiceView", "send"),
    "test mail": (mail_test, "MailSettingsView", "test"),
    "invitation": (invite, "UserView", "add"),
    "invitation again": (invite_again, "UserView", "action/invite"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_a_program_asks_for_is_refused_and_a_person_is_not(app, boss, monkeypatch, way, clock):
    ask, view, name = WAYS[way]
    shrink(app, monkeypatch, view, name)
    codes = [ask(boss, number).status_code for number in range(FEW)]
    assert 429 not in codes
    refused = ask(boss, FEW)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    clock.shift(timedelta(seconds=int(refused.headers["Retry-After"])))
    assert ask(boss, FEW + 1).status_code == codes[-1]


def test_an_export_beyond_the_limit_is_not_made(boss, db):
    answers = [export(boss, number) for number in range(limits.EXPORTS.most + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    exported = sa.select(sa.func.count()).where(AuditEntry.action == "exported")
    assert db.session.scalar(exported) == limits.EXPORTS.most


def test_two_hundred_mails_are_not_sent(boss):
    codes = [mail_test(boss, number).status_code for number in range(limits.TEST_MAILS.most + 3)]
    assert codes == [302] * limits.TEST_MAILS.most + [429] * 3


def test_typing_for_a_whole_minute_is_no_flood(boss, count_sql):
    """Ten letters at a time, each searched for, and every tenth search is written down."""
    with count_sql() as statements:
        codes = {search(boss, number).status_code for number in range(limits.SEARCHES.most)}
    assert codes == {200}
    assert sum("request_count" in sql for sql in statements) == limits.SEARCHES.most // 10
    assert search(boss, 0).status_code == 429


def test_a_list_nobody_searches_is_not_counted(app, boss, monkeypatch):
    shrink(app, monkeypatch, "ClientView", "list")
    for _ in range(FEW + 2):
        assert boss.get("/clients/list/?page=1").status_code == 200
    for _ in range(FEW):
        assert search_list(boss, 1).status_code == 200


def test_opening_a_form_is_not_sending_it(app, boss, monkeypatch):
    shrink(app, monkeypatch, "UserView", "add")
    for _ in range(FEW + 2):
        assert boss.get("/users/add").status_code == 200


def test_others_are_not_held_up(app, boss, login_as, monkeypatch):
    shrink(app, monkeypatch, "ClientView", "export")
    for number in range(FEW + 1):
        answer = export(boss, number)
    assert answer.status_code == 429
    assert export(login_as(ADMINISTRATOR), 0).status_code == 200
    assert boss.get("/clients/list/").status_code == 200


def test_all_workers_count_together(app, boss, db, tmp_path, monkeypatch):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    second = make_app(url, tmp_path, REQUEST_LIMITS=True)
    account = db.session.scalar(sa.select(Account).filter_by(username="szefowa"))
    browsers = [boss, log_in(second.test_client(), account)]
    for one in (app, second):
        shrink(one, monkeypatch, "ClientView", "export")
    codes = [export(browsers[turn % 2], turn).status_code for turn in range(FEW + 2)]
    with second.app_context():
        db.engine.dispose()
    assert codes == [200] * FEW + [429] * 2


def test_of_requests_at_the_same_time_none_is_forgotten(app, boss, monkeypatch):
    shrink(app, monkeypatch, "ClientView", "export")
    cookie = boss.get_cookie("session").value

    def ask(number):
        browser = app.test_client()
        browser.set_cookie("session", cookie)
        return export(browser, number).status_code

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(ask, range(12)))
    assert codes.count(200) == FEW
    assert codes.count(429) == 12 - FEW


def test_the_refusal_says_when_to_come_back_in_the_language_of_the_user(app, boss, monkeypatch):
    shrink(app, monkeypatch, "ClientView", "export")
    for number in range(FEW + 1):
        answer = export(boss, number)
    assert re.search(r"Spróbuj ponownie za \d+ s\.", answer.text)
    boss.post("/language/en")
    assert "Try again in" in export(boss, 0).text


def test_the_event_log_is_told_once(app, boss, db, monkeypatch):
    shrink(app, monkeypatch, "ClientView", "export")
    for number in range(FEW + 5):
        export(boss, number)
    rows = db.session.scalars(sa.select(AuditEntry).filter_by(action="limit reached")).all()
    assert [(row.label, row.actor_id) for row in rows] == [("export", boss.account_id)]


def test_counts_of_past_periods_are_forgotten(boss, db, clock):
    export(boss, 0)
    jobs.purge()
    assert db.session.scalar(sa.select(RequestCount.count)) == 1
    clock.shift(timedelta(hours=2))
    jobs.purge()
    assert db.session.scalar(sa.select(RequestCount.count)) is None


def test_a_real_installation_has_limits():
    assert config.REQUEST_LIMITS is True
