"""Finding things: search, palette, filters, views, columns, preview, export."""

import openpyxl
import pytest
from playwright.sync_api import expect

from app.accounts.roles import ADMINISTRATOR
from app.clients.enums import ClientKind
from tests.factories.clients import ClientFactory, ContactFactory
from tests.support.people import PASSWORD, make_account

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def boss(app, visit):
    """A page of somebody who may do everything, in an office with three clients."""
    with app.app_context():
        ClientFactory(name="Zakład Ćwik", phone="600 100 200")
        hotel = ClientFactory(name="Hotel Bałtyk", kind=ClientKind.institution)
        ContactFactory(client=hotel, first_name="Łucja", last_name="Świerk")
        ClientFactory(name="Caritas")
    return visit(ADMINISTRATOR, first_name="Grażyna")


def names(page):
    return [text.strip() for text in page.locator("tbody tr td a").all_inner_texts()]


def wait_for_rows(page, *wanted):
    """Wait until the list shows these names, in this order."""
    script = """wanted => JSON.stringify([...document.querySelectorAll("tbody tr td a")]
        .map(link => link.textContent.trim())) === JSON.stringify(wanted)"""
    page.wait_for_function(script, arg=list(wanted))


def add_filter(page, column, value):
    page.keyboard.press("f")
    page.get_by_role("button", name=column, exact=True).click()
    chip = page.locator(f"[data-chip={value[0]}]")
    chip.locator(".ts-control").wait_for()
    page.locator(f"[data-chip={value[0]}] .ts-dropdown .option", has_text=value[1]).click()


def test_logging_in_and_out(app, visit):
    with app.app_context():
        name = make_account(ADMINISTRATOR, first_name="Grażyna").username
    page = visit()
    page.goto("/clients/list/")
    page.get_by_label("Nazwa użytkownika lub e-mail").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/list/")
    page.locator(".side-user").click()
    page.get_by_role("button", name="Wyloguj się").click()
    page.wait_for_url("**/login/")
    page.goto("/clients/list/")
    assert page.url.endswith("/login/?next=/clients/list/")


@pytest.mark.parametrize("typed", ["cwik", "ćwik", "ĆWIK"])
def test_a_client_is_found_with_and_without_polish_letters(boss, typed):
    boss.goto("/clients/list/")
    assert names(boss) == ["Caritas", "Hotel Bałtyk", "Zakład Ćwik"]
    boss.keyboard.press("/")
    boss.keyboard.type(typed)
    wait_for_rows(boss, "Zakład Ćwik")
    boss.reload()
    assert names(boss) == ["Zakład Ćwik"]


def test_the_palette_leads_to_a_record_and_a_page_by_keyboard_alone(boss):
    boss.goto("/")
    boss.keyboard.press("Control+k")
    boss.keyboard.type("swierk")
    boss.locator("#palette-list [role=option]", has_text="Świerk").wait_for()
    boss.keyboard.press("Enter")
    boss.wait_for_url("**/contacts/show/*")
    boss.keyboard.press("Control+k")
    boss.keyboard.type("dziennik")
    boss.locator("#palette-list [aria-selected=true]", has_text="Dziennik").wait_for()
    boss.keyboard.press("Enter")
    boss.wait_for_url("**/audit/list/")
    boss.keyboard.press("Control+k")
    boss.keyboard.press("Escape")
    assert boss.locator("#palette[open]").count() == 0


def test_rows_are_walked_through_and_previewed_by_keyboard(boss):
    boss.goto("/clients/list/")
    boss.keyboard.press("j")
    boss.keyboard.press("j")
    boss.locator("#panel h2", has_text="Hotel Bałtyk").wait_for()
    boss.keyboard.press("k")
    boss.locator("#panel h2", has_text="Caritas").wait_for()
    assert boss.locator("tr.current").inner_text().startswith("Caritas")
    boss.keyboard.press("Escape")
    assert boss.locator("#panel").is_hidden()
    boss.keyboard.press("Enter")
    boss.wait_for_url("**/clients/show/*")
    assert boss.locator("h1").inner_text() == "Caritas"


def test_keys_open_help_and_the_form_but_are_letters_in_a_field(boss):
    boss.goto("/clients/list/")
    boss.keyboard.press("?")
    boss.locator("#help[open]").wait_for()
    boss.keyboard.press("Escape")
    boss.keyboard.press("/")
    boss.keyboard.type("n?")
    assert boss.locator("input[type=search]").input_value() == "n?"
    assert boss.locator("#help[open]").count() == 0
    boss.keyboard.press("Escape")
    boss.keyboard.press("n")
    boss.wait_for_url("**/clients/add")
    expect(boss.locator("[name=name]")).to_be_focused()


def test_a_filter_saved_as_the_default_view_is_there_after_coming_back(boss):
    boss.goto("/clients/list/")
    add_filter(boss, "Rodzaj", ("kind", "Instytucja"))
    wait_for_rows(boss, "Hotel Bałtyk")
    boss.get_by_role("button", name="Widoki").click()
    boss.get_by_placeholder("Nazwa widoku").fill("Instytucje")
    boss.locator(".views-menu").get_by_label("Otwieraj domyślnie").check()
    boss.locator(".view-new button").click()
    boss.locator("[data-views] button", has_text="Instytucje").first.wait_for()
    boss.goto("/clients/list/")
    assert names(boss) == ["Hotel Bałtyk"]
    boss.get_by_role("button", name="Instytucje").first.click()
    boss.get_by_role("link", name="Wszystkie rekordy").click()
    wait_for_rows(boss, "Caritas", "Hotel Bałtyk", "Zakład Ćwik")


def test_columns_are_chosen_and_put_back(boss):
    boss.goto("/clients/list/")
    heads = boss.locator("thead th")
    assert "Telefon" in heads.all_inner_texts()
    boss.get_by_role("button", name="Kolumny").click()
    boss.locator(".columns-menu").get_by_label("Telefon", exact=True).uncheck()
    boss.locator(".columns-menu").get_by_label("REGON").check()
    boss.get_by_role("button", name="Zastosuj").click()
    heads.filter(has_text="REGON").wait_for()
    boss.reload()
    assert "Telefon" not in heads.all_inner_texts()
    boss.get_by_role("button", name="Kolumny").click()
    boss.get_by_role("button", name="Przywróć domyślne").click()
    heads.filter(has_text="Telefon").wait_for()


def test_what_is_exported_is_what_is_filtered(boss, tmp_path):
    boss.goto("/clients/list/?q=hotel")
    boss.get_by_role("button", name="Eksport").click()
    with boss.expect_download() as waiting:
        boss.get_by_role("link", name="XLSX").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(file).active]
    assert [row[0] for row in rows] == ["Nazwa", "Hotel Bałtyk"]
