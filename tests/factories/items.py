"""Types of items, the stock, and what was handed out."""

from datetime import date
from decimal import Decimal

import factory

from app.items.models import Item, ItemIssue, ItemType
from tests.factories.clients import ClientFactory, _Saved
from tests.factories.employees import EmployeeFactory


class ItemTypeFactory(_Saved):
    class Meta:
        model = ItemType

    name = factory.Sequence(lambda number: f"Kurtka robocza {number}")
    unit_price = Decimal("120.00")


class ItemFactory(_Saved):
    class Meta:
        model = Item

    item_type = factory.SubFactory(ItemTypeFactory)


class ItemIssueFactory(_Saved):
    """Held by an employee, whom no client has anything to do with."""

    class Meta:
        model = ItemIssue

    item_type = factory.SubFactory(ItemTypeFactory)
    employee = factory.SubFactory(EmployeeFactory)
    issued_on = date(2026, 11, 2)
    unit_price = factory.SelfAttribute("item_type.unit_price")


class ClientIssueFactory(ItemIssueFactory):
    """Held by a client."""

    employee = None
    client = factory.SubFactory(ClientFactory)
