"""Items in a browser: handed out from a profile, found there, brought back, charged."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.extensions import db
from app.items.services import issuing
from app.items.services.issuing import Holder, Wanted
from app.settlements.services import clients, employees
from tests.browser.steps import choose, chosen, open_tab
from tests.factories.assignments import ContractFactory
from tests.factories.items import ItemFactory, ItemTypeFactory
from tests.factories.settlements import MONTH, make_worked_month

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def holder(app, clean_database):
    """Somebody with a contract to come; in store are a telephone and five jackets."""
    with app.app_context():
        ItemFactory(
            item_type=ItemTypeFactory(name="Telefon służbowy", unit_price=650),
            inventory_number="INW-7",
        )
        jacket = ItemTypeFactory(name="Kurtka robocza", unit_price=120)
        ItemFactory(item_type=jacket, name="L", quantity=5)
        ItemTypeFactory(name="Rękawice", unit_price="4.50", is_returnable=False, is_charged=True)
        return ContractFactory().employee_id


def choose_thing(page, number, typed, option):
    row = page.locator("#item-rows tr").nth(number)
    row.locator(".ts-control").first.click()
    with page.expect_response(lambda answer: urlencode({"q": typed}) in answer.url):
        page.keyboard.type(typed)
    row.locator(".ts-dropdown .option", has_text=option).first.click()
    return row


def rows(page):
    """Return the rows of the tab „Przedmioty” as texts, once they are there."""
    page.locator("#pane-ItemIssueView tbody tr").first.wait_for()
    texts = page.locator("#pane-ItemIssueView tbody tr").all_inner_texts()
    return [" ".join(text.split()) for text in texts]


def hand_out(page):
    """Fill the form with a telephone, jackets, gloves and one jacket at a price of its own."""
    choose_thing(page, 0, "inw", "INW-7 (w magazynie: 1)")
    choose_thing(page, 1, "kurt", "Kurtka robocza L").locator("[name=row_quantity]").fill("3")
    choose_thing(page, 2, "ręk", "Rękawice").locator("[name=row_quantity]").fill("10")
    page.get_by_role("button", name="Dodaj wiersz").click()
    choose_thing(page, 3, "kurt", "Kurtka robocza").locator("[name=row_price]").fill("99,90")
    page.get_by_role("button", name="Wydaj").click()


def bring_back_two_jackets(page):
    """Tick the jackets on the profile, and say that one of the two is torn and charged."""
    jackets = page.locator("#pane-ItemIssueView tbody tr", has_text="Kurtka robocza L")
    jackets.locator("input[type=checkbox]").check()
    page.get_by_role("button", name="Zwrot").click()
    page.wait_for_url("**/item-issues/take-back?ids=*")
    assert page.locator("[name=back]:checked").count() == 1
    page.get_by_label("Wraca sztuk: Kurtka robocza L").fill("2")
    page.get_by_label("Uszkodzone lub utracone: Kurtka robocza L").fill("1")
    page.get_by_label("obciąż").check()
    page.get_by_role("button", name="Przyjmij zwrot").click()


def test_things_are_handed_out_found_on_the_profile_and_brought_back(visit, holder):
    page = visit(ADMINISTRATOR)
    page.goto(f"/employees/show/{holder}")
    open_tab(page, "ItemIssueView")
    page.get_by_role("link", name="Wydaj").first.click()
    page.wait_for_url("**/item-issues/hand-out?**")
    assert "Ćwik" in chosen(page, "employee")
    hand_out(page)

    page.wait_for_url(f"**/employees/show/{holder}**")
    found = rows(page)
    assert len(found) == 4
    assert any("Telefon służbowy · INW-7" in text and "u odbiorcy" in text for text in found)
    assert any("Rękawice" in text and "45,00" in text for text in found)
    bring_back_two_jackets(page)

    page.wait_for_url(f"**/employees/show/{holder}**")
    (jackets,) = [text for text in rows(page) if "Kurtka robocza L" in text]
    assert "częściowo zwrócony" in jackets
    assert "120,00" in jackets
    page.goto("/items/list/")
    (stock,) = page.locator("tbody tr", has_text="Kurtka robocza").all_inner_texts()
    assert stock.split()[-3:-1] == ["4", "3"]


def test_a_refused_form_keeps_what_was_chosen(visit, holder):
    page = visit(ADMINISTRATOR)
    page.goto("/item-issues/hand-out")
    choose_thing(page, 0, "inw", "INW-7").locator("[name=row_quantity]").fill("2")
    choose(page, "employee", "Ćwik")
    page.get_by_role("button", name="Wydaj").click()
    page.locator("[data-error-summary]", has_text="w magazynie jest 1 szt").wait_for()
    assert page.locator("[name=row_thing] option:checked").first.inner_text().endswith("INW-7")
    page.locator("[name=row_quantity]").first.fill("1")
    page.get_by_role("button", name="Wydaj").click()
    page.wait_for_url("**/employees/show/*")


def test_an_item_on_a_clients_settlement_is_unticked_and_ticked_again(app, visit):
    """The total is that of the bed, 35.50, less, and then the same again."""
    with app.app_context():
        month = make_worked_month()
        employees.settle([one.id for one in month.contracts], MONTH, close=True)
        bed = ItemTypeFactory(name="Łóżko", unit_price="35.50")
        hand_out_to_client(month.client, bed)
        settlement = clients.create(month.client, month.company, MONTH)
        db.session.commit()
        pk, with_bed = settlement.id, settlement.net
    page = visit(ADMINISTRATOR)
    page.goto(f"/client-settlements/show/{pk}")
    total = page.locator("table", has_text="Razem netto")
    total.get_by_text(polish(with_bed)).last.wait_for()
    page.get_by_role("button", name="Nie obciążaj: Łóżko").click()
    total.get_by_text(polish(with_bed - Decimal("35.50"))).last.wait_for()
    page.get_by_role("button", name="Obciąż: Łóżko").click()
    total.get_by_text(polish(with_bed)).last.wait_for()


def hand_out_to_client(client, kind):
    wanted = [Wanted(kind, is_charged=True)]
    issuing.hand_out(Holder(client=client), wanted, on=MONTH)


def polish(amount):
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")
