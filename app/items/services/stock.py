"""Verbs of types and of the stock."""

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.items import rules
from app.items.models import Item, ItemType


def check_type(item_type: ItemType) -> None:
    """Refuse a price that cannot be right."""
    if item_type.unit_price < 0:
        raise DomainError(_("The price cannot be negative."))
    if item_type.is_charged and not item_type.unit_price:
        raise DomainError(_("What is charged needs a price."))


def normalise_item(item: Item) -> None:
    """Check the numbers of a new or changed item, and say where it is."""
    item.written_off = item.written_off or 0
    item.issued = item.issued or 0
    if item.quantity < 0 or (item.value or 0) < 0:
        raise DomainError(_("Pieces and value cannot be negative."))
    if item.quantity < item.issued:
        text = _("%(n)s pieces are issued; there cannot be fewer.", n=item.issued)
        raise DomainError(text)
    if (item.inventory_number or item.serial_number) and item.quantity > 1:
        raise DomainError(_("A thing with a number of its own is a single piece."))
    if item.quantity == 0 and item.written_off == 0:
        raise DomainError(_("Enter how many pieces there are."))
    keep_state(item)


def keep_state(item: Item) -> None:
    """Say where an item is after its numbers have changed."""
    item.state = rules.item_state(quantity=item.quantity, issued=item.issued)


def take_out(item: Item, quantity: int) -> None:
    """Take pieces out of the store."""
    if quantity > item.in_store:
        if item.quantity == 1 and item.in_store == 0:
            raise DomainError(_("“%(item)s” is issued already.", item=item))
        text = _("“%(item)s”: %(n)s in store.", item=item, n=item.in_store)
        raise DomainError(text)
    item.issued += quantity
    keep_state(item)


def put_back(item: Item, quantity: int, *, damaged: int) -> None:
    """Put pieces back into the store; those damaged or lost are written off."""
    item.issued -= quantity
    item.quantity -= damaged
    item.written_off += damaged
    keep_state(item)


def write_off(item: Item) -> None:
    """Take all pieces that are in store out of use for good."""
    count = item.in_store
    if count == 0:
        raise DomainError(_("“%(item)s”: nothing is in store.", item=item))
    item.quantity -= count
    item.written_off += count
    keep_state(item)
