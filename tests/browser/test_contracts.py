"""People and their contracts in a browser, as the questions of the office ask for them.

Who works for a client, on which day; who comes next, from the list of clients; and the whole
life of a contract: documents, contract, annex, cancelling, the next one.
"""

from datetime import timedelta

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.core.clock import today
from app.positions.enums import ContractType
from tests.browser.steps import choose, chosen, open_tab
from tests.factories.assignments import ContractFactory, ContractRateFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY, WEEK, YEAR = timedelta(days=1), timedelta(days=7), timedelta(days=365)


def polish(day):
    return f"{day:%d.%m.%Y}"


@pytest.fixture
def caritas(app, clean_database):
    """A client: Beata has left, Anna lives there until next week, Celina comes after her."""
    with app.app_context():
        client = ClientFactory(name="Caritas Sopot")
        place = PositionFactory(client=client, name="Opiekunka", contract_type=ContractType.mandate)
        periods = {
            "Beata": (today() - YEAR, today() - WEEK),
            "Anna": (today() - WEEK + DAY, today() + WEEK),
            "Celina": (today() + WEEK + DAY, today() + YEAR),
        }
        ids = {"client": client.id}
        for name, (starts_on, ends_on) in periods.items():
            person = EmployeeFactory(first_name=name, last_name="Opiekuńcza")
            trip = ContractFactory(
                employee=person, position=place, starts_on=starts_on, ends_on=ends_on
            )
            ids[name] = trip.id
            if name == "Anna":
                ContractRateFactory(contract=trip, valid_from=starts_on)
        EmployeeFactory(first_name="Danuta", last_name="Wolna")
        ContractFactory(employee=EmployeeFactory(last_name="Obca"))
        return ids


def people(page):
    texts = page.locator("#pane-ContractView tbody tr").all_inner_texts()
    return sorted(text.split()[0] for text in texts)


def wait_for_people(page, *names):
    script = """names => JSON.stringify(
        [...document.querySelectorAll("#pane-ContractView tbody tr")]
            .map(row => row.innerText.trim().split(" ")[0]).sort()) === JSON.stringify(names)"""
    page.wait_for_function(script, arg=sorted(names))


def add_filter(page, label):
    page.locator("#pane-ContractView").get_by_role("button", name="Filtr", exact=True).click()
    page.locator(".dropdown-menu.show").get_by_role("button", name=label, exact=True).click()


# -- CRM › Klienci › profile › Pracownicy -----------------------------------------------------


def test_a_client_shows_its_people_present_to_come_and_past(visit, caritas):
    page = visit(ADMINISTRATOR)
    page.goto("/")
    page.get_by_role("link", name="Klienci", exact=True).first.click()
    page.get_by_role("link", name="Caritas Sopot").click()
    page.wait_for_url("**/clients/show/*")
    open_tab(page, "ContractView")
    pane = page.locator("#pane-ContractView")
    assert pane.get_by_role("heading", name="Lista pracowników").is_visible()
    assert people(page) == ["Anna", "Beata", "Celina"]
    for name, state in (("Anna", "obowiązuje"), ("Beata", "zakończona"), ("Celina", "przyszła")):
        assert state in pane.locator("tbody tr", has_text=name).inner_text()


def test_people_of_a_client_are_asked_for_by_state_and_day(visit, caritas):
    page = visit(ADMINISTRATOR)
    page.goto(f"/clients/show/{caritas['client']}")
    open_tab(page, "ContractView")
    add_filter(page, "Stan na dziś")
    page.locator("[data-chip=state] .ts-dropdown .option", has_text="przyszła").click()
    wait_for_people(page, "Celina")
    page.locator("[data-chip=state]").get_by_role("link").last.click()
    wait_for_people(page, "Anna", "Beata", "Celina")

    add_filter(page, "Na dzień")
    day = page.locator("[data-chip=day] input[type=date]")
    for asked, name in ((today(), "Anna"), (today() - YEAR, "Beata"), (today() + YEAR, "Celina")):
        day.fill(asked.isoformat())
        wait_for_people(page, name)


# -- the next caregiver, from the list of clients ---------------------------------------------


def switch_columns_on(page, *labels):
    page.get_by_role("button", name="Kolumny").click()
    for label in labels:
        page.locator(".dropdown-menu.show").get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Zastosuj").click()
    page.get_by_role("columnheader", name=labels[-1]).wait_for()


