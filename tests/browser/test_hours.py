"""The month grid by keyboard: typed, pasted, taken back, refused, and by two people at once."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.assignments.models import Contract
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries
from tests.browser.conftest import open_page
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.support import axe
from tests.support import browser as browsers
from tests.support.people import make_account

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GRID = "/hours/?month=2026-10&size=200"
PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
COPY = """() => {
    const data = new DataTransfer();
    document.activeElement.dispatchEvent(
        new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData("text/plain");
}"""


@pytest.fixture
def people(app, address):
    """Return a function: how many -> the ids of contracts that hold all of October."""

    def add(count):
        with app.app_context():
            client = ClientFactory(name="Hotel Bałtyk")
            position = PositionFactory(client=client)
            return [
                ContractFactory(
                    employee=EmployeeFactory(first_name="Jan", last_name=f"Osoba{number:03d}"),
                    client=client, position=position, starts_on=date(2026, 9, 1), ends_on=None,
                ).id
                for number in range(count)
            ]  # fmt: skip

    return add


@pytest.fixture
def stored(app):
    """Return a function: contract -> {day: minutes}."""

    def find(contract_id):
        with app.app_context():
            query = sa.select(ScheduleEntry).filter_by(contract_id=contract_id)
            return {one.day.day: one.minutes for one in db.session.scalars(query)}

    return find


@pytest.fixture
def boss(visit):
    return visit(ADMINISTRATOR, first_name="Grażyna", last_name="Żak")


def cell(page, row, day):
    return page.locator(".hours-table tbody tr").nth(row).locator("td").nth(day - 1)


def saved(page, *, errors=0):
    """Wait until nothing is left to be saved."""
    page.wait_for_function("() => !crm.hours.isPending()")
    found = page.locator(".hours-table td:is(.e, .f)").count()
    assert found == errors, page.locator("[data-hours-live]").inner_text()


def begin(page):
    """Step into the table by the keyboard."""
    page.goto(GRID)
    cell(page, 0, 1).focus()


def test_a_month_is_typed_without_the_mouse(boss, people, stored):
    first, second = people(2)
    begin(boss)
    for text in ("8", "7,25", "6-14"):
        boss.keyboard.type(text)
        boss.keyboard.press("Tab")
    boss.keyboard.type("22-6 (30)")
    boss.keyboard.press("Enter")
    boss.keyboard.type("5:30")
    boss.keyboard.press("ArrowUp")
    saved(boss)
    assert stored(first) == {1: 480, 2: 435, 3: 480, 4: 450}
    assert stored(second) == {4: 330}
    assert cell(boss, 0, 4).inner_text() == "22–6"
    assert boss.locator("tbody tr .sum b").all_inner_texts() == ["30:45", "5:30"]
    assert boss.locator("tfoot .sum b").inner_text() == "36:15"
    assert "22–6 (30)" in boss.locator("[data-line-state]").inner_text()


def test_f2_corrects_escape_leaves_and_delete_clears(boss, people, stored):
    (contract,) = people(1)
    begin(boss)
    boss.keyboard.type("8")
    boss.keyboard.press("Enter")
    boss.keyboard.press("F2")
    boss.keyboard.type(":30")
    boss.keyboard.press("Escape")
    assert cell(boss, 0, 1).inner_text() == "8"
    boss.keyboard.press("F2")
    boss.keyboard.press("End")
    boss.keyboard.type(":30")
    boss.keyboard.press("Tab")
    saved(boss)
    assert stored(contract) == {1: 510}
    boss.keyboard.press("ArrowLeft")
    boss.keyboard.press("Delete")
    saved(boss)
    assert stored(contract) == {}


def test_ranges_go_to_and_from_excel(boss, people, stored):
    first, second = people(2)
    begin(boss)
    boss.evaluate(PASTE, "8\t7,5\t6-14\r\n\t4:15\t\r\n")
    saved(boss)
    assert stored(first) == {1: 480, 2: 450, 3: 480}
    assert stored(second) == {2: 255}
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        boss.keyboard.press(f"Shift+{key}")
    assert boss.evaluate(COPY) == "8\t7:30\t6–14\n\t4:15\t"


def test_a_range_is_filled_down_and_right_and_taken_back(boss, people, stored):
    first, second = people(2)
    begin(boss)
    boss.keyboard.type("8")
    boss.keyboard.press("Enter")
    boss.keyboard.press("Control+Home")
    for _ in range(3):
        boss.keyboard.press("Shift+ArrowRight")
    boss.keyboard.press("Control+r")
    boss.keyboard.press("Shift+ArrowDown")
    boss.keyboard.press("Control+d")
    saved(boss)
    assert stored(first) == stored(second) == dict.fromkeys(range(1, 5), 480)
    boss.keyboard.press("Control+z")
    saved(boss)
    assert stored(second) == {}
    boss.keyboard.press("Control+z")
    boss.keyboard.press("Control+z")
    saved(boss)
    assert stored(first) == {}
    assert boss.locator("[data-hours-undo]").is_disabled()


def test_a_cell_that_is_refused_keeps_what_was_typed_and_says_why(boss, people, stored):
    (contract,) = people(1)
    begin(boss)
    boss.evaluate(PASTE, "8\tosiem\t7")
    saved(boss, errors=1)
    assert stored(contract) == {1: 480, 3: 420}
    assert cell(boss, 0, 2).inner_text() == "osiem"
    assert "osiem" in boss.locator("[data-hours-live]").inner_text()
    boss.keyboard.press("ArrowRight")
    assert "osiem" in boss.locator("[data-line-state]").inner_text()
    boss.keyboard.type("6")
    boss.keyboard.press("Enter")
    saved(boss)
    assert stored(contract) == {1: 480, 2: 360, 3: 420}


@pytest.mark.parametrize(("take", "kept"), [("Zapisz mój", 360), ("Zostaw cudzy", 420)])
def test_the_second_of_two_people_chooses(boss, visit, people, stored, take, kept):
    (contract,) = people(1)
    other = visit(ADMINISTRATOR, first_name="Ewa", last_name="Ćma")
    for page in (boss, other):
        begin(page)
    other.keyboard.type("7")
    other.keyboard.press("Enter")
    saved(other)
    boss.keyboard.type("6")
    boss.keyboard.press("Tab")
    saved(boss, errors=1)
    assert "Ewa Ćma" in boss.locator("[data-hours-live]").inner_text()
    assert stored(contract) == {1: 420}
    boss.keyboard.press("ArrowLeft")
    boss.keyboard.press("Enter")
    boss.locator("#hours-conflict[open]").wait_for()
    assert boss.locator("[data-conflict-theirs]").inner_text() == "7"
    boss.get_by_role("button", name=take).press("Enter")
    saved(boss)
    assert stored(contract) == {1: kept}


def test_a_day_with_two_entries_opens_in_a_dialog(app, boss, people, stored):
    (contract,) = people(1)
    with app.app_context():
        for text in ("6-10", "12-16"):
            found = db.session.get(Contract, contract)
            entries.report(found, date(2026, 10, 1), read_worked(date(2026, 10, 1), text))
        db.session.commit()
    begin(boss)
    assert cell(boss, 0, 1).inner_text() == "8"
    boss.keyboard.press("Enter")
    dialog = boss.locator("#hours-day[open]")
    dialog.wait_for()
    assert dialog.locator("[data-day-form]").count() == 3
    dialog.locator("[name=end]").first.fill("11:00")
    dialog.get_by_role("button", name="Zapisz").first.press("Enter")
    dialog.wait_for(state="hidden")
    assert cell(boss, 0, 1).inner_text() == "9"
    assert boss.locator("tbody .sum b").inner_text() == "9"


def test_a_shift_is_added_for_ticked_people_on_weekdays(boss, people, stored):
    first, second = people(2)
    begin(boss)
    boss.locator("tbody th input").first.check()
    boss.get_by_role("button", name="Wypełnij").click()
    boss.get_by_role("button", name="Dodaj zmianę…").click()
    boss.locator("#shift-text").fill("6-14")
    boss.keyboard.press("Enter")
    saved(boss)
    assert len(stored(first)) == 22  # weekdays of October 2026
    assert stored(second) == {}


def test_the_month_before_is_copied_into_the_plan(app, boss, people, stored):
    (contract,) = people(1)
    with app.app_context():
        ScheduleEntryFactory(
            contract_id=contract, contract=db.session.get(Contract, contract),
            day=date(2026, 9, 7), state=EntryState.planned, planned_minutes=480,
        )  # fmt: skip
    boss.goto(f"{GRID}&mode=plan")
    boss.get_by_role("button", name="Wypełnij").click()
    boss.get_by_role("button", name="Kopiuj poprzedni miesiąc").click()
    boss.wait_for_function("() => document.querySelector('.hours-table td.p')")
    saved(boss)
    assert stored(contract) == {7: 480, 5: 480}


def test_another_month_is_shown_after_this_one_was_saved(boss, people, stored):
    (contract,) = people(1)
    begin(boss)
    boss.keyboard.type("8")
    boss.keyboard.press("Enter")
    boss.get_by_role("link", name="Następny miesiąc").click()
    boss.get_by_role("heading", name="listopad 2026").wait_for()
    assert stored(contract) == {1: 480}
    assert "month=2026-11" in boss.url


def test_two_hundred_people_are_typed_and_pasted(boss, people, stored, app):
    contracts = people(200)
    begin(boss)
    for _ in range(31):
        boss.keyboard.type("8")
        boss.keyboard.press("Tab")
    saved(boss)
    assert stored(contracts[0]) == dict.fromkeys(range(1, 32), 480)
    boss.keyboard.press("Home")
    boss.evaluate(PASTE, "\n".join(["\t".join(["7,5"] * 31)] * 200))
    boss.wait_for_function("() => !crm.hours.isPending()", timeout=120_000)
    assert boss.locator(".hours-table td.e").count() == 0
    with app.app_context():
        query = sa.select(sa.func.count(), sa.func.sum(ScheduleEntry.minutes))
        assert tuple(db.session.execute(query).one()) == (6200, 6200 * 450)


def test_on_a_phone_a_month_is_a_list_of_days(boss, people, stored):
    (contract,) = people(1)
    boss.set_viewport_size({"width": 390, "height": 844})
    boss.goto(GRID)
    assert not cell(boss, 0, 1).is_visible()
    boss.get_by_role("link", name="Osoba000 Jan").click()
    boss.locator("[data-person-day='2026-10-05']").click()
    dialog = boss.locator("#hours-day[open]")
    dialog.locator("[name=amount]").fill("8")
    dialog.get_by_role("button", name="Dodaj").click()
    boss.locator("[data-person-day='2026-10-05'] .person-worked", has_text="8").wait_for()
    assert stored(contract) == {5: 480}


@pytest.mark.any_database
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(app, boss, people, theme, width):
    contract = people(2)[0]
    with app.app_context():
        found = db.session.get(Contract, contract)
        for day, state in enumerate(EntryState, 1):
            ScheduleEntryFactory(
                contract=found, day=date(2026, 10, day), state=state,
                reject_reason="Nie było jej" if state is EntryState.rejected else None,
                settlement_id=1 if state is EntryState.settled else None,
            )  # fmt: skip
    boss.set_viewport_size({"width": width, "height": 900})
    for url in (GRID, f"/hours/person/{contract}?month=2026-10"):
        boss.goto(url)
        axe.load(boss)
        axe.set_theme(boss, theme)
        assert axe.violations(boss) == []
    boss.locator("[data-person-day]").first.click()
    boss.locator("#hours-day[open]").wait_for()
    assert axe.violations(boss, "#hours-day") == []


def test_what_the_network_has_swallowed_is_sent_again(app, browser, address, people, stored):
    """In a browser nobody watches: it says itself that the network has failed."""
    (contract,) = people(1)
    with app.app_context():
        cookie = browsers.cookie_of(app, make_account(ADMINISTRATOR))
    page = open_page(browser, address, cookie, viewport={"width": 1440, "height": 900})
    begin(page)
    asked = []
    page.route("**/hours/save", lambda route: asked.append(1) or route.abort())
    page.keyboard.type("8")
    page.keyboard.press("Tab")
    page.get_by_text("Nie zapisano: 1").wait_for()
    assert cell(page, 0, 1).inner_text() == "8"
    page.unroute("**/hours/save")
    page.get_by_text("Zapisano o").wait_for(timeout=30_000)
    page.context.close()
    assert stored(contract) == {1: 480}
    assert len(asked) < 5


def test_choosing_a_client_narrows_the_page(app, boss, people):
    people(1)
    with app.app_context():
        ContractFactory(
            client=ClientFactory(name="Zdrój"), employee=EmployeeFactory(last_name="Inna"),
            starts_on=date(2026, 9, 1), ends_on=None,
        )  # fmt: skip
    begin(boss)
    names = boss.locator(".hours-table tbody th a")
    assert names.count() == 2
    boss.locator("select[name=client] + .ts-wrapper .ts-control").click()
    boss.locator(".ts-dropdown .option", has_text="Hotel Bałtyk").first.click()
    boss.wait_for_function("() => document.querySelectorAll('.hours-table tbody tr').length === 1")
    assert names.all_inner_texts() == ["Osoba000 Jan"]
    boss.locator("select[name=position]").wait_for()
    cell(boss, 0, 3).click()
    boss.keyboard.type("8")
    boss.keyboard.press("Enter")
    saved(boss)
    assert "client=" in boss.url
