"""Reports in a browser: the chart is drawn, follows the theme, and the page is accessible."""

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.extensions import db
from app.settlements.services import employees
from tests.factories.settlements import MONTH, make_worked_month
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.any_database]

#: How many different colours are on a canvas; one that nobody drew on has one.
_COLOURS = """(canvas) => {
  const { width, height } = canvas;
  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer);
  return [...new Set(pixels)];
}"""  # noqa: E501 - a program
MONTHS = "from=2026-09&to=2026-11"


@pytest.fixture
def month(app, clean_database):
    with app.app_context():
        month = make_worked_month()
        employees.settle([one.id for one in month.contracts], MONTH, close=True)
        db.session.commit()


@pytest.mark.parametrize(
    "url", [f"/reports/margin/?{MONTHS}&group=month", f"/reports/settlements/?{MONTHS}"]
)
def test_the_chart_is_drawn_and_follows_the_theme(visit, month, url):
    page = visit(ADMINISTRATOR)
    page.goto(url)
    axe.load(page)
    canvas = page.locator("canvas[data-chart]")
    axe.set_theme(page, "light")
    light = set(canvas.evaluate(_COLOURS))
    assert axe.violations(page) == []
    axe.set_theme(page, "dark")
    dark = set(canvas.evaluate(_COLOURS))
    assert axe.violations(page, only_colours=True) == []
    assert len(light) > 10
    assert len(dark - light) > 10


def test_a_breakdown_is_chosen_without_a_button(visit, month):
    page = visit(ADMINISTRATOR)
    page.goto(f"/reports/margin/?{MONTHS}")
    page.get_by_label("Podział").select_option("position")
    page.get_by_role("cell", name="Pokojówka").wait_for()
    assert "group=position" in page.url
    assert "from=2026-09" in page.url
