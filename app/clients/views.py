"""The pages of clients: list, profile, and the lists on its tabs."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder import AppBuilder
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response
from wtforms import validators

from app.accounts.permissions import current_role_ids
from app.annotations.models import EntityStatus, Tag
from app.annotations.queries import tags_for
from app.annotations.targets import register_target
from app.clients import scopes
from app.clients.models import Address, Client, ClientBankAccount, Contact
from app.clients.queries import nearly_same_name, same_nip
from app.clients.services import (
    KIND,
    change_creator,
    check_status,
    normalise_address,
    normalise_bank_account,
    normalise_client,
)
from app.core.access import can, page
from app.core.db import transaction
from app.core.forms.converter import Converter
from app.core.identifiers import (
    as_validator,
    clean_eu_vat,
    clean_iban,
    clean_krs,
    clean_nip,
    clean_regon,
    show_iban,
    show_nip,
)
from app.core.modules import Module, is_enabled
from app.core.permissions import MANAGE, READ
from app.core.views import AppModelView, ArchiveModelView, Interface
from app.core.views.cells import EMPTY, cell
from app.core.views.editing import NeedsConfirmation
from app.core.views.pages import FormPage, RailBlock

_email = validators.Email(lazy_gettext("This is not an e-mail address."))
_url = validators.Regexp(
    r"^https?://[^\s<>\"']+$", message=lazy_gettext("Write the address with https://.")
)


def _nip(value: str | None) -> str | Markup:
    return show_nip(value) if value else EMPTY


class ContactView(AppModelView):
    """People at clients."""

    datamodel = Interface(Contact, joinedload(Contact.client))
    route_base = "/contacts"
    class_permission_name = "Contacts"
    add_title = lazy_gettext("Add contact")
    menu_icon = "address-book"
    parent_columns = ("client",)
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
    validators_columns = {"email": [_email]}
    empty_hint = lazy_gettext("Add the people you call and write to.")

    def after_save_url(self, item: Contact) -> str:
        """Go back to the client."""
        return f"{url_for('ClientView.show', pk=item.client_id)}#{self.endpoint}"


class AddressView(AppModelView):
    """Addresses of clients."""

    datamodel = Interface(Address, joinedload(Address.client))
    route_base = "/addresses"
    class_permission_name = "Addresses"
    menu_icon = "map-pin"
    parent_columns = ("client",)
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

    def after_save_url(self, item: Address) -> str:
        """Go back to the client."""
        return f"{url_for('ClientView.show', pk=item.client_id)}#{self.endpoint}"


class ClientBankAccountView(AppModelView):
    """Bank accounts clients pay from."""

    datamodel = Interface(ClientBankAccount, joinedload(ClientBankAccount.client))
    route_base = "/client-bank-accounts"
    class_permission_name = "ClientBankAccounts"
    add_title = lazy_gettext("Add bank account")
    module = Module.bank_accounts
    menu_icon = "building-bank"
    parent_columns = ("client",)
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

    def after_save_url(self, item: ClientBankAccount) -> str:
        """Go back to the client."""
        return f"{url_for('ClientView.show', pk=item.client_id)}#{self.endpoint}"


_IDENTITY = ["name", "short_name", "kind", "status", "client_since", "description"]
_NUMBERS = ["nip", "regon", "krs", "eu_vat"]
_REACH = ["email", "phone", "website"]
_CARE = ["guardians", "guardian_groups", "tags"]
_BILLING = [
    "payer",
    "payment_days",
    "currency",
    "vat_rate",
    "language",
    "invoice_email",
    "invoice_detail",
    "employee_names",
    "requires_order_number",
    "order_number",
]


class ClientView(ArchiveModelView):
    """CRM › Klienci."""

    datamodel = Interface(
        Client,
        joinedload(Client.status),
        selectinload(Client.tags),
        selectinload(Client.guardians),
    )
    route_base = "/clients"
    class_permission_name = "Clients"
    add_title = lazy_gettext("Add client")
    menu_icon = "building"
    related_views = [ContactView, AddressView, ClientBankAccountView]
    history_relations = ("contacts", "addresses", "bank_accounts")
    details_label = lazy_gettext("Data")

    list_columns = [
        "name",
        "short_name",
        "nip",
        "status",
        "kind",
        "tags",
        "guardians",
        "phone",
        "email",
        "client_since",
        "payment_days",
        "currency",
        "vat_rate",
        "invoice_email",
        "regon",
        "krs",
        "eu_vat",
        "created_on",
        "changed_on",
    ]
    default_columns = (
        "name",
        "nip",
        "status",
        "kind",
        "tags",
        "guardians",
        "phone",
        "client_since",
    )
    order_columns = ["name", "client_since", "payment_days", "created_on", "changed_on"]
    sort_keys = {"name": "sort_key"}
    base_order = ("name", "asc")
    search_columns = [
        "status",
        "kind",
        "tags",
        "guardians",
        "nip",
        "email",
        "client_since",
        "payment_days",
        "currency",
        "vat_rate",
        "created_on",
        "changed_on",
    ]
    formatters_columns = {"nip": _nip}
    show_fieldsets = [
        (lazy_gettext("Data"), {"fields": _IDENTITY}),
        (lazy_gettext("Identification numbers"), {"fields": _NUMBERS}),
        (lazy_gettext("Contact details"), {"fields": _REACH}),
        (lazy_gettext("Billing profile"), {"fields": _BILLING}),
    ]
    add_fieldsets = [
        (lazy_gettext("Data"), {"fields": _IDENTITY}),
        (lazy_gettext("Identification numbers"), {"fields": _NUMBERS}),
        (lazy_gettext("Contact details"), {"fields": _REACH}),
        (lazy_gettext("Guardians and tags"), {"fields": _CARE}),
        (lazy_gettext("Billing profile"), {"fields": _BILLING}),
    ]
    edit_fieldsets = add_fieldsets
    validators_columns = {
        "nip": [as_validator(clean_nip)],
        "regon": [as_validator(clean_regon)],
        "krs": [as_validator(clean_krs)],
        "eu_vat": [as_validator(clean_eu_vat)],
        "email": [_email],
        "invoice_email": [_email],
        "website": [_url],
    }
    description_columns = {
        "payer": lazy_gettext("Leave empty when the client pays for itself."),
        "employee_names": lazy_gettext("KSeF keeps invoices for ten years and deletes nothing."),
    }
    empty_hint = lazy_gettext("Add the first client, or change the filters.")

    def pre_add(self, item: Client) -> None:
        """Check the data; a guardian of their own clients becomes one of the new client, too."""
        scopes.keep_in_scope(item)
        self.pre_update(item)

    def pre_update(self, item: Client) -> None:
        """Check the data and ask before a probable duplicate."""
        normalise_client(item)
        check_status(item, role_ids=current_role_ids())
        doubles = {
            client.id: client
            for client in (
                *same_nip(item.nip, except_id=item.id),
                *(nearly_same_name(item.name, except_id=item.id) if item.id is None else ()),
            )
        }
        if doubles:
            links = [(str(c), url_for("ClientView.show", pk=c.id)) for c in doubles.values()]
            raise NeedsConfirmation(
                _("A client with the same NIP or nearly the same name already exists:"), links
            )

    def _init_forms(self) -> None:
        super()._init_forms()
        converter = Converter(self.datamodel, self)
        self.creator_form = converter.create_form(self.label_columns, ["created_by"])

    def relation_columns(self) -> set[str]:
        """Offer accounts as creators, too, to those who may change the creator."""
        extra = {"created_by"} if can(MANAGE, self.class_permission_name) else set()
        return super().relation_columns() | extra

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Offer only statuses and tags made for clients."""
        if column == "status":
            return (
                choices.where(EntityStatus.entity == KIND)
                .order_by(None)
                .order_by(EntityStatus.position, EntityStatus.id)
            )
        if column == "tags":
            return choices.where(
                Tag.id.in_(tags_for(KIND).with_only_columns(Tag.id).order_by(None))
            )
        return choices

    def rail(self, item: Client) -> list[RailBlock]:
        """Show tags, guardians and notes above the activity."""
        blocks = [
            RailBlock("guardians", _("Guardians"), cell([*item.guardians, *item.guardian_groups]))
        ]
        if is_enabled(Module.tags):
            blocks.insert(0, RailBlock("tags", _("Tags"), cell(item.tags)))
        if is_enabled(Module.notes) and can(READ, "Notes"):
            url = url_for("NoteView.list", kind=KIND, record_id=item.id)
            lazy = Markup('<div hx-get="{}" hx-trigger="load" hx-swap="outerHTML"></div>')
            blocks.append(RailBlock("notes", _("Notes"), lazy.format(url)))
        return [*blocks, *super().rail(item), *self._creator_link(item)]

    def _creator_link(self, item: Client) -> list[RailBlock]:
        """Let those who manage clients correct who is recorded as the creator."""
        if not can(MANAGE, self.class_permission_name):
            return []
        link = Markup('<a href="{}">{}</a>').format(
            url_for("ClientView.creator", pk=item.id), _("Change the recorded creator")
        )
        return [RailBlock("creator", _("Creator"), link)]

    def subtitle(self, item: Client) -> Markup:
        """Show status, kind and tags under the name."""
        return Markup(" ").join(
            self.format(item, key) for key in ("status", "kind", "tags") if getattr(item, key)
        )

    @page("/creator/<pk>", MANAGE, methods=["GET", "POST"])
    def creator(self, pk: str) -> str | Response:
        """Record somebody else as the one who created the client."""
        item = self.find_or_404(pk)
        form = self.creator_form(request.form if request.method == "POST" else None, obj=item)
        if request.method == "POST" and form.validate():
            with transaction():
                change_creator(item, creator=form.created_by.data)
            flash(_("Saved."), "success")
            return redirect(url_for("ClientView.show", pk=item.id))
        return self._render_creator(form, item)

    def _render_creator(self, form: Any, item: Client) -> str:
        creator_page = FormPage(
            title=_("Change the recorded creator"),
            form=form,
            sections=[("", ["created_by"])],
            action=url_for("ClientView.creator", pk=item.id),
            cancel_url=self.cancel_url(item),
            is_new=False,
            token=uuid.uuid4().hex,
            revision=item.revision,
            breadcrumb=self.breadcrumb(item),
        )
        return render_template(self.form_template, page=creator_page)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu, and let annotations hang on clients."""
    register_target(KIND, Client, permission=ClientView.class_permission_name)
    appbuilder.add_view(ClientView, "Clients", label=Client.__labels__[1], category="CRM")
    appbuilder.add_view(ContactView, "Contacts", label=Contact.__labels__[1], category="CRM")
    appbuilder.add_view_no_menu(AddressView)
    appbuilder.add_view_no_menu(ClientBankAccountView)
