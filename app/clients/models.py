"""Clients and what hangs on them: contacts, addresses, bank accounts, guardians."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy import event
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.annotations.models import EntityStatus, Taggable
from app.clients.enums import (
    AddressKind,
    ClientKind,
    EmployeeNames,
    InvoiceDetail,
    Language,
)
from app.core.currency import Currency
from app.core.db import enum, sort_key_type
from app.core.history import Versioned
from app.core.identifiers import show_iban, show_nip
from app.core.isolation import Scoped
from app.core.models import Archivable, Audited, Revisioned
from app.core.search import Searchable, SearchText
from app.core.text import sort_key
from app.core.vat import VatRate
from app.extensions import Model, db


def _guardians(name: str, column: str, target: str) -> sa.Table:
    return sa.Table(
        name,
        db.metadata,
        sa.Column("client_id", sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(column, sa.ForeignKey(target), primary_key=True),
        sa.Index(f"ix_{name}_{column}", column),
    )


client_guardian = _guardians("client_guardian", "user_id", "ab_user.id")
client_guardian_group = _guardians("client_guardian_group", "group_id", "ab_group.id")


class Client(Versioned, Scoped, Searchable, Taggable, Audited, Archivable, Revisioned, Model):
    """A company, person or institution the agency works for."""

    __tablename__ = "client"
    __labels__ = _("Client"), _("Clients")
    search_kind = "client"
    __table_args__ = (
        sa.Index("ix_client_archived_on_sort_key", "archived_on", "sort_key", "id"),
        # What the list can be ordered by is read in that order, however long the list is.
        sa.Index("ix_client_client_since_id", "client_since", "id"),
        sa.Index("ix_client_payment_days_id", "payment_days", "id"),
        sa.Index("ix_client_created_on_id", "created_on", "id"),
        sa.Index("ix_client_changed_on_id", "changed_on", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), info={"label": _("Name")})
    short_name: Mapped[str | None] = mapped_column(sa.String(60), info={"label": _("Short name")})
    kind: Mapped[ClientKind] = mapped_column(
        enum(ClientKind), default=ClientKind.company, info={"label": _("Kind")}
    )
    status_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entity_status.id"), index=True)
    sort_key: Mapped[str] = mapped_column(sort_key_type(300), default="", index=True)

    nip: Mapped[str | None] = mapped_column(sa.String(10), index=True, info={"label": _("NIP")})
    regon: Mapped[str | None] = mapped_column(sa.String(14), info={"label": _("REGON")})
    krs: Mapped[str | None] = mapped_column(sa.String(10), info={"label": _("KRS")})
    eu_vat: Mapped[str | None] = mapped_column(sa.String(16), info={"label": _("EU VAT number")})
    email: Mapped[str | None] = mapped_column(sa.String(254), info={"label": _("E-mail")})
    phone: Mapped[str | None] = mapped_column(sa.String(40), info={"label": _("Phone")})
    website: Mapped[str | None] = mapped_column(sa.String(200), info={"label": _("Website")})
    client_since: Mapped[date | None] = mapped_column(info={"label": _("Client since")})
    description: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Description")})

    payer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    payment_days: Mapped[int] = mapped_column(default=14, info={"label": _("Payment days")})
    currency: Mapped[Currency] = mapped_column(
        enum(Currency), default=Currency.PLN, info={"label": _("Currency")}
    )
    vat_rate: Mapped[VatRate] = mapped_column(
        enum(VatRate), default=VatRate.vat_23, info={"label": _("VAT rate")}
    )
    #: What an invoice with „zw” has to name (art. 106e ust. 1 pkt 19).
    exemption_basis: Mapped[str | None] = mapped_column(
        sa.String(200), info={"label": _("Legal basis of the exemption")}
    )
    language: Mapped[Language] = mapped_column(
        enum(Language), default=Language.pl, info={"label": _("Language")}
    )
    invoice_email: Mapped[str | None] = mapped_column(
        sa.String(254), info={"label": _("E-mail for invoices")}
    )
    invoice_detail: Mapped[InvoiceDetail] = mapped_column(
        enum(InvoiceDetail),
        default=InvoiceDetail.one_line,
        info={"label": _("Lines of the invoice")},
    )
    employee_names: Mapped[EmployeeNames] = mapped_column(
        enum(EmployeeNames),
        default=EmployeeNames.none,
        info={"label": _("Employee names on invoices")},
    )
    #: What the work of a month is called on documents; empty: staffing services.
    invoice_service: Mapped[str | None] = mapped_column(
        sa.String(80), info={"label": _("Service on invoices")}
    )
    requires_order_number: Mapped[bool] = mapped_column(
        default=False, info={"label": _("Order number required")}
    )
    order_number: Mapped[str | None] = mapped_column(
        sa.String(60), info={"label": _("Client's order number")}
    )

    status: Mapped[EntityStatus | None] = relationship(info={"label": _("Status")})
    payer: Mapped[Client | None] = relationship(remote_side="Client.id", info={"label": _("Payer")})
    guardians: Mapped[list[Any]] = relationship(
        "Account", secondary=client_guardian, info={"label": _("Guardians")}
    )
    guardian_groups: Mapped[list[Any]] = relationship(
        "Group", secondary=client_guardian_group, info={"label": _("Guardian groups")}
    )
    contacts: Mapped[list[Contact]] = relationship(back_populates="client")
    addresses: Mapped[list[Address]] = relationship(back_populates="client")
    bank_accounts: Mapped[list[ClientBankAccount]] = relationship(back_populates="client")

    @hybrid_property
    def scope_client_id(self) -> Any:
        """Return the id rows of this client are isolated by: its own."""
        return self.id

    def search_text(self) -> SearchText:
        """Return how the client is found: by names, numbers, e-mail and phone."""
        digits = "".join(filter(str.isdigit, self.phone or ""))
        keys = (self.short_name, self.nip, self.regon, self.krs, self.eu_vat, self.email, digits)
        hint = show_nip(self.nip) if self.nip else self.short_name or ""
        return SearchText(self.name, hint, keys, self.id)

    def __str__(self) -> str:
        return self.short_name or self.name


class Contact(Versioned, Scoped, Searchable, Audited, Revisioned, Model):
    """A person at a client."""

    __tablename__ = "client_contact"
    __labels__ = _("Contact"), _("Contacts")
    search_kind = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    first_name: Mapped[str] = mapped_column(sa.String(60), info={"label": _("First name")})
    last_name: Mapped[str] = mapped_column(sa.String(80), info={"label": _("Last name")})
    sort_key: Mapped[str] = mapped_column(sort_key_type(200), default="", index=True)
    job_title: Mapped[str | None] = mapped_column(sa.String(100), info={"label": _("Job title")})
    email: Mapped[str | None] = mapped_column(sa.String(254), info={"label": _("E-mail")})
    phone: Mapped[str | None] = mapped_column(sa.String(40), info={"label": _("Phone")})
    is_primary: Mapped[bool] = mapped_column(default=False, info={"label": _("Main contact")})
    note: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Note")})

    client: Mapped[Client] = relationship(back_populates="contacts", info={"label": _("Client")})

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"

    def search_text(self) -> SearchText:
        """Return how the contact is found."""
        digits = "".join(filter(str.isdigit, self.phone or ""))
        hint = str(self.client) if self.client else ""
        return SearchText(self.name, hint, (self.email, digits), self.client_id)

    def __str__(self) -> str:
        return self.name


class Address(Versioned, Scoped, Audited, Revisioned, Model):
    """An address of a client, valid for a time: Siedziba, Miejsce pracy or Korespondencyjny."""

    __tablename__ = "client_address"
    __labels__ = _("Address"), _("Addresses")
    __table_args__ = (
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name="valid_in_order",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    kind: Mapped[AddressKind] = mapped_column(
        enum(AddressKind), default=AddressKind.registered, info={"label": _("Address type")}
    )
    name: Mapped[str | None] = mapped_column(sa.String(120), info={"label": _("Name of the place")})
    street: Mapped[str] = mapped_column(sa.String(160), info={"label": _("Street and number")})
    postal_code: Mapped[str] = mapped_column(sa.String(12), info={"label": _("Postal code")})
    city: Mapped[str] = mapped_column(sa.String(80), info={"label": _("City")})
    country: Mapped[str] = mapped_column(
        sa.String(2), default="PL", info={"label": _("Country code")}
    )
    valid_from: Mapped[date | None] = mapped_column(info={"label": _("Valid from")})
    valid_to: Mapped[date | None] = mapped_column(info={"label": _("Valid to")})
    note: Mapped[str | None] = mapped_column(sa.String(300), info={"label": _("Note")})

    client: Mapped[Client] = relationship(back_populates="addresses", info={"label": _("Client")})

    def is_valid(self, on: date) -> bool:
        """Tell whether the address holds on a day; both ends are inside."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def __str__(self) -> str:
        place = f"{self.street}, {self.postal_code} {self.city}"
        return place if self.country == "PL" else f"{place}, {self.country}"