def test_the_next_trip_is_added_from_the_list_of_clients(visit, caritas):
    page = visit(ADMINISTRATOR)
    page.goto("/clients/list/")
    assert page.get_by_role("columnheader", name="Aktywne umowy").count() == 0
    switch_columns_on(page, "Aktywne umowy", "Przyszłe umowy")
    row = page.locator("tbody tr", has_text="Caritas Sopot")
    assert "Anna Opiekuńcza" in row.inner_text()
    assert "Celina Opiekuńcza" in row.inner_text()
    assert "Beata" not in row.inner_text()

    row.locator(f"a[href='/contracts/add?_next={caritas['Anna']}']").click()
    page.wait_for_url("**/contracts/add?_next=*")
    assert chosen(page, "client") == "Caritas Sopot"
    assert chosen(page, "position") == "Opiekunka"
    assert page.locator("[name=starts_on]").input_value() == (today() + WEEK + DAY).isoformat()
    assert page.get_by_text(f"Do {polish(today() + WEEK)}: Anna Opiekuńcza.").is_visible()
    choose(page, "employee", "Danuta")
    page.locator("[name=ends_on]").fill((today() + YEAR).isoformat())
    page.locator("[data-save]").click()
    page.wait_for_url("**/contracts/show/*")
    assert page.get_by_text("Danuta Wolna").first.is_visible()
    open_tab(page, "ContractRateView")
    assert page.locator("#pane-ContractRateView tbody tr").count() == 1


def test_an_overlap_is_warned_of_and_kept_with_its_reason(visit, caritas):
    page = visit(ADMINISTRATOR)
    page.goto(f"/contracts/add?_next={caritas['Anna']}")
    choose(page, "employee", "Celina")
    page.locator("[data-save]").click()
    warning = page.locator(".notice-warning")
    warning.wait_for()
    assert "ma w tym samym czasie umowę" in warning.inner_text()
    page.locator("[name=_reason]").fill("Przekazanie podopiecznej")
    page.get_by_role("button", name="Zapisz mimo to").click()
    page.wait_for_url("**/contracts/show/*")
    open_tab(page, "ContractOverrideView")
    assert "Przekazanie podopiecznej" in page.locator("#pane-ContractOverrideView").inner_text()


# -- the whole way ----------------------------------------------------------------------------


def add_employee_with_a_document(page):
    page.goto("/employees/add")
    page.locator("[name=first_name]").fill("Halina")
    page.locator("[name=last_name]").fill("Źródło")
    page.locator("[data-save]").click()
    page.wait_for_url("**/employees/show/*")
    open_tab(page, "EmployeeDocumentView")
    page.get_by_role("link", name="Dodaj dokument").first.click()
    page.wait_for_url("**/employee-documents/add?*")
    page.locator("[name=valid_to]").fill((today() + 3 * YEAR).isoformat())
    page.locator("[data-save]").click()
    page.wait_for_url("**/employees/show/*")
    page.locator("#pane-EmployeeDocumentView tbody tr").wait_for()


def add_contract(page):
    open_tab(page, "ContractView")
    page.get_by_role("link", name="Dodaj umowę / wyjazd").first.click()
    page.wait_for_url("**/contracts/add?*")
    choose(page, "client", "Caritas")
    with page.expect_response("**/contracts/terms?*"):
        choose(page, "position", "Opiekunka")
    page.wait_for_function("document.querySelector('#contract_type').value === 'mandate'")
    page.locator("[name=starts_on]").fill((today() + DAY).isoformat())
    page.locator("[name=ends_on]").fill((today() + 2 * WEEK).isoformat())
    page.locator("[data-save]").click()
    page.wait_for_url("**/contracts/show/*")


def add_annex(page):
    open_tab(page, "ContractAnnexView")
    page.get_by_role("link", name="Dodaj aneks").first.click()
    page.wait_for_url("**/contract-annexes/add?*")
    page.locator("[name=effective_from]").fill((today() + WEEK).isoformat())
    page.locator("[name=ends_on]").fill((today() + 3 * WEEK).isoformat())
    page.locator("[data-save]").click()
    page.wait_for_url("**/contracts/show/*")
    page.locator("#pane-ContractAnnexView tbody tr").wait_for()


def cancel(page):
    page.get_by_role("button", name="Anuluj umowę / wyjazd").click()
    page.wait_for_url("**/contracts/cancel/*")
    page.locator("[name=day]").fill((today() + 2 * WEEK).isoformat())
    page.locator("[name=reason]").fill("Rezygnacja rodziny")
    page.locator("[data-save]").click()
    page.wait_for_url("**/contracts/show/*")


def test_a_contract_from_its_first_day_to_the_one_after_it(visit, caritas):
    page = visit(ADMINISTRATOR)
    add_employee_with_a_document(page)
    add_contract(page)
    add_annex(page)
    cancel(page)
    assert (
        f"anulowana z dniem {polish(today() + 2 * WEEK)}" in page.locator(".subtitle").inner_text()
    )
    page.get_by_role("button", name="Dodaj następną umowę / wyjazd").click()
    page.wait_for_url("**/contracts/add?_next=*")
    start = today() + 2 * WEEK + DAY
    assert page.locator("[name=starts_on]").input_value() == start.isoformat()
    assert page.get_by_text("Halina Źródło.").is_visible()
    choose(page, "employee", "Danuta")
    page.locator("[data-save]").click()
    page.wait_for_url("**/contracts/show/*")
