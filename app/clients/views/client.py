"""CRM › Klienci: the list and the profile of clients."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from app.accounts.models import Account
from app.accounts.permissions import current_role_ids
from app.accounts.scopes import staff
from app.annotations.models import EntityStatus, Tag
from app.annotations.queries import tags_for
from app.annotations.views.notes import notes_rail
from app.clients import scopes
from app.clients.models import Client
from app.clients.queries import probable_doubles
from app.clients.services import (
    KIND,
    change_creator,
    check_status,
    normalise_client,
)
from app.clients.views.related import TABS
from app.core.access import can, page
from app.core.checks import EMAIL, URL
from app.core.forms.converter import Converter
from app.core.identifiers import (
    as_validator,
    clean_eu_vat,
    clean_krs,
    clean_nip,
    clean_regon,
)
from app.core.modules import Module, is_enabled
from app.core.permissions import MANAGE
from app.core.views import ArchiveModelView, Interface
from app.core.views.asking import AskingMixin, Question
from app.core.views.cells import cell, format_nip
from app.core.views.editing import NeedsConfirmation
from app.core.views.pages import RailBlock
from app.core.views.restoring import RestoringMixin

_IDENTITY = ["name", "short_name", "kind", "status", "client_since", "description"]
_NUMBERS = ["nip", "regon", "krs", "eu_vat"]
_REACH = ["email", "phone", "website"]
_CARE = ["guardians", "guardian_groups", "tags"]
_BILLING = [
    "payer",
    "payment_days",
    "currency",
    "vat_rate",
    "exemption_basis",
    "language",
    "invoice_email",
    "invoice_detail",
    "invoice_service",
    "employee_names",
    "requires_order_number",
    "order_number",
]


class ClientView(AskingMixin, RestoringMixin, ArchiveModelView):
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
    help_page = "clients"
    related_views = TABS
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
    formatters_columns = {"nip": format_nip}
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
        "email": [EMAIL],
        "invoice_email": [EMAIL],
        "website": [URL],
    }
    form_conditions = {"exemption_basis": "vat_rate=exempt"}
    description_columns = {
        "vat_rate": lazy_gettext(
            "A company in another EU country: np II. A private person, wherever they live: 23%, "
            "or zw for care at home."
        ),
        "exemption_basis": lazy_gettext("For example: art. 43 ust. 1 pkt 23 ustawy o VAT."),
        "payer": lazy_gettext("Leave empty when the client pays for itself."),
        "invoice_service": lazy_gettext(
            "What one line for the whole month is called, in the client's language; the month is "
            "added. Empty: staffing services. Care that is exempt has to be called care."
        ),
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
        doubles = probable_doubles(item)
        if doubles:
            links = [(c.name, url_for("ClientView.show", pk=c.id)) for c in doubles]
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
        """Offer statuses and tags made for clients, colleagues, and payers that pay."""
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
        if column in ("guardians", "created_by"):
            return choices.where(Account.id.in_(staff()))
        if column == "payer":
            return choices.where(Client.payer_id.is_(None))
        return choices

    def after_save_url(self, item: Client) -> str:
        """Go to the profile, or to the list after handing the client over to somebody else."""
        if self.datamodel.find(str(item.id)) is None:
            return url_for("ClientView.list")
        return super().after_save_url(item)

    def rail(self, item: Client) -> list[RailBlock]:
        """Show tags, guardians and notes above the activity."""
        blocks = [
            RailBlock(
                "guardians", _("Guardians"), escape(cell([*item.guardians, *item.guardian_groups]))
            )
        ]
        if is_enabled(Module.tags):
            blocks.insert(0, RailBlock("tags", _("Tags"), escape(cell(item.tags))))
        notes = notes_rail(KIND, item.id)
        if notes is not None:
            blocks.append(RailBlock("notes", _("Notes"), notes))
        return [*blocks, *super().rail(item), *self._creator_link(item)]

    def _creator_link(self, item: Client) -> list[RailBlock]:
        """Let those who manage clients correct who is recorded as the creator."""
        if not can(MANAGE, self.class_permission_name):
            return []
        link = Markup('<a href="{}">{}</a>').format(
            url_for("ClientView.creator", pk=item.id), _("Change the recorded creator")
        )
        return [RailBlock("creator", _("Recorded creator"), link)]

    def subtitle(self, item: Client) -> Markup:
        """Show status, kind and tags under the name."""
        return Markup(" ").join(
            self.format(item, key) for key in ("status", "kind", "tags") if getattr(item, key)
        )

    @page("/creator/<pk>", MANAGE, methods=["GET", "POST"])
    def creator(self, pk: str) -> Response | str | tuple[str, int]:
        """Record somebody else as the one who created the client."""
        item = self.find_or_404(pk)
        form = self.creator_form(request.form if request.method == "POST" else None, obj=item)
        question = Question(
            "creator",
            _("Change the recorded creator"),
            ["created_by"],
            lambda client, typed: change_creator(client, creator=typed.created_by.data),
        )
        return self.ask(item, form, question)
