"""How things are found by their names and numbers."""

from app.core.views.searching import by_text
from app.items.models import Item, ItemType

NAMED = by_text(Item.name, Item.inventory_number, Item.serial_number)
OF_TYPE = by_text(ItemType.name)
