"""Settings › Typy przedmiotów, and Pracownicy › Magazyn przedmiotów."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.modules import Module
from app.core.permissions import WRITE
from app.core.views import AppModelView, ArchiveModelView, Interface, action
from app.items.models import Item, ItemType
from app.items.services import stock as verbs
from app.items.views.finding import NAMED, OF_TYPE
from app.items.views.issues import ItemIssueView

_TYPE = ["name", "unit_price", "vat_rate", "is_returnable", "is_charged", "description"]
_NUMBERS = ["inventory_number", "serial_number"]


class ItemView(AppModelView):
    """What the agency has to hand out."""

    datamodel = Interface(Item)
    route_base = "/items"
    class_permission_name = "Items"
    add_title = lazy_gettext("Add to the stock")
    module = Module.items
    help_page = "items"
    menu_icon = "stack-2"
    parent_columns = ("item_type",)
    related_views = [ItemIssueView]
    label_columns = {"in_store": lazy_gettext("In store")}
    list_columns = [
        "item_type", "name", *_NUMBERS, "state", "quantity", "in_store", "issued", "written_off",
        "value", "note", "created_on", "changed_on",
    ]  # fmt: skip
    default_columns = (
        "item_type", "name", *_NUMBERS, "state", "quantity", "in_store", "value",
    )  # fmt: skip
    order_columns = ["inventory_number", "created_on", "changed_on"]
    base_order = ("created_on", "desc")
    searched = (NAMED, lambda text: Item.item_type.has(OF_TYPE(text)))
    search_columns = [
        "item_type", "name", *_NUMBERS, "state", "quantity", "issued", "value", "created_on",
        "changed_on",
    ]  # fmt: skip
    show_columns = [
        "item_type", "name", *_NUMBERS, "state", "quantity", "in_store", "issued", "written_off",
        "value", "note",
    ]  # fmt: skip
    add_columns = ["item_type", "name", *_NUMBERS, "quantity", "value", "note"]
    edit_columns = ["name", *_NUMBERS, "quantity", "value", "note"]
    description_columns = {
        "quantity": lazy_gettext("All pieces the agency has, those issued among them."),
        "serial_number": lazy_gettext("A thing with a number of its own is a single piece."),
    }
    empty_hint = lazy_gettext("Add things with their numbers, or how many pieces there are.")

    def pre_add(self, item: Item) -> None:
        """Check what the form cannot."""
        verbs.normalise_item(item)

    pre_update = pre_add

    @action(
        "write_off",
        lazy_gettext("Write off"),
        verb=WRITE,
        icon="circle-x",
        confirm=lazy_gettext("Write off all pieces that are in store?"),
        offered=lambda row: row.in_store > 0,
    )
    def write_off(self, rows: list[Item]) -> str:
        """Take things out of use for good."""
        for item in rows:
            verbs.write_off(item)
        return str(_("Written off: %(count)s.", count=len(rows)))


class ItemTypeView(ArchiveModelView):
    """Kinds of things, with the prices that are copied onto each issue."""

    datamodel = Interface(ItemType)
    route_base = "/item-types"
    class_permission_name = "ItemTypes"
    add_title = lazy_gettext("Add item type")
    module = Module.items
    help_page = "items"
    menu_icon = "category"
    related_views = [ItemView]
    list_columns = [*_TYPE, "created_on", "changed_on"]
    default_columns = tuple(_TYPE)
    order_columns = ["name"]
    sort_keys = {"name": "sort_key"}
    base_order = ("name", "asc")
    search_columns = ["name", "vat_rate", "is_returnable", "is_charged", "unit_price"]
    show_columns = _TYPE
    add_columns = _TYPE
    edit_columns = _TYPE
    description_columns = {
        "unit_price": lazy_gettext("What a holder is charged, net; it may be changed later."),
        "vat_rate": lazy_gettext("For clients; employees are charged the price as it stands."),
    }
    empty_hint = lazy_gettext("Add what you hand out: clothing, telephones, keys, equipment.")

    def pre_add(self, item: ItemType) -> None:
        """Check what the form cannot."""
        verbs.check_type(item)

    pre_update = pre_add
