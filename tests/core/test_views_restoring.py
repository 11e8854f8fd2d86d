"""Versions of clients, employees and kinds of rates come back, every kind of field among them."""

from datetime import date
from decimal import Decimal

import pytest

from app.accounts.roles import ADMINISTRATOR
from app.annotations.models import EntityStatus, Tag
from app.clients.enums import ClientKind
from app.clients.models import Client
from app.core import history
from app.core.clock import now
from app.core.currency import Currency
from app.core.db import transaction
from app.employees.models import Employee
from app.positions.models import RateKind
from tests.factories.clients import (
    AddressFactory,
    BankAccountFactory,
    ClientFactory,
    ContactFactory,
)
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import ClientPricingFactory, RateKindFactory


@pytest.fixture
def office(login_as):
    return login_as(ADMINISTRATOR)


def newest(row):
    return history.moments(row, limit=1)[0].number


def restore(browser, base, row, number):
    return browser.post(f"/{base}/restore-version/{row.id}?version={number}")


def save(db, *rows):
    with transaction():
        db.session.add_all(rows)


def test_every_kind_of_field_of_a_client_comes_back(db, office):
    tags = [Tag(name="VIP", entities=["client"]), Tag(name="Niemcy", entities=["client"])]
    status = EntityStatus(entity="client", name="Aktywny")
    payer = ClientFactory(name="Grupa Bałtyk")
    save(db, *tags, status)
    client = ClientFactory(name="Hotel", payment_days=14)
    with transaction():
        client.client_since, client.kind = date(2026, 11, 23), ClientKind.institution
        client.requires_order_number, client.currency = True, Currency.EUR
        client.status, client.payer, client.tags = status, payer, list(tags)
        client.description = "Dwa\nwiersze"
    number = newest(client)
    with transaction():
        client.client_since, client.kind = None, ClientKind.company
        client.requires_order_number, client.currency = False, Currency.PLN
        client.status, client.payer, client.tags = None, None, [tags[0]]
        client.description, client.payment_days = None, 30
    answer = restore(office, "clients", client, number)
    assert answer.location == f"/clients/show/{client.id}"
    db.session.rollback()
    found = db.session.get_one(Client, client.id)
    assert (found.client_since, found.kind) == (date(2026, 11, 23), ClientKind.institution)
    assert (found.requires_order_number, found.currency) == (True, Currency.EUR)
    assert (found.status, found.payer, found.payment_days) == (status, payer, 14)
    assert found.description.split() == ["Dwa", "wiersze"]
    assert sorted(tag.name for tag in found.tags) == ["Niemcy", "VIP"]


def test_what_is_gone_from_a_list_is_left_out_and_named(db, office):
    tags = [Tag(name="VIP", entities=["client"]), Tag(name="Niemcy", entities=["client"])]
    save(db, *tags)
    client = ClientFactory()
    with transaction():
        client.tags = list(tags)
    number = newest(client)
    with transaction():
        client.tags = []
    with transaction():
        db.session.delete(tags[0])
    assert restore(office, "clients", client, number).status_code == 302
    assert "Pominięto to, czego już nie ma: Tagi" in office.get(f"/clients/show/{client.id}").text
    db.session.rollback()
    assert [tag.name for tag in db.session.get_one(Client, client.id).tags] == ["Niemcy"]


def test_employee_comes_back_and_an_archived_one_does_not(db, office):
    employee = EmployeeFactory(first_name="Anna")
    number = newest(employee)
    with transaction():
        employee.first_name, employee.archived_on = "Hanna", now()
    assert restore(office, "employees", employee, number).status_code == 422
    with transaction():
        employee.archived_on = None
    assert restore(office, "employees", employee, number).status_code == 302
    db.session.rollback()
    assert db.session.get_one(Employee, employee.id).first_name == "Anna"


def test_numbers_of_a_kind_of_rate_come_back(db, office):
    kind = RateKindFactory(employee_rate=Decimal("33.4001"), daily_hours=Decimal(8))
    number = newest(kind)
    with transaction():
        kind.employee_rate, kind.daily_hours = Decimal(1), None
    assert restore(office, "rate-kinds", kind, number).status_code == 302
    db.session.rollback()
    found = db.session.get_one(RateKind, kind.id)
    assert (found.employee_rate, found.daily_hours) == (Decimal("33.4001"), Decimal("8.00"))


IBANS = "PL61109010140000071219812874", "PL27114020040000300201355387"


@pytest.mark.parametrize(
    ("base", "factory", "column", "values"),
    [
        ("contacts", ContactFactory, "phone", ("600100200", "600100201")),
        ("addresses", AddressFactory, "street", ("Długa 1", "Krótka 2")),
        ("client-bank-accounts", BankAccountFactory, "iban", IBANS),
        ("client-pricing", ClientPricingFactory, "note", ("Umowa", "Aneks")),
    ],
)
def test_rows_of_a_client_come_back(db, office, base, factory, column, values):
    row = factory(**{column: values[0]})
    number = newest(row)
    with transaction():
        setattr(row, column, values[1])
    assert restore(office, base, row, number).status_code == 302
    db.session.rollback()
    assert getattr(db.session.get_one(type(row), row.id), column) == values[0]
