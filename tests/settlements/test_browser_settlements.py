"""Settlements in a browser: from accepted hours to lines in order, and everybody at once."""

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.extensions import db
from tests.factories.settlements import make_worked_month
from tests.support import axe
from tests.support.people import PASSWORD, make_account

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESK, HAND = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def boss(app, page):
    with app.app_context():
        username = make_account(ADMINISTRATOR).username
        make_worked_month()
        db.session.commit()
        db.session.remove()
    page.goto("/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
    return page


def check(page):
    """Axe finds nothing, on a desk and in a hand, in the light and in the dark."""
    axe.load(page)
    for size in (DESK, HAND):
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            axe.set_theme(page, theme)
            assert axe.violations(page) == []
    page.set_viewport_size(DESK)
    axe.set_theme(page, "light")


def settle(boss):
    """Settle people and client with the buttons of the dashboard."""
    boss.goto("/settlements/?month=2026-10")
    boss.locator("td").get_by_role("button", name="Rozlicz pracowników").click()
    boss.wait_for_url("**/settlements/client/**")
    boss.get_by_role("button", name="Rozlicz Klienta").click()
    boss.wait_for_url("**/client-settlements/show/*")


def test_lines_are_moved_with_the_keyboard(boss):
    settle(boss)
    names = boss.locator(".settlement-table > tbody > tr:first-child > td:nth-child(3)")
    boss.locator("[data-order-row]").first.locator("[data-order-step='1']").press("Alt+ArrowDown")
    boss.wait_for_function(
        "document.querySelector('[data-order-row] td:nth-child(3)').innerText.includes('nocna')"
    )
    assert names.first.inner_text().strip() == "Pokojówka – nocna"


def test_the_days_behind_a_line_fit_a_phone(boss):
    settle(boss)
    boss.set_viewport_size(HAND)
    boss.locator("[data-unfold]").first.click()
    days = boss.locator(".days-table").first
    days.wait_for()
    box, card = days.bounding_box(), boss.locator("#settlement-lines").bounding_box()
    assert box["width"] > 300
    assert box["x"] + box["width"] <= card["x"] + card["width"]


def test_everyone_who_is_ready_is_ordered_from_the_dashboard(boss):
    boss.goto("/settlements/?month=2026-10")
    boss.get_by_role("link", name="Rozlicz wszystkich gotowych").click()
    check(boss)
    boss.get_by_text("Najpierw rozlicz pracowników").click()
    boss.get_by_role("button", name="Rozlicz").click()
    boss.wait_for_url("**/settlements/run/*")
    boss.get_by_role("button", name="Anuluj pracę").wait_for()
