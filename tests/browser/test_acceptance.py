"""Hours to accept in a browser: decided on by keyboard, the same in a hand and in the dark."""

from datetime import date

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.extensions import db
from app.positions.services import seed_rate_kinds
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import entries
from tests.browser.test_accessibility import complaints
from tests.factories.assignments import ContractFactory

pytestmark = pytest.mark.browser
DAYS = [date(2026, 10, day) for day in (5, 6, 7)]


@pytest.fixture
def hours(app, clean_database):
    """Three days of one person; the second one is longer than planned, and much too long."""
    with app.app_context():
        seed_rate_kinds()
        contract = ContractFactory()
        for day, said in zip(DAYS, ("6-14", "6-20", "6-14"), strict=True):
            entry = entries.plan(contract, day, read_worked(day, "6-14"))
            entries.confirm(entry, read_worked(day, said))
            entry.note = "Zastępstwo" if said == "6-20" else None
        db.session.commit()


def states(app):
    with app.app_context():
        query = db.select(ScheduleEntry.state).order_by(ScheduleEntry.day)
        return list(db.session.scalars(query))


def ticks(page):
    return [box.is_checked() for box in page.locator("input[name=row]").all()]


def test_space_ticks_and_a_accepts(app, hours, visit):
    page = visit(ADMINISTRATOR)
    page.goto("/acceptance/")
    assert ticks(page) == [True, False, True]
    page.keyboard.press("j")  # the first row
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert ticks(page) == [False, True, True]
    assert page.locator("[data-tick-count]").inner_text() == "Zaznaczono: 2"
    page.keyboard.press("a")
    page.locator(".toast-success").wait_for()
    assert states(app) == [EntryState.reported, EntryState.accepted, EntryState.accepted]


def test_r_asks_for_a_reason_and_rejects(app, hours, visit):
    page = visit(ADMINISTRATOR)
    page.goto("/acceptance/?differences=y")
    page.keyboard.press("r")
    page.locator(".toast-warning").wait_for()  # nothing is ticked
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.keyboard.press("r")
    page.locator("#reject[open]").wait_for()
    page.get_by_role("button", name="Odrzuć", exact=True).click()
    assert page.locator("#reject-reason").get_attribute("aria-invalid") == "true"
    page.keyboard.type("Za długo")
    page.get_by_role("button", name="Odrzuć", exact=True).click()
    page.locator(".toast-success").wait_for()
    assert states(app) == [EntryState.reported, EntryState.rejected, EntryState.reported]


def test_a_person_is_ticked_as_a_whole(hours, visit):
    page = visit(ADMINISTRATOR)
    page.goto("/acceptance/")
    group = page.locator("[data-tick-group]")
    assert group.evaluate("box => box.indeterminate")
    group.check()
    assert ticks(page) == [True, True, True]
    page.locator("[data-tick-all]").uncheck()
    assert ticks(page) == [False, False, False]


def test_everything_of_the_filter_is_asked_about(app, hours, visit, monkeypatch):
    monkeypatch.setattr("app.schedule.queries.waiting.PAGE", 2)
    page = visit(ADMINISTRATOR)
    page.goto("/acceptance/")
    page.locator("[data-everything]").check()
    assert page.locator("[data-tick-count]").inner_text() == "Zaznaczono: 3"
    page.keyboard.press("a")
    page.locator("#confirm[open]").wait_for()
    assert states(app) == [EntryState.reported] * 3
    page.locator("[data-confirm-ok]").click()
    page.locator(".toast-success").wait_for()
    assert states(app) == [EntryState.accepted] * 3


@pytest.mark.any_database
def test_nothing_is_cut_off_in_a_hand(hours, visit):
    page = visit(ADMINISTRATOR)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/acceptance/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.any_database
def test_axe_finds_nothing_on_hours_to_accept(hours, visit):
    page = visit(ADMINISTRATOR)
    page.goto("/acceptance/")
    assert complaints(page) == ""
    page.keyboard.press("r")
    page.locator("#reject[open]").wait_for()
    assert complaints(page, "#reject") == ""
