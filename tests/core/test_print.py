"""On paper stands what was asked for: no menu, no buttons, nothing cut off."""

import pytest

from app.accounts.roles import ADMINISTRATOR
from tests.factories.clients import ClientFactory, ContactFactory
from tests.support.people import PASSWORD, make_account

pytestmark = pytest.mark.browser

#: The width between the margins of an A4 page, in pixels of CSS.
PAPER = {"width": 688, "height": 1000}


@pytest.fixture
def paper(app, page):
    """A logged-in page as the printer sees it."""
    with app.app_context():
        account = make_account(ADMINISTRATOR, username="drukarka")
        client = ClientFactory(
            name="Hotel Bałtyk i Wspólnicy Przedsiębiorstwo Turystyczne sp. z o.o.",
            nip="5260001246",
            phone="+48 600 100 200",
            guardians=[account],
        )
        ContactFactory(client=client)
        page.client_id = client.id
    page.goto("/login/")
    page.fill("[name=username]", "drukarka")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector(".side")
    page.set_viewport_size(PAPER)
    return page


def seen(page, selector):
    return [item for item in page.query_selector_all(selector) if item.is_visible()]


BUTTONS = ".side, .mobile-bar, main button, main .btn, .filter-bar, .list-tools, .tabs"


@pytest.mark.parametrize("address", ["/clients/list/", "/clients/show/{}", "/help/clients"])
def test_paper_has_no_menu_and_no_buttons(paper, address):
    paper.goto(address.format(paper.client_id))
    assert seen(paper, BUTTONS)
    paper.emulate_media(media="print")
    assert seen(paper, BUTTONS) == []
    assert "Klienci" in paper.inner_text("main")


def test_a_printed_list_is_a_table_that_fits_the_page(paper):
    paper.goto("/clients/list/")
    paper.emulate_media(media="print")
    heads = [head.inner_text() for head in seen(paper, ".table-grid thead th")]
    assert {"NIP", "Telefon", "Klient od"} <= set(heads)
    assert "Hotel Bałtyk" in paper.inner_text(".table-grid tbody")
    assert paper.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