class ClientBankAccount(Versioned, Scoped, Audited, Revisioned, Model):
    """An account a client pays from."""

    __tablename__ = "client_bank_account"
    __labels__ = _("Bank account"), _("Bank accounts")
    __table_args__ = (
        sa.UniqueConstraint("client_id", "iban"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    iban: Mapped[str] = mapped_column(sa.String(34), info={"label": _("Account number (IBAN)")})
    bank: Mapped[str] = mapped_column(sa.String(120), default="", info={"label": _("Bank")})
    currency: Mapped[Currency] = mapped_column(
        enum(Currency), default=Currency.PLN, info={"label": _("Currency")}
    )
    note: Mapped[str | None] = mapped_column(sa.String(200), info={"label": _("Note")})

    client: Mapped[Client] = relationship(
        back_populates="bank_accounts", info={"label": _("Client")}
    )

    def __str__(self) -> str:
        return show_iban(self.iban)


class PortalUser(Scoped, Model):
    """Binds an account to the one client it may see."""

    __tablename__ = "portal_user"
    __labels__ = _("Portal user"), _("Portal users")

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("ab_user.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)


@event.listens_for(Client, "before_insert")
@event.listens_for(Client, "before_update")
def _keep_client_key(_mapper: Any, _connection: Any, client: Client) -> None:
    client.sort_key = sort_key(client.name)[:300]


@event.listens_for(Contact, "before_insert")
@event.listens_for(Contact, "before_update")
def _keep_contact_key(_mapper: Any, _connection: Any, contact: Contact) -> None:
    contact.sort_key = sort_key(f"{contact.last_name} {contact.first_name}")[:200]
