"""What stands around every page: theme, language, a session that has ended, the menu of a phone."""

import re
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from app.accounts.models import UserSession
from app.accounts.roles import ADMINISTRATOR
from app.core.clock import now
from app.extensions import db
from tests.factories.clients import ClientFactory
from tests.support.people import PASSWORD, make_account

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def boss(visit):
    return visit(ADMINISTRATOR, username="szefowa")


def theme(page):
    return page.evaluate("document.documentElement.dataset.bsTheme")


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_dark_theme_is_remembered(boss):
    boss.goto("/")
    light = background(boss)
    boss.locator(".side-user").click()
    boss.get_by_role("button", name="Ciemny").click()
    assert theme(boss) == "dark"
    boss.goto("/clients/list/")
    assert theme(boss) == "dark"
    assert background(boss) != light


def test_the_language_is_switched_and_stays(boss):
    boss.goto("/clients/list/")
    boss.locator(".side-user").click()
    boss.get_by_role("button", name="English").click()
    boss.get_by_role("heading", name="Clients").wait_for()
    boss.goto("/")
    assert boss.locator("html").get_attribute("lang") == "en"


def end_sessions(app):
    with app.app_context():
        db.session.execute(sa.update(UserSession.__table__).values(ended_at=now()))
        db.session.commit()


def is_adding(url):
    """Tell whether this is the form, and not the log-in that leads to it."""
    return urlsplit(url).path == "/clients/add"


def log_in(page, name="szefowa"):
    page.get_by_label("Nazwa użytkownika lub e-mail").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")


def test_an_ended_session_leads_to_the_login_and_back_to_the_list(app, boss):
    with app.app_context():
        ClientFactory(name="Hotel Bałtyk")
        ClientFactory(name="Caritas")
    boss.goto("/clients/list/?q=hotel")
    end_sessions(app)
    boss.keyboard.press("j")
    boss.wait_for_url(re.compile("/login/"))
    assert boss.locator("#panel").count() == 0
    log_in(boss)
    boss.wait_for_url(re.compile(r"/clients/list/\?q=hotel$"))
    assert boss.locator("tbody tr").count() == 1


def send_after_the_end(app, page):
    page.goto("/clients/add")
    page.locator("[name=name]").press_sequentially("Hotel")
    page.locator("select[name=currency] + .ts-wrapper .ts-control").click()
    page.locator("select[name=currency] + .ts-wrapper .option", has_text="EUR").click()
    end_sessions(app)
    page.locator("[data-save]").click()
    page.wait_for_url(re.compile("/login/"))


def test_what_was_typed_before_the_session_ended_comes_back_with_its_author(app, boss):
    send_after_the_end(app, boss)
    log_in(boss)
    boss.wait_for_url(is_adding)
    assert boss.locator("[name=name]").input_value() == "Hotel"
    assert boss.locator("[name=currency]").input_value() == "EUR"
    boss.locator("[data-save]").click()
    boss.wait_for_url(re.compile(r"/clients/show/\d+$"))


def test_what_was_typed_before_the_session_ended_is_shown_to_nobody_else(app, boss):
    with app.app_context():
        make_account(ADMINISTRATOR, username="inna")
    send_after_the_end(app, boss)
    log_in(boss, "inna")
    boss.wait_for_url(is_adding)
    assert boss.locator("[name=name]").input_value() == ""
    assert boss.evaluate("sessionStorage.getItem('draft')") is None


def test_the_menu_opens_on_a_phone(boss):
    boss.set_viewport_size({"width": 390, "height": 844})
    boss.goto("/")
    assert boss.locator("[data-side-nav]").is_hidden()
    boss.get_by_role("button", name="Menu", exact=True).click()
    boss.get_by_role("link", name="Klienci").click()
    boss.wait_for_url("**/clients/list/")
    assert boss.evaluate("document.documentElement.scrollWidth <= innerWidth")
