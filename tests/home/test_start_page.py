"""The start page shows what its reader may see."""

import re
from datetime import date, timedelta

from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.core.clock import now, today
from app.core.db import transaction
from app.core.modules import Module, switch
from app.extensions import db
from app.invoicing.services import Dates
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory, PortalUserFactory
from tests.factories.employees import DocumentFactory
from tests.factories.invoicing import make_company, make_draft, make_invoice
from tests.factories.positions import PositionFactory
from tests.factories.schedule import ScheduleEntryFactory
from tests.support.pages import rows_of
from tests.support.people import make_account

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


def test_a_portal_account_is_told_what_will_be_here_and_whom_to_ask(login_as):
    browser = login_as(PORTAL)
    own = ClientFactory(name="Hotel Bałtyk", guardians=[make_account(OWN, first_name="Zofia")])
    ClientFactory(name="Cudzy Klient", guardians=[make_account(OWN, first_name="Rafał")])
    PortalUserFactory(user_id=browser.account_id, client_id=own.id)
    make_company(name="Agencja Jantar", email="biuro@jantar.example")
    db.session.commit()
    page = browser.get("/").text
    for said in ("Hotel Bałtyk", "Zofia", "mailto:biuro@jantar.example", "Wyloguj"):
        assert said in page, said
    for foreign in ("Cudzy Klient", "Rafał", "Zapytaj administratora"):
        assert foreign not in page, foreign


def account_of(browser):
    """Return who is logged in."""
    return db.session.get_one(Account, browser.account_id)


def duties_of(page):
    """Return the duties of a start page: label -> (number, address)."""
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>\s*<b[^>]*>([^<]+)</b>', page)
    return {label: (number, url.replace("&amp;", "&")) for url, label, number in found}


def test_what_waits_is_as_long_as_the_list_it_opens(login_as):
    browser = login_as(ADMINISTRATOR)
    ending = ContractFactory(starts_on=today(), ends_on=today() + timedelta(days=30))
    ContractFactory(starts_on=today(), ends_on=today() + timedelta(days=31))
    DocumentFactory(employee=ending.employee, valid_to=today() + timedelta(days=30))
    overdue = Dates(date(2026, 8, 3), date(2026, 7, 31), date(2026, 7, 1))
    make_invoice(dates=overdue)
    make_draft()

    duties = duties_of(browser.get("/").text)

    assert {label: number for label, (number, _url) in duties.items()} == {
        "Umowy kończące się w ciągu 30 dni": "1",
        "Pracujący z dokumentem do odnowienia": "1",
        "Pracujący z brakami": "2",
        "Szkice faktur": "1",
        "Faktury po terminie": "1",
    }
    for number, url in duties.values():
        assert len(rows_of(browser.get(url).text)) == int(number), url


def test_hours_to_accept_lead_to_where_they_are_accepted(login_as):
    browser = login_as(ADMINISTRATOR)
    ScheduleEntryFactory.create_batch(2)
    assert duties_of(browser.get("/").text)["Wpisy do akceptacji"] == ("2", "/acceptance/")


def test_a_coordinator_is_told_of_own_clients_alone(login_as):
    browser = login_as(OWN)
    ScheduleEntryFactory()
    assert "Nic na Ciebie nie czeka." in browser.get("/").text

    mine = ClientFactory(guardians=[account_of(browser)])
    ScheduleEntryFactory(contract=ContractFactory(position=PositionFactory(client=mine)))
    assert duties_of(browser.get("/").text)["Wpisy do akceptacji"][0] == "1"


def test_nobody_is_told_of_what_they_may_not_open(login_as):
    browser = login_as(OWN)
    make_draft(client=ClientFactory(guardians=[account_of(browser)]))
    assert "Szkice faktur" not in browser.get("/").text


def test_a_module_that_is_off_has_no_duties(login_as):
    browser = login_as(ADMINISTRATOR)
    make_draft()
    assert "Szkice faktur" in browser.get("/").text
    with transaction():
        switch(Module.invoices, is_on=False)
    assert "Szkice faktur" not in browser.get("/").text
