"""What is charged for things, what was a mistake, types and the stock."""

from decimal import Decimal

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ADMINISTRATOR
from app.core.clock import today
from app.items.enums import ItemState
from app.items.models import Item, ItemType
from app.items.services import charging
from tests.factories.items import (
    ItemFactory,
    ItemIssueFactory,
    ItemTypeFactory,
)
from tests.items.office import issues, take_back
from tests.support.pages import fields_of

D = Decimal


def test_charge_is_set_and_taken_back_on_the_profile(db, office):
    issue = ItemIssueFactory(quantity=2, unit_price=D("12.50"))
    office.post(f"/item-issues/action/charge/{issue.id}")
    db.session.refresh(issue)
    assert (issue.charge, issue.charged_on) == (D("25.00"), today())
    assert "25,00" in office.get(f"/item-issues/show/{issue.id}").text
    office.post(f"/item-issues/action/uncharge/{issue.id}")
    db.session.refresh(issue)
    assert issue.charge is None


def test_price_is_changed_until_it_is_settled(db, office):
    issue = ItemIssueFactory(charged_quantity=1, charged_on=today())
    url = f"/item-issues/edit/{issue.id}"

    def change(price):
        form = MultiDict(fields_of(office.get(url).text))
        form["unit_price"] = price
        return office.post(url, data=form)

    assert change("99,90").status_code == 302
    db.session.refresh(issue)
    assert issue.unit_price == D("99.90")
    charging.mark_charged([issue.id], "employee:1")
    db.session.commit()
    assert change("1").status_code == 422
    assert change("99,90").status_code == 302


def test_an_issue_noted_by_mistake_is_deleted(db, office):
    shelf = ItemFactory(quantity=3, issued=2, state=ItemState.in_store)
    issue = ItemIssueFactory(item=shelf, item_type=shelf.item_type, quantity=2)
    office.post(f"/item-issues/delete/{issue.id}")
    assert issues(db) == []
    db.session.refresh(shelf)
    assert (shelf.issued, shelf.in_store) == (0, 3)


def test_history_tells_what_came_back(db, office):
    issue = ItemIssueFactory()
    take_back(office, f"/item-issues/take-back?ids={issue.id}", [issue.id])
    page = office.get(f"/item-issues/history/{issue.id}").text
    assert "Zwrócono sztuk" in page


def save(browser, url, **values):
    form = MultiDict(fields_of(browser.get(url).text))
    for name, value in values.items():
        form.setlist(name, [str(value)])
    return browser.post(url, data=form)


def test_types_are_the_administrators(db, office, login_as):
    assert office.get("/item-types/add").status_code == 403
    boss = login_as(ADMINISTRATOR)
    assert save(boss, "/item-types/add", name="Łom", unit_price="45").status_code == 302
    assert save(boss, "/item-types/add", name="Łom", unit_price="45").status_code == 422
    assert save(boss, "/item-types/add", name="Hak", unit_price="-1").status_code == 422
    kind = db.session.scalars(sa.select(ItemType)).one()
    assert (kind.sort_key[:2], kind.unit_price) == ("l~", D(45))
    assert save(boss, f"/item-types/edit/{kind.id}", unit_price="50").status_code == 302


def test_stock_is_kept(db, office):
    kind = ItemTypeFactory()
    answer = save(office, "/items/add", item_type=kind.id, name="L", quantity=20)
    assert answer.status_code == 302
    answer = save(office, "/items/add", item_type=kind.id, serial_number="SN", quantity=2)
    assert answer.status_code == 422
    shelf = db.session.scalars(sa.select(Item)).one()
    assert (shelf.quantity, shelf.state, str(shelf)) == (20, ItemState.in_store, f"{kind} L")
    office.post(f"/items/action/write_off/{shelf.id}")
    db.session.refresh(shelf)
    assert (shelf.quantity, shelf.written_off, shelf.state) == (0, 20, ItemState.written_off)


def test_inventory_numbers_are_the_only_ones_of_their_kind(db, office):
    known = ItemFactory(inventory_number="INW-1")
    values = {"item_type": known.item_type_id, "quantity": 1, "inventory_number": "INW-1"}
    assert save(office, "/items/add", **values).status_code == 422
    assert save(office, "/items/add", **values | {"inventory_number": "INW-2"}).status_code == 302
