"""The start page shows what its reader may see."""

import re

from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.core.clock import now
from tests.factories.clients import ClientFactory

OWN = "Koordynator – swoi klienci, bez stawek"


def test_a_visitor_is_sent_to_the_log_in_page(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert "/login/" in answer.location


def test_recently_changed_clients_are_one_click_away(login_as):
    browser = login_as(ADMINISTRATOR)
    wanted = ClientFactory(name="Hotel Bałtyk").id
    page = browser.get("/").text
    assert "Hotel Bałtyk" in page
    assert f"/clients/show/{wanted}" in page


def test_archived_clients_are_not_offered(login_as):
    browser = login_as(ADMINISTRATOR)
    ClientFactory(name="Dawny Klient", archived_on=now())
    assert "Dawny Klient" not in browser.get("/").text


def test_a_coordinator_sees_only_guarded_clients(login_as):
    browser = login_as(OWN)
    ClientFactory(name="Cudzy Klient")
    page = browser.get("/").text
    assert "Cudzy Klient" not in page
    assert "Nie jesteś jeszcze opiekunem" in page


def test_the_menu_of_everybody_leads_to_their_own_profile(login_as):
    browser = login_as(PORTAL)
    _page, menu = browser.get("/").text.split('<div class="dropdown-menu user-menu">')
    (address,) = re.findall(r'href="([^"]+)">[^\n]*Mój profil', menu)
    assert "<h1>Mój profil</h1>" in browser.get(address).text


def test_somebody_without_pages_is_told_whom_to_ask(login_as):
    page = login_as(PORTAL).get("/").text
    assert "Zapytaj administratora" in page
    assert "Ostatnio zmienione" not in page
