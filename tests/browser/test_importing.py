"""A file of hours from the disk into the schedule and back out of it, in a browser."""

from datetime import date, time

import pytest
from openpyxl import load_workbook

from app.accounts.roles import ADMINISTRATOR
from app.background import worker
from app.extensions import db
from app.schedule.models import ScheduleEntry
from tests.browser.test_accessibility import complaints
from tests.factories.assignments import ContractFactory
from tests.factories.employees import EmployeeFactory
from tests.schedule.files import xlsx

pytestmark = pytest.mark.browser
HEADER = ("Umowa pracownika", "Data", "Od", "Do")
GOOD = ("U/7", date(2026, 10, 5), time(6), time(14))
BAD = ("U/nikt", date(2026, 10, 5), time(6), time(14))


@pytest.fixture
def file(app, clean_database, tmp_path):
    """Two rows below a header that is not known, one of them about nobody."""
    with app.app_context():
        anna = EmployeeFactory(first_name="Anna", last_name="Kowalska")
        ContractFactory(number="U/7", employee=anna, starts_on=date(2026, 10, 1))
        db.session.commit()
    return xlsx(tmp_path / "godziny.xlsx", HEADER, GOOD, BAD)


def entries(app):
    with app.app_context():
        return list(db.session.scalars(db.select(ScheduleEntry.day)))


def work_off(app, page):
    """Let a worker do what was ordered, and wait until the page says what came of it."""
    page.locator("#import-progress").wait_for()
    worker.work_once(app)
    page.locator(".found-counts").wait_for()


def confirmed(page, action):
    page.locator(f'[data-post*="/action/{action}/"]').click()
    ok = page.locator("[data-confirm-ok]")
    if ok.is_visible():
        ok.click()


def check(app, page, file):
    """Upload a file, say what its first column is, and have it checked."""
    page.goto("/hours-imports/add")
    page.set_input_files("#file", file)
    assert page.locator("[data-drop-name]").inner_text() == "godziny.xlsx"
    page.locator("[data-save]").click()
    page.locator("select[name=col_0]").wait_for()


def test_from_the_disk_into_the_schedule_and_back(app, file, visit, tmp_path):
    page = visit(ADMINISTRATOR)
    check(app, page, file)
    assert page.locator(".notice-warning").is_visible()  # nobody knows „Umowa pracownika”
    page.locator("select[name=col_0]").select_option("contract", force=True)
    page.locator("button[name=again]").click()
    page.get_by_text("06:00–14:00").first.wait_for()
    page.locator("[data-save]").click()
    work_off(app, page)
    assert page.locator(".found-counts dd").all_inner_texts() == ["1", "0", "0", "1"]
    with page.expect_download() as download:
        page.locator('a[href*="/refused/"]').click()
    download.value.save_as(tmp_path / "refused.xlsx")
    rows = list(load_workbook(tmp_path / "refused.xlsx").active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Umowa pracownika", "U/nikt"]
    assert "U/nikt" in rows[1][-1]
    assert entries(app) == []
    confirmed(page, "load")
    work_off(app, page)
    assert entries(app) == [date(2026, 10, 5)]
    confirmed(page, "revert")
    work_off(app, page)
    assert entries(app) == []


def test_the_columns_of_such_files_are_known_from_then_on(app, file, visit):
    page = visit(ADMINISTRATOR)
    check(app, page, file)
    page.locator("select[name=col_0]").select_option("contract", force=True)
    page.locator("[data-save]").click()
    work_off(app, page)
    check(app, page, file)
    assert page.locator("select[name=col_0]").input_value() == "contract"
    assert not page.locator(".notice-warning").is_visible()


@pytest.mark.any_database
def test_axe_finds_nothing_and_nothing_is_cut_off_in_a_hand(app, file, visit):
    page = visit(ADMINISTRATOR)
    found, widths = [], []

    def look():
        found.append(complaints(page))
        page.set_viewport_size({"width": 390, "height": 844})
        widths.append(page.evaluate("document.documentElement.scrollWidth"))

    page.goto("/hours-imports/add")
    look()
    check(app, page, file)
    page.locator("select[name=col_0]").select_option("contract", force=True)
    look()
    page.locator("[data-save]").click()
    page.locator("#import-progress").wait_for()
    look()
    work_off(app, page)
    look()
    assert found == [""] * 4
    assert widths == [390] * 4
