"""Items: their types, the stock, and what was handed out."""

from datetime import date
from decimal import Decimal

from app.clients.models import Client
from app.employees.models import Employee
from app.items.models import Item, ItemIssue, ItemType
from tests.security.world import fill

_ROW = {"row_thing": "t{ItemType}", "row_quantity": "2", "row_charge": "yes", "row_price": "15"}
ADD = {
    "ItemTypeView": {
        "name": "Nowy typ", "unit_price": "12,50", "vat_rate": "vat_23", "is_returnable": "y",
    },
    "ItemView": {"item_type": "{ItemType}", "name": "Rozmiar M", "quantity": "5"},
}  # fmt: skip
PAGES = {
    "ItemIssueView.hand_out GET": ("/item-issues/hand-out?_rel_employee={Employee}", {}),
    "ItemIssueView.hand_out POST": (
        "/item-issues/hand-out",
        {"employee": "{Employee}", "issued_on": "2026-11-20", "note": "Na start", **_ROW},
    ),
    "ItemIssueView.things GET": ("/item-issues/things?q=kurtka", {}),
    "ItemIssueView.row GET": ("/item-issues/row", {}),
    "ItemIssueView.take_back GET": ("/item-issues/take-back?ids={ItemIssue}", {}),
    "ItemIssueView.take_back POST": (
        "/item-issues/take-back?ids={ItemIssue}",
        {
            "returned_on": "2026-11-21", "back": "{ItemIssue}", "quantity_{ItemIssue}": "1",
            "damaged_{ItemIssue}": "0",
        },
    ),
}  # fmt: skip


def common(world):
    """Types and the stock belong to no client."""
    kind = world.save(ItemType(name="Kurtka", unit_price=Decimal(120), description="Opis"))
    world.save(Item(item_type=kind, name="L", quantity=20, issued=8))
    world.archive(ItemType(name="Dawny typ"))


def of_client(side, world):
    """What the employee uses at the client, and what the client holds."""
    kind = {"item_type_id": world.ids[ItemType], "item_id": world.ids[Item], "quantity": 4}
    day = {"issued_on": date(2026, 11, 2), "unit_price": Decimal(15), "settled_key": None}
    own = {"client_id": side.ids[Client]}
    employee = {"employee_id": side.ids[Employee]}
    side.save(fill(ItemIssue, side.mark, **own, **employee, **kind, **day))
    side.save(fill(ItemIssue, side.mark, **own, **kind, **day))
