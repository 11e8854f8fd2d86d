"""People at browsers; an error in the console of any of them fails the test."""

import pytest

from tests.conftest import BROWSER_TIMEOUT_MS
from tests.support import browser as browsers
from tests.support.people import make_account


def open_page(browser, address, cookie=None, **options):
    """Open a page of a browser of its own, in which somebody may be logged in."""
    context = browser.new_context(
        base_url=address, locale="pl-PL", reduced_motion="reduce", **options
    )
    context.set_default_timeout(BROWSER_TIMEOUT_MS)
    if cookie:
        context.add_cookies([{**cookie, "url": address}])
    return context.new_page()


@pytest.fixture
def address(app, clean_database):
    """Where the app answers."""
    with browsers.serve(app) as address:
        yield address


@pytest.fixture
def visit(app, address, browser):
    """Return a function: role names -> a page of somebody new who is logged in with them."""
    pages, problems = [], []

    def open_as(*roles, **values):
        cookie = None
        if roles:
            with app.app_context():
                cookie = browsers.cookie_of(app, make_account(*roles, **values))
        page = open_page(browser, address, cookie, viewport={"width": 1440, "height": 900})
        problems.append(browsers.watch(page))
        pages.append(page)
        return page

    yield open_as
    for page in pages:
        page.context.close()
    assert [problem for found in problems for problem in found] == []
