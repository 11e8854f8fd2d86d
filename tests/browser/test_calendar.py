"""The calendar in a browser: shifts moved by mouse and keyboard, dialogs, every theme and width."""

from datetime import date

import pytest
from playwright.sync_api import expect

from app.accounts.roles import ADMINISTRATOR
from app.extensions import db
from app.positions.services import seed_rate_kinds
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries
from tests.browser.test_accessibility import complaints
from tests.factories.assignments import ContractFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory

pytestmark = pytest.mark.browser
MONDAY = date(2026, 10, 5)
MONTH = "/calendar/?day=2026-10-05"


@pytest.fixture
def ids(app, clean_database):
    """Two people of a client, and a shift of the first of them."""
    with app.app_context():
        seed_rate_kinds()
        place = PositionFactory(name="Pokojówka")
        anna, ewa = (
            ContractFactory(position=place, employee=EmployeeFactory(last_name=name))
            for name in ("Ćwik", "Zając")
        )
        shift = entries.plan(anna, MONDAY, read_worked(MONDAY, "6-14"))
        db.session.commit()
        return {"anna": anna.id, "ewa": ewa.id, "shift": shift.id, "client": anna.client_id}


def stored(app, ids):
    with app.app_context():
        entry = db.session.get(ScheduleEntry, ids["shift"])
        return entry.contract_id, entry.day.day, entry.minutes


def cell(page, contract, day):
    return page.locator(f"tr[data-contract='{contract}'] td[data-day='2026-10-{day:02}']")


def moved(page):
    page.locator(".toast-success").wait_for()
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_a_shift_is_dragged_to_another_day_and_person(app, ids, visit):
    page = visit(ADMINISTRATOR)
    page.goto(MONTH)
    page.locator(".shift[data-entry]").drag_to(cell(page, ids["ewa"], 8))
    moved(page)
    assert stored(app, ids) == (ids["ewa"], 8, 480)
    assert cell(page, ids["ewa"], 8).locator(".shift").count() == 1


def test_a_refused_drag_goes_back_and_says_why(app, ids, visit):
    with app.app_context():
        day = date(2026, 10, 8)
        from app.assignments.models import Contract  # noqa: PLC0415

        entries.plan(db.session.get(Contract, ids["ewa"]), day, read_worked(day, "13-21"))
        db.session.commit()
    page = visit(ADMINISTRATOR)
    page.on("console", lambda _message: None)
    page.goto(MONTH)
    page.locator(f"[data-entry='{ids['shift']}']").drag_to(
        cell(page, ids["ewa"], 8), target_position={"x": 3, "y": 3}
    )
    page.locator(".toast-danger").wait_for()
    assert "okrywa się" in page.locator(".toast-danger").inner_text()
    assert stored(app, ids) == (ids["anna"], 5, 480)
    assert cell(page, ids["anna"], 5).locator(".shift").count() == 1


def test_enter_arrows_enter_move_a_shift(app, ids, visit):
    page = visit(ADMINISTRATOR)
    page.goto(MONTH)
    page.locator(".shift[data-entry]").focus()
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert "Zając" in page.locator("[data-calendar-said]").inner_text()
    page.keyboard.press("Enter")
    moved(page)
    assert stored(app, ids) == (ids["ewa"], 7, 480)
    page.locator(f"[data-entry='{ids['shift']}']:focus").wait_for()  # the next keys go on there


def test_escape_gives_a_move_up(app, ids, visit):
    page = visit(ADMINISTRATOR)
    page.goto(MONTH)
    page.locator(".shift[data-entry]").focus()
    for key in ("Enter", "ArrowRight", "Escape", "Enter", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.entry") == str(ids["shift"])
    assert stored(app, ids) == (ids["anna"], 5, 480)
    assert page.locator(".toast-success").count() == 0


def test_a_click_on_an_empty_day_adds_a_shift(app, ids, visit):
    page = visit(ADMINISTRATOR)
    page.goto(MONTH)
    cell(page, ids["ewa"], 6).click()
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    page.locator("#note").fill("Za koleżankę")
    page.locator("#begin").fill("6")
    page.locator("dialog [data-save]").click()
    page.locator("dialog .notice-danger").wait_for()  # one time alone says nothing
    assert page.locator("#note").input_value() == "Za koleżankę"
    page.locator("#end").fill("14:30")
    page.locator("dialog [data-save]").click()
    cell(page, ids["ewa"], 6).locator(".shift").wait_for()
    assert page.locator("dialog[open]").count() == 0
    with app.app_context():
        added = db.session.query(ScheduleEntry).filter_by(contract_id=ids["ewa"]).one()
        assert (added.minutes, added.note) == (510, "Za koleżankę")


def test_a_shift_is_opened_by_space_changed_and_removed(app, ids, visit):
    page = visit(ADMINISTRATOR)
    page.goto(MONTH)
    page.locator(".shift[data-entry]").focus()
    page.keyboard.press("Space")
    page.locator("dialog[open] #end").fill("15")
    page.locator("dialog [data-save]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator(".shift[data-revision='2']").wait_for()
    assert stored(app, ids) == (ids["anna"], 5, 540)
    page.locator(".shift[data-entry]").click()
    page.locator("dialog[open] .cal-remove").click()
    page.locator("#confirm[open] [data-confirm-ok]").click()
    page.locator(".shift[data-entry]").wait_for(state="detached")
    with app.app_context():
        assert db.session.query(ScheduleEntry).count() == 0


def test_whoever_may_only_look_is_shown_the_entry(ids, visit):
    page = visit("Księgowość")
    page.goto(MONTH)
    page.locator(".shift[data-entry]").click()
    page.wait_for_url(f"**/schedule-entries/show/{ids['shift']}")


def test_a_week_is_copied_after_one_question(app, ids, visit):
    page = visit(ADMINISTRATOR)
    page.goto(MONTH)
    page.get_by_role("link", name="Kopiuj tydzień").click()
    page.locator("dialog[open] button[type=submit]").click()
    page.get_by_text("Zmian do dodania: 1.").wait_for()
    page.get_by_role("button", name="Dodaj: 1").click()
    cell(page, ids["anna"], 12).locator(".shift").wait_for()
    with app.app_context():
        assert db.session.query(ScheduleEntry).count() == 2


def test_the_month_is_switched_without_leaving_the_profile(ids, visit):
    page = visit(ADMINISTRATOR)
    page.goto(f"/clients/show/{ids['client']}")
    page.locator("#tab-calendar").click()
    title = page.locator(".cal-title")
    title.wait_for()
    heading = page.title()
    page.get_by_role("link", name="Później").click()
    page.get_by_role("link", name="Dziś").click()
    page.get_by_role("link", name="Wcześniej").click()
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert "/clients/show/" in page.url
    assert page.title() == heading


def test_nothing_but_the_table_scrolls_in_a_hand(ids, visit):
    page = visit(ADMINISTRATOR)
    page.set_viewport_size({"width": 390, "height": 844})
    for view in ("month", "week", "day"):
        page.goto(f"{MONTH}&view={view}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, view


@pytest.mark.any_database
@pytest.mark.slow
def test_axe_finds_nothing_in_the_calendar(ids, visit):
    page = visit(ADMINISTRATOR)
    for view in ("month", "week", "day"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{MONTH}&view={view}")
        assert complaints(page) == "", view
    page.set_viewport_size({"width": 1440, "height": 900})
    for opened in (".shift[data-entry]", "a[data-calendar-dialog].btn-primary"):
        page.goto(MONTH)
        page.locator(opened).first.click()
        page.locator("dialog[open] form").wait_for()
        assert complaints(page, "dialog[open]") == "", opened
