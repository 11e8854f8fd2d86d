"""Contracts in a browser: the choice of a client narrows what is offered with it."""

import pytest

from app.accounts.roles import ADMINISTRATOR
from tests.factories.assignments import ContractFactory
from tests.factories.positions import PositionFactory
from tests.support.people import PASSWORD, make_account


@pytest.mark.browser
def test_positions_are_those_of_the_chosen_client(app, page):
    with app.app_context():
        user = make_account(ADMINISTRATOR).username
        contract = ContractFactory(position=PositionFactory(name="Kelner"))
        PositionFactory(name="Obce stanowisko")
        pk, client = contract.id, str(contract.client)
    page.goto("/login/")
    page.get_by_role("textbox").first.fill(user)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)

    page.goto("/contracts/add")
    choose(page, "client", client)
    open_select(page, "position")
    options = page.locator("#position-ts-dropdown .option")
    options.first.wait_for()
    assert options.all_inner_texts() == ["Kelner"]
    options.first.click()
    assert page.locator("#position").input_value() != ""

    page.goto(f"/contracts/add?_next={pk}")
    assert page.locator("#client option:checked").inner_text() == client
    assert page.locator("#position option:checked").inner_text() == "Kelner"


def open_select(page, name):
    page.locator(f"#{name}-ts-control").click()


def choose(page, name, text):
    open_select(page, name)
    page.locator(f"#{name}-ts-dropdown .option", has_text=text).first.click()
