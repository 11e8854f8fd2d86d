"""Price records as rows of the form of their group or position."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ADMINISTRATOR
from app.core import history
from app.core.db import transaction
from app.positions.enums import FeeMode, PriceMode, PriceSection, PriceSource
from app.positions.models import Position, PositionPrice, PriceGroup, PriceGroupItem
from tests.factories.clients import ClientFactory
from tests.factories.positions import (
    PositionFactory,
    PositionPriceFactory,
    PriceGroupFactory,
    PriceGroupItemFactory,
    RateKindFactory,
)
from tests.support.pages import fields_of

WITHOUT = "Koordynator – wszyscy klienci, bez stawek"
PARTS = ("price_id", "price_was", "price_section", "price_name", "price_kind", "price_mode",
         "price_value", "price_fee")  # fmt: skip


@pytest.fixture
def office(login_as):
    return login_as(ADMINISTRATOR)


class Form:
    """The form of a page, with its rows of price records; the template row is the last one."""

    def __init__(self, browser, url):
        self.browser, self.url = browser, url
        self.open(browser.get(url))

    def open(self, answer):
        assert answer.status_code in (200, 422)
        self.text = answer.text
        self.fields = MultiDict(fields_of(answer.text))
        columns = [self.fields.poplist(part) for part in PARTS]
        rows = [dict(zip(PARTS, row, strict=True)) for row in zip(*columns, strict=True)]
        self.blank = rows[-1]
        self.rows = rows[:-1]

    def add(self, name, value, **values):
        typed = {f"price_{key}": text for key, text in values.items()}
        self.rows.append({**self.blank, "price_name": name, "price_value": value, **typed})

    def send(self, **values):
        data = MultiDict(self.fields)
        for name, value in values.items():
            data[name] = value
        for row in self.rows:
            for name, value in row.items():
                data.add(name, value)
        return self.browser.post(self.url, data=data)


def records(db, model):
    db.session.rollback()
    return [
        (one.section, one.name, one.mode, one.margin, one.amount, one.fee)
        for one in db.session.scalars(sa.select(model).order_by(model.id))
    ]


BASE = (PriceSection.base_pay, "Wynagrodzenie", PriceMode.margin, Decimal("25.50"), None, None)
FEE = (PriceSection.fee, "Rekrutacja", PriceMode.amount, None, Decimal("500.00"), FeeMode.added)


def test_group_is_saved_with_all_its_records_at_once(db, office):
    kind = RateKindFactory(name="nocna")
    form = Form(office, "/price-groups/add")
    form.add("Wynagrodzenie", "25,5")
    form.add("Rekrutacja", "500", section="fee", mode="amount")
    form.add("Noc", "", section="base_pay", mode="ignore", kind=str(kind.id))
    assert form.send(name="Hotele").status_code == 302
    night = (PriceSection.base_pay, "Noc", PriceMode.ignore, None, None, None)
    assert records(db, PriceGroupItem) == [BASE, FEE, night]
    last = db.session.scalars(sa.select(PriceGroupItem).filter_by(name="Noc")).one()
    assert last.rate_kind_id == kind.id
    assert last.price_group.name == "Hotele"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"value": "dużo"}, "Podaj liczbę"),
        ({"value": ""}, "Wpisz marżę"),
        ({"value": "2000"}, "Marża mieści się"),
        ({"value": "-5", "mode": "amount"}, "Stawka nie może być ujemna"),
        ({"value": "", "mode": "amount"}, "Wpisz kwotę"),
        ({"name": "", "value": "5"}, "wymagane"),
        ({"name": "x" * 81}, "80"),
        ({"section": "nic"}, "Wybierz"),
        ({"mode": ""}, "wymagane"),
        ({"kind": "999999"}, "Wybierz"),
        ({"fee": "nic"}, "Wybierz"),
        ({"id": "999999"}, "usunął tę pozycję"),
    ],
)
def test_refused_records_keep_what_was_typed(db, office, values, message):
    form = Form(office, "/price-groups/add")
    form.add(**{"name": "Wynagrodzenie", "value": "25,5", **values})
    form.add("Rekrutacja", "500", section="fee", mode="amount")
    answer = form.send(name="Hotele")
    assert answer.status_code == 422
    assert message in answer.text
    form.open(answer)
    assert form.rows[-1]["price_name"] == "Rekrutacja"
    assert records(db, PriceGroupItem) == []


def test_touched_records_alone_are_changed(db, office):
    group = PriceGroupFactory()
    first = PriceGroupItemFactory(price_group=group)
    second = PriceGroupItemFactory(price_group=group, name="Dodatek")
    form = Form(office, f"/price-groups/edit/{group.id}")
    with transaction():
        first.margin = Decimal(40)
    next(row for row in form.rows if row["price_name"] == "Dodatek")["price_value"] = "30"
    assert form.send().status_code == 302
    assert [one[3] for one in records(db, PriceGroupItem)] == [Decimal(40), Decimal(30)]
    form = Form(office, f"/price-groups/edit/{group.id}")
    with transaction():
        db.session.get_one(PriceGroupItem, second.id).margin = Decimal(50)
    next(row for row in form.rows if row["price_name"] == "Dodatek")["price_value"] = "60"
    answer = form.send()
    assert answer.status_code == 422
    assert "Ktoś właśnie zmienił" in answer.text


def test_emptied_record_goes(db, office):
    item = PriceGroupItemFactory()
    form = Form(office, f"/price-groups/edit/{item.price_group_id}")
    form.rows[0].update(price_name="", price_value="")
    assert form.send().status_code == 302
    assert records(db, PriceGroupItem) == []


def test_record_of_another_group_is_not_changed(db, office):
    item, other = PriceGroupItemFactory(), PriceGroupItemFactory(name="Cudza")
    form = Form(office, f"/price-groups/edit/{item.price_group_id}")
    form.rows[0]["price_id"] = str(other.id)
    form.rows[0]["price_value"] = "1"
    assert form.send().status_code == 422
    assert {one[3] for one in records(db, PriceGroupItem)} == {Decimal(25)}


def test_position_is_saved_with_prices_of_its_own(db, office):
    client = ClientFactory()
    form = Form(office, f"/positions/add?_rel_client={client.id}")
    form.add("Wynagrodzenie", "25,5")
    assert form.send(name="Pokojówka", price_source="own").status_code == 302
    assert records(db, PositionPrice) == [BASE]
    price = db.session.scalars(sa.select(PositionPrice)).one()
    assert (price.client_id, price.position.name) == (client.id, "Pokojówka")


def test_prices_typed_before_another_source_was_chosen_are_left_out(db, office):
    form = Form(office, f"/positions/add?_rel_client={ClientFactory().id}")
    form.add("Wynagrodzenie", "dużo")
    assert form.send(name="Pokojówka", price_source="client").status_code == 302
    assert records(db, PositionPrice) == []


def test_prices_come_back_with_an_older_version(db, office):
    price = PositionPriceFactory(position__price_source=PriceSource.own)
    position = price.position
    number = history.moments(position, related=("prices",), limit=1)[0].number
    then = records(db, PositionPrice)
    with transaction():
        db.session.delete(db.session.get_one(PositionPrice, price.id))
    PositionPriceFactory(position=position, name="Nowa")
    url = f"/positions/restore-version/{position.id}?version={number}"
    assert office.post(url).status_code == 302
    assert records(db, PositionPrice) == then


def test_records_of_a_group_come_back_with_it(db, office):
    item = PriceGroupItemFactory()
    group = item.price_group
    number = history.moments(group, related=("items",), limit=1)[0].number
    with transaction():
        item.margin, group.name = Decimal(99), "Inna"
    assert (
        office.post(f"/price-groups/restore-version/{group.id}?version={number}").status_code == 302
    )
    assert records(db, PriceGroupItem)[0][3] == Decimal(25)
    assert db.session.get_one(PriceGroup, group.id).name != "Inna"


def test_prices_are_in_no_form_of_those_without_rates(db, office, login_as):
    position = PositionFactory(price_source=PriceSource.own)
    url = f"/positions/edit/{position.id}"
    without = login_as(WITHOUT)
    assert "price_was" not in without.get(url).text
    form = Form(office, url)
    form.add("Wynagrodzenie", "25,5")
    form.browser = without
    assert form.send(name="Inna").status_code == 302
    assert records(db, PositionPrice) == []
    assert db.session.scalars(sa.select(Position)).one().name == "Inna"
