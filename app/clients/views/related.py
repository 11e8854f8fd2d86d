"""What hangs on a client: contacts, addresses, bank accounts; tabs of its profile."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.clients.models import Address, ClientBankAccount, Contact
from app.clients.services import (
    keep_one_main_contact,
    normalise_address,
    normalise_bank_account,
)
from app.core.checks import EMAIL
from app.core.identifiers import (
    as_validator,
    clean_iban,
    show_iban,
)
from app.core.modules import Module
from app.core.views import AppModelView, Interface
from app.core.views.restoring import RestoringMixin


class ClientTabView(AppModelView):
    """The view of rows that are looked after on a tab of their client."""

    parent_columns = ("client",)

    def after_save_url(self, item: Any) -> str:
        """Go back to the tab."""
        return self._tab_url(item.client_id)

    def cancel_url(self, item: Any | None) -> str:
        """Go back to the tab a new row was to be added on."""
        client = self.find_offered("client", request.args.get("_rel_client", ""))
        return self._tab_url(client.id) if client and item is None else super().cancel_url(item)

    def _tab_url(self, client_id: int) -> str:
        return f"{url_for('ClientView.show', pk=client_id)}#{self.endpoint}"


class ContactView(RestoringMixin, ClientTabView):
    """People at clients."""

    datamodel = Interface(Contact, joinedload(Contact.client))
    route_base = "/contacts"
    class_permission_name = "Contacts"
    add_title = lazy_gettext("Add contact")
    menu_icon = "address-book"
    list_columns = ["name", "client", "job_title", "email", "phone", "is_primary", "created_on"]
    default_columns = ("name", "client", "job_title", "email", "phone", "is_primary")
    label_columns = {"name": lazy_gettext("First and last name")}
    order_columns = ["name", "created_on"]
    sort_keys = {"name": "sort_key"}
    base_order = ("name", "asc")
    search_columns = ["client", "email", "phone", "is_primary"]
    show_columns = ["client", "job_title", "email", "phone", "is_primary", "note"]
    add_columns = [
        "client",
        "first_name",
        "last_name",
        "job_title",
        "email",
        "phone",
        "is_primary",
        "note",
    ]
    edit_columns = add_columns
    validators_columns = {"email": [EMAIL]}
    empty_hint = lazy_gettext("Add the people you call and write to.")

    def pre_add(self, item: Contact) -> None:
        """Leave the client with one main contact."""
        keep_one_main_contact(item)

    pre_update = pre_add


class AddressView(RestoringMixin, ClientTabView):
    """Addresses of clients."""

    datamodel = Interface(Address, joinedload(Address.client))
    route_base = "/addresses"
    class_permission_name = "Addresses"
    menu_icon = "map-pin"
    list_columns = [
        "kind",
        "client",
        "name",
        "street",
        "postal_code",
        "city",
        "country",
        "valid_from",
        "valid_to",
        "note",
    ]
    default_columns = (
        "kind",
        "client",
        "name",
        "street",
        "postal_code",
        "city",
        "valid_from",
        "valid_to",
    )
    order_columns = ["kind", "valid_from", "valid_to"]
    base_order = ("kind", "asc")
    search_columns = ["client", "kind", "city", "postal_code", "valid_from", "valid_to"]
    show_columns = [
        "client",
        "kind",
        "name",
        "street",
        "postal_code",
        "city",
        "country",
        "valid_from",
        "valid_to",
        "note",
    ]
    add_columns = show_columns
    edit_columns = show_columns
    add_title = lazy_gettext("Add address")
    description_columns = {
        "valid_from": lazy_gettext("Leave the dates empty when the address always holds."),
    }

    def pre_add(self, item: Address) -> None:
        """Check what the form cannot."""
        normalise_address(item)

    pre_update = pre_add


class ClientBankAccountView(RestoringMixin, ClientTabView):
    """Bank accounts clients pay from."""

    datamodel = Interface(ClientBankAccount, joinedload(ClientBankAccount.client))
    route_base = "/client-bank-accounts"
    class_permission_name = "ClientBankAccounts"
    add_title = lazy_gettext("Add bank account")
    module = Module.bank_accounts
    menu_icon = "building-bank"
    list_columns = ["iban", "client", "bank", "currency", "note"]
    order_columns = ["iban"]
    base_order = ("id", "asc")
    search_columns = ["client", "iban", "currency"]
    show_columns = ["client", "iban", "bank", "currency", "note"]
    add_columns = ["client", "iban", "currency", "note"]
    edit_columns = add_columns
    formatters_columns = {"iban": show_iban}
    validators_columns = {"iban": [as_validator(clean_iban)]}

    def pre_add(self, item: ClientBankAccount) -> None:
        """Name the bank."""
        normalise_bank_account(item)

    pre_update = pre_add


#: The tabs of a client's profile, in their order.
TABS: list[type[AppModelView]] = [ContactView, AddressView, ClientBankAccountView]


def add_tab(view: type[AppModelView]) -> None:
    """Let a package above put its rows on the profile of their client."""
    if view not in TABS:
        TABS.append(view)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages; those with a list of all clients' rows stand in the menu."""
    appbuilder.add_view(ContactView, "Contacts", label=Contact.__labels__[1], category="CRM")
    appbuilder.add_view_no_menu(AddressView)
    appbuilder.add_view_no_menu(ClientBankAccountView)
