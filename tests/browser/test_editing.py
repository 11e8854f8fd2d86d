"""Changing things: nothing typed is lost, nothing is saved twice, everything can be told later."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.clients.models import Client
from app.extensions import db
from tests.factories.clients import ClientFactory
from tests.factories.positions import PositionFactory, RateKindFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NIP, WRONG_NIP = "5261040828", "5261040829"


@pytest.fixture
def boss(visit):
    return visit(ADMINISTRATOR, first_name="Grażyna", last_name="Żak")


@pytest.fixture
def saved(app):
    """Return a function: name -> the id of a new client."""

    def save(name, **values):
        with app.app_context():
            return ClientFactory(name=name, **values).id

    return save


@pytest.fixture
def stored(app):
    """Return a function: name -> the clients of that name in the database."""

    def find(name):
        with app.app_context():
            return db.session.scalars(sa.select(Client).where(Client.name == name)).all()

    return find


def field(page, name):
    return page.locator(f"[data-form] [name={name}]")


def choose(page, name, text):
    """Pick an option of a select box as a person does."""
    page.locator(f"select[name={name}] + .ts-wrapper .ts-control").click()
    page.locator(f"select[name={name}] + .ts-wrapper .option", has_text=text).first.click()


def save(page):
    page.locator("[data-save]").click()


def heading(page):
    return page.locator("h1").inner_text()


def test_a_wrong_nip_is_said_at_the_field_and_the_form_keeps_what_was_typed(boss, stored):
    boss.goto("/clients/add")
    field(boss, "name").fill("Hotel Bałtyk")
    field(boss, "nip").fill(WRONG_NIP)
    field(boss, "description").fill("Dwie\nlinie")
    choose(boss, "currency", "EUR")
    save(boss)
    boss.locator("#nip-help .field-error").wait_for()
    assert field(boss, "nip").evaluate("field => field === document.activeElement")
    typed = {name: field(boss, name).input_value() for name in ("name", "nip", "currency")}
    assert typed == {"name": "Hotel Bałtyk", "nip": WRONG_NIP, "currency": "EUR"}
    assert field(boss, "description").input_value() == "Dwie\nlinie"
    assert stored("Hotel Bałtyk") == []
    field(boss, "nip").fill(NIP)
    save(boss)
    boss.wait_for_url(re.compile(r"/clients/show/\d+$"))
    assert [client.nip for client in stored("Hotel Bałtyk")] == [NIP]


def test_the_nip_of_another_client_is_asked_about_and_can_be_confirmed(boss, saved, stored):
    saved("Hotel Bałtyk", nip=NIP)
    boss.goto("/clients/add")
    field(boss, "name").fill("Hotel Wydma")
    field(boss, "nip").fill(NIP)
    save(boss)
    assert "Hotel Bałtyk" in boss.locator(".notice-warning").inner_text()
    assert stored("Hotel Wydma") == []
    boss.get_by_role("button", name="Zapisz mimo to").click()
    boss.wait_for_url(re.compile(r"/clients/show/\d+$"))
    assert len(stored("Hotel Wydma")) == 1


def test_a_client_gets_another_address_of_the_kind_place_of_work(boss, saved):
    client_id = saved("Hotel Bałtyk")
    boss.goto(f"/clients/show/{client_id}")
    boss.get_by_role("tab", name="Adresy").click()
    boss.get_by_role("link", name="Dodaj adres").first.click()
    choose(boss, "kind", "Miejsce pracy")
    for name, text in {"street": "Długa 1", "postal_code": "80-827", "city": "Gdańsk"}.items():
        field(boss, name).fill(text)
    save(boss)
    boss.wait_for_url(f"**/clients/show/{client_id}#AddressView")
    row = boss.locator("#pane-AddressView tbody tr")
    row.wait_for()
    assert "Miejsce pracy" in row.inner_text()
    assert "Długa 1" in row.inner_text()


def test_two_people_at_one_client_lose_nothing(boss, visit, saved, stored):
    url = f"/clients/edit/{saved('Hotel Bałtyk')}"
    other = visit(ADMINISTRATOR, first_name="Ewa", last_name="Ćma")
    for page in (boss, other):
        page.goto(url)
    field(other, "short_name").fill("Ich nazwa")
    field(other, "phone").fill("600 100 200")
    save(other)
    other.wait_for_url("**/clients/show/*")
    field(boss, "short_name").fill("Moja nazwa")
    field(boss, "email").fill("ja@example.com")
    save(boss)
    boss.get_by_text("Ewa Ćma").wait_for()
    shown = boss.locator(".choice-value").all_inner_texts()
    assert {"Ich nazwa", "Moja nazwa"} <= set(shown)
    boss.locator("[name=_keep_short_name][value=theirs]").check()
    save(boss)
    boss.wait_for_url("**/clients/show/*")
    (client,) = stored("Hotel Bałtyk")
    both = (client.short_name, client.phone, client.email)
    assert both == ("Ich nazwa", "600 100 200", "ja@example.com")


def test_a_double_click_on_save_makes_one_record(boss, stored):
    boss.goto("/clients/add")
    field(boss, "name").fill("Hotel Bałtyk")
    boss.locator("[data-save]").dblclick()
    boss.wait_for_url(re.compile(r"/clients/show/\d+$"))
    assert len(stored("Hotel Bałtyk")) == 1


def test_the_same_form_sent_again_makes_one_record(boss, stored):
    boss.goto("/clients/add")
    field(boss, "name").fill("Hotel Bałtyk")
    boss.evaluate("""async () => {
        const form = document.querySelector("[data-form][data-guard]");
        await Promise.all([1, 2].map(() =>
            fetch(form.action, { method: "POST", body: new FormData(form) })));
    }""")
    assert len(stored("Hotel Bałtyk")) == 1


def test_a_client_is_archived_and_restored(boss, saved):
    boss.goto(f"/clients/show/{saved('Hotel Bałtyk')}")
    boss.get_by_role("button", name="Archiwizuj").click()
    boss.locator("#confirm").get_by_role("button", name="Anuluj").click()
    assert boss.get_by_text("Zarchiwizowany").count() == 0
    boss.get_by_role("button", name="Archiwizuj").click()
    boss.get_by_role("button", name="Potwierdź").click()
    boss.locator("h1 .chip", has_text="Zarchiwizowany").wait_for()
    boss.goto("/clients/list/")
    boss.get_by_text("Dodaj pierwszego klienta").or_(boss.locator(".empty")).first.wait_for()
    boss.go_back()
    boss.get_by_role("button", name="Przywróć").click()
    boss.locator("h1 .chip").wait_for(state="detached")
    boss.goto("/clients/list/")
    assert boss.locator("tbody tr").count() == 1


def test_leaving_a_changed_form_is_asked_about(boss):
    boss.goto("/clients/add")
    field(boss, "name").press_sequentially("Hotel")
    boss.get_by_role("link", name="Anuluj").click()
    boss.locator("#confirm[open]").wait_for()
    boss.locator("#confirm").get_by_role("button", name="Anuluj").click()
    assert field(boss, "name").input_value() == "Hotel"
    boss.get_by_role("link", name="Anuluj").click()
    boss.get_by_role("button", name="Potwierdź").click()
    boss.wait_for_url("**/clients/list/")


def add_rate(page, position_id, kind):
    page.goto(f"/positions/show/{position_id}")
    page.get_by_role("tab", name="Stawki").click()
    page.get_by_role("link", name="Dodaj stawkę").first.click()
    choose(page, "rate_kind", kind)
    field(page, "employee_rate").fill("33,40")
    field(page, "client_rate").fill("47,90")
    page.locator("#margin-example output", has_text="14,50").wait_for()
    save(page)
    page.wait_for_url(f"**/positions/show/{position_id}#PositionRateView")


def test_the_history_of_a_position_tells_who_changed_a_rate_from_what_to_what(app, boss):
    with app.app_context():
        RateKindFactory(name="dzienna")
        position_id = PositionFactory(name="Pokojówka").id
    add_rate(boss, position_id, "dzienna")
    boss.get_by_role("link", name="dzienna").click()
    boss.get_by_role("link", name="Edytuj").click()
    field(boss, "client_rate").fill("52")
    save(boss)
    boss.wait_for_url(f"**/positions/show/{position_id}#PositionRateView")
    boss.get_by_role("link", name="Historia zmian").click()
    change = boss.locator(".change", has=boss.locator("del"))
    assert "Grażyna Żak" in change.locator(".change-meta").inner_text()
    assert change.locator("del").all_inner_texts() == ["47,90"]
    assert change.locator("ins").all_inner_texts() == ["52,00"]
