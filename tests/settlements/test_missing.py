"""What stands in the way of a client's settlement: said on its month, with the way to mend it."""

import re
from decimal import Decimal
from html import unescape

import sqlalchemy as sa

from app.core.currency import Currency
from app.positions.models import PositionRate
from app.settlements.enums import ClientState, Missing
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.queries import ACCEPTANCE
from app.settlements.services import employees
from app.settlements.views import mending
from tests.factories.settlements import MONTH


def page_of(month):
    return f"/settlements/client/{month.client.id}?month=2026-10"


def roster_of(month):
    return f"/employee-settlements/month/?month=2026-10&client={month.client.id}"


def said(browser, month):
    """Return what the page of the client's month says is missing, with its links."""
    text = browser.get(page_of(month)).text.split('class="standing-actions"', maxsplit=1)[0]
    items = re.findall(r"<li>(.*?)</li>", text.split('class="gaps"')[-1], re.DOTALL)
    found = []
    for item in items if 'class="gaps"' in text else []:
        link = re.search(r'<a href="([^"]*)"', item)
        words = " ".join(unescape(item.split("<a", maxsplit=1)[0]).split())
        found.append((words, unescape(link[1]) if link else ""))
    return found


def settle(db, month, **how):
    employees.settle([one.id for one in month.contracts], MONTH, **how)
    db.session.commit()


def heads(db):
    db.session.expire_all()
    return db.session.scalars(sa.select(EmployeeSettlement).order_by(EmployeeSettlement.id)).all()


def test_people_who_are_not_settled_lead_to_their_list(db, accountant, month):
    assert said(accountant, month) == [("Pracownicy nie są rozliczeni: 2", roster_of(month))]
    employees.settle([month.contracts[0].id], MONTH, close=True)
    db.session.commit()
    assert said(accountant, month) == [("Pracownicy nie są rozliczeni: 1", roster_of(month))]
    settle(db, month, close=True)
    assert said(accountant, month) == []


def test_what_the_client_has_not_accepted_leads_to_what_it_was_asked(db, accountant, month):
    ACCEPTANCE.set(client_accepts=True)
    settle(db, month)
    anna, beata = heads(db)
    employees.send_to_client([anna])
    db.session.commit()
    asked = "/settlements-to-accept/"
    assert said(accountant, month) == [
        ("Pracownicy nie są rozliczeni: 1", roster_of(month)),
        ("Klient nie zaakceptował: 1", asked),
    ]
    employees.send_to_client([beata])
    employees.decide([anna], accepted=False, comment="Za dużo godzin")
    db.session.commit()
    assert said(accountant, month) == [("Klient nie zaakceptował: 2", asked)]


def test_a_client_is_charged_in_one_currency(db, accountant, month):
    settle(db, month, close=True)
    month.client.currency = Currency.EUR
    db.session.commit()
    assert said(accountant, month) == [("Rozliczono w innej walucie: PLN", roster_of(month))]
    answer = accountant.post(page_of(month), follow_redirects=True)
    assert "Pracownicy są rozliczeni w PLN" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(ClientSettlement.id))) == 0
    employees.cancel(heads(db), "Zmiana waluty")
    settle(db, month, close=True)
    assert said(accountant, month) == []
    accountant.post(page_of(month))
    settlement = db.session.scalars(sa.select(ClientSettlement)).one()
    assert (settlement.currency, settlement.net) == (Currency.EUR, Decimal("11128.37"))


def test_work_without_a_price_is_not_approved_and_leads_to_the_positions(db, accountant, month):
    db.session.execute(sa.update(PositionRate).values(client_rate=0))
    db.session.commit()
    settle(db, month, close=True)
    positions = f"/clients/show/{month.client.id}#PositionView"
    assert said(accountant, month) == [("Nie ma czym obciążyć Klienta", positions)]
    place = accountant.post(page_of(month)).location
    assert said(accountant, month) == [("Nie ma czym obciążyć Klienta", positions)]
    assert positions in accountant.get(place).text
    item = db.session.scalars(sa.select(ClientSettlement)).one()
    accountant.post(f"/client-settlements/approve/{item.id}?revision={item.revision}")
    db.session.expire_all()
    assert item.state is ClientState.draft


def test_a_link_is_only_for_those_who_may_mend(db, accountant, month, monkeypatch):
    monkeypatch.setattr(mending, "can", lambda _verb, entity: entity != "EmployeeSettlements")
    assert said(accountant, month) == [("Pracownicy nie są rozliczeni: 2", "")]


def test_whatever_can_be_missing_is_mended_somewhere():
    assert mending.PLACES.keys() | mending.OF_CLIENTS.keys() == set(Missing)
    assert not mending.PLACES.keys() & mending.OF_CLIENTS.keys()
