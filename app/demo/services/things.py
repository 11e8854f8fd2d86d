"""What the agency lends and sells: types of items, a stock, and who was given what."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from app.assignments.enums import ContractState
from app.assignments.models import Contract
from app.core.clock import today
from app.demo.agency import Agency
from app.demo.services.clients import Customer
from app.extensions import db
from app.items.models import Item, ItemIssue, ItemType
from app.items.services.issuing import Back, Holder, Wanted, hand_out, take_back
from app.items.services.stock import check_type, normalise_item

#: Name → price, returnable, charged when issued, and the stock: (size or model, pieces).
_TYPES: dict[str, tuple[str, bool, bool, tuple[tuple[str, int], ...]]] = {
    "Kurtka robocza": ("89.00", True, False, (("M", 40), ("L", 60), ("XL", 35))),
    "Buty S3": ("129.00", False, False, (("39", 30), ("42", 45), ("44", 40))),
    "Kask ochronny": ("34.50", True, False, (("żółty", 80),)),
    "Karta dostępu": ("20.00", True, False, (("magazyn", 120),)),
    "Klucz do mieszkania": ("45.00", True, False, (("Kołobrzeg, Portowa 4", 8),)),
    "Wózek paletowy": ("1350.00", False, True, (("2,5 t", 6),)),
    "Telefon służbowy": ("620.00", True, False, ()),
}
_PHONES = 8
_WITH_NUMBER, _FOR_CLIENTS = "Telefon służbowy", "Wózek paletowy"
_GIVEN, _RETURNED, _CLIENTS = 45, 10, 3


class Things:
    """Keeps the store and hands things out, now and then takes them back."""

    def __init__(self, rng: random.Random, agency: Agency) -> None:
        self.rng, self.agency, self.story = rng, agency, agency.story
        self.days = agency.story.days
        self._items: list[Item] = []

    def add_stock(self) -> None:
        """Add the types and what is in store of each."""
        for name, (price, is_returnable, is_charged, stock) in _TYPES.items():
            item_type = ItemType(name=name, unit_price=Decimal(price))
            item_type.is_returnable, item_type.is_charged = is_returnable, is_charged
            check_type(item_type)
            db.session.add(item_type)
            for size, pieces in stock:
                self._add(Item(item_type=item_type, name=size, quantity=pieces))
            for number in range(_PHONES if name == _WITH_NUMBER else 0):
                inventory = f"TEL-{number + 1:03d}"
                self._add(Item(item_type=item_type, quantity=1, inventory_number=inventory))

    def _add(self, item: Item) -> None:
        normalise_item(item)
        db.session.add(item)
        self._items.append(item)

    def plan(self, customers: Sequence[Customer], contracts: Sequence[Contract]) -> None:
        """Plan who gets something; the hotel of the worked month buys nothing."""
        span = (self.days.last - self.days.first).days - 20
        for _ in range(_GIVEN):
            day = self.days.first + timedelta(days=self.rng.randrange(span))
            who = self.rng.choice(self.agency.coordinators)
            self.story.tell(day, who, partial(self._give, contracts), place=15_000)
        buyers = [one for one in customers[1:] if one.status == "Aktywny" and not one.is_care]
        for customer in self.rng.sample(buyers, min(_CLIENTS, len(buyers))):
            day = self.days.month(1) + timedelta(days=self.rng.randrange(3, 20))
            sell = partial(self._sell, customer)
            self.story.tell(day, self.agency.director, sell, place=16_000)

    def _give(self, contracts: Sequence[Contract]) -> None:
        """Give one or two things to somebody who works, and have a few of them come back."""
        active = [one for one in contracts if one.state_on(today()) is ContractState.active]
        in_store = [
            item for item in self._items if item.in_store and item.item_type.name != _FOR_CLIENTS
        ]
        contract = self.rng.choice(active)
        if contract.employee.is_archived or contract.client.is_archived:
            return
        wanted = [
            Wanted(item.item_type, item=item)
            for item in self.rng.sample(in_store, self.rng.choice((1, 2)))
        ]
        holder = Holder(employee=contract.employee, contract=contract)
        issues = hand_out(holder, wanted, on=today())
        if self.rng.randrange(_GIVEN) < _RETURNED:
            day = today() + timedelta(days=self.rng.randrange(5, 20))
            who = self.rng.choice(self.agency.coordinators)
            self.story.tell(day, who, partial(self._return, issues[0]), place=15_500)

    def _return(self, issue: ItemIssue) -> None:
        if issue.is_returnable:
            take_back([(issue, Back(issue.outstanding))], on=today())

    def _sell(self, customer: Customer) -> None:
        (item,) = (one for one in self._items if one.item_type.name == _FOR_CLIENTS)
        wanted = [Wanted(item.item_type, quantity=1, item=item)]
        hand_out(Holder(client=customer.client), wanted, on=today())
