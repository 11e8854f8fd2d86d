"""Positions in a browser: all rates in one go, and the clock that tells who changed which."""

import re

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.core.clock import local, now
from app.positions.services import seed_rate_kinds
from tests.factories.clients import ClientFactory
from tests.support.people import PASSWORD, make_account

pytestmark = pytest.mark.browser


@pytest.fixture
def client_name(app):
    with app.app_context():
        seed_rate_kinds()
        make_account(ADMINISTRATOR, username="szefowa", first_name="Łucja", last_name="Żak")
        make_account(ADMINISTRATOR, username="ewa", first_name="Ewa", last_name="Świątek")
        return ClientFactory(name="Hotel Bałtyk").name


def log_in(page, user):
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_role("textbox").first.fill(user)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def open_position(page, client_name):
    page.goto("/clients/list/")
    page.get_by_role("link", name=client_name).first.click()
    page.get_by_role("tab", name=re.compile("Stanowiska")).click()
    page.locator("#pane-PositionView .loading").wait_for(state="detached")


def add_position(page, client_name):
    """Add a position with two rates, mostly by keyboard, and see the margin."""
    open_position(page, client_name)
    page.get_by_role("link", name="Dodaj stanowisko").first.click()
    page.locator("#name").fill("Pokojówka")
    page.get_by_label("Stawka pracownika: dzienna").fill("33,40")
    page.keyboard.press("Enter")  # goes down the column
    page.keyboard.type("39,41")
    page.get_by_label("Stawka Klienta: dzienna").fill("47,90")
    page.get_by_label("Stawka Klienta: nocna").fill("57,48")
    row = page.locator("[data-rate-row]").first
    row.get_by_text("14,50").wait_for()
    row.get_by_text("30,27 %").wait_for()
    page.get_by_role("button", name="Zapisz").click()
    page.get_by_role("heading", name="Pokojówka").wait_for()


def change_rate(page, client_name):
    """Change a single rate of the position."""
    open_position(page, client_name)
    page.get_by_role("link", name="Pokojówka").first.click()
    page.get_by_role("link", name="Edytuj").click()
    page.get_by_label("Stawka Klienta: nocna").fill("59,50")
    page.get_by_role("button", name="Zapisz").click()
    page.get_by_role("heading", name="Pokojówka").wait_for()


def test_clock_of_a_position_tells_who_changed_which_rate_from_what_to_what(page, client_name):
    log_in(page, "szefowa")
    add_position(page, client_name)
    log_in(page, "ewa")
    change_rate(page, client_name)
    page.get_by_role("link", name="Historia zmian").click()
    page.locator(".change").first.wait_for()
    newest, oldest = (one.inner_text() for one in page.locator(".change").all())
    assert re.search(r"Stawka nocna, .*: Zmieniono", newest)
    assert re.search(r"Stawka Klienta\s+57,48\s+59,50", newest)
    assert f"Ewa Świątek · {local(now()):%d.%m.%Y}" in newest
    assert "33,40" not in newest
    assert re.search(r"Dodano\s+Łucja Żak", oldest)
    assert re.search(r"Stawka dzienna, .*: Dodano", oldest)

    page.get_by_label("Pole").select_option("Stawka: Stawka pracownika")
    page.wait_for_url(re.compile("field=rates.employee_rate"))
    assert "59,50" not in page.locator(".timeline").inner_text()
    assert "39,41" in page.locator(".timeline").inner_text()


def test_older_version_is_compared_and_restored_from_the_history(page, client_name):
    log_in(page, "szefowa")
    add_position(page, client_name)
    change_rate(page, client_name)
    page.get_by_role("link", name="Historia zmian").click()
    page.get_by_role("link", name="Porównaj z obecną").click()
    cells = page.locator("tr.is-changed td").all_inner_texts()
    assert cells == ["57,48", "59,50"]
    page.get_by_role("button", name="Przywróć pierwszą wersję").click()
    page.locator("#confirm[open]").get_by_role("button", name="Potwierdź").click()
    page.get_by_role("heading", name="Pokojówka").wait_for()
    page.get_by_role("link", name="Historia zmian").click()
    page.locator(".change").nth(2).wait_for()
    assert re.search(r"59,50\s+57,48", page.locator(".change").first.inner_text())


def test_another_rate_from_a_later_day_is_a_row_of_its_own(page, client_name):
    log_in(page, "szefowa")
    page.goto("/positions/add")
    page.get_by_label("Stawka Klienta: dzienna").fill("47,90")
    page.get_by_role("button", name="Kolejna stawka, od późniejszego dnia: dzienna").click()
    rows = page.locator("[data-rate-row]", has_text="dzienna")
    assert rows.count() == 2
    assert rows.nth(1).locator("[name=client_rate]").input_value() == ""
    assert page.evaluate("document.activeElement.name") == "valid_from"


def test_price_group_is_asked_for_only_where_it_is_chosen(page, client_name):
    log_in(page, "szefowa")
    page.goto("/positions/add")
    group = page.locator("[data-when='price_source=group']")
    assert not group.get_by_text("Grupa cenowa").is_visible()
    page.locator("#price_source + .ts-wrapper .ts-control").click()
    page.locator("#price_source-ts-dropdown .option", has_text="Wybrana grupa").click()
    assert group.get_by_text("Grupa cenowa").is_visible()
