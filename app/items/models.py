"""Types of items, the stock, and who was given what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy import event
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.db import enum, sort_key_type
from app.core.history import Versioned
from app.core.isolation import Attached
from app.core.models import Archivable, Audited, Revisioned, acting_user_id
from app.core.text import sort_key
from app.core.vat import VatRate
from app.employees.models import Employee
from app.extensions import Model
from app.items import rules
from app.items.enums import IssueState, ItemState

_MONEY = sa.Numeric(12, 2)


class ItemType(Versioned, Audited, Archivable, Revisioned, Model):
    """A kind of thing: a jacket, a telephone, a key. Its price is copied onto each issue."""

    __tablename__ = "item_type"
    __labels__ = _("Item type"), _("Item types")
    __table_args__ = (
        sa.CheckConstraint("unit_price >= 0", name="price_not_negative"),
        sa.Index("ix_item_type_archived_on_sort_key", "archived_on", "sort_key", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True, info={"label": _("Name")})
    sort_key: Mapped[str] = mapped_column(sort_key_type(120), default="")
    unit_price: Mapped[Decimal] = mapped_column(
        _MONEY, default=Decimal(0), info={"label": _("Price per piece")}
    )
    vat_rate: Mapped[VatRate] = mapped_column(
        enum(VatRate), default=VatRate.vat_23, info={"label": _("VAT rate")}
    )
    is_returnable: Mapped[bool] = mapped_column(default=True, info={"label": _("To be returned")})
    is_charged: Mapped[bool] = mapped_column(
        default=False, info={"label": _("Charged when it is issued")}
    )
    description: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Description")})

    def __str__(self) -> str:
        return self.name


class Item(Versioned, Audited, Revisioned, Model):
    """Something in stock: one thing with a number of its own, or a number of equal pieces."""

    __tablename__ = "item"
    __labels__ = _("Item in stock"), _("Stock of items")
    __table_args__ = (
        sa.CheckConstraint("quantity >= 0 AND issued BETWEEN 0 AND quantity", name="issued_within"),
        sa.CheckConstraint("written_off >= 0", name="written_off_not_negative"),
        sa.CheckConstraint("value IS NULL OR value >= 0", name="value_not_negative"),
        # What the list can be ordered by is read in that order, however long the list is.
        sa.Index("ix_item_inventory_number_id", "inventory_number", "id"),
        sa.Index("ix_item_created_on_id", "created_on", "id"),
        sa.Index("ix_item_changed_on_id", "changed_on", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_type_id: Mapped[int] = mapped_column(sa.ForeignKey("item_type.id"), index=True)
    name: Mapped[str | None] = mapped_column(
        sa.String(80), info={"label": _("Size, make or model")}
    )
    inventory_number: Mapped[str | None] = mapped_column(
        sa.String(40), unique=True, info={"label": _("Inventory number")}
    )
    serial_number: Mapped[str | None] = mapped_column(
        sa.String(60), index=True, info={"label": _("Serial number")}
    )
    #: Pieces the agency has, wherever they are; what was written off is not among them.
    quantity: Mapped[int] = mapped_column(default=1, info={"label": _("Pieces")})
    issued: Mapped[int] = mapped_column(default=0, info={"label": _("Issued pieces")})
    written_off: Mapped[int] = mapped_column(default=0, info={"label": _("Written off pieces")})
    state: Mapped[ItemState] = mapped_column(
        enum(ItemState), default=ItemState.in_store, index=True, info={"label": _("State")}
    )
    value: Mapped[Decimal | None] = mapped_column(_MONEY, info={"label": _("Value of a piece")})
    note: Mapped[str | None] = mapped_column(sa.String(300), info={"label": _("Note")})

    item_type: Mapped[ItemType] = relationship(
        lazy="joined", innerjoin=True, info={"label": _("Item type")}
    )

    @property
    def in_store(self) -> int:
        """Return how many pieces can be handed out."""
        return self.quantity - self.issued

    def __str__(self) -> str:
        number = self.inventory_number or self.serial_number
        name = f"{self.item_type} {self.name}" if self.name else str(self.item_type)
        return f"{name} · {number}" if number else name


class ItemIssue(Versioned, Attached, Audited, Revisioned, Model):
    """Pieces handed out to an employee or to a client, until they come back.

    Without an employee the client holds them; with one ``client_id`` says where they are used.
    What an employee holds at no client is seen with the employee, as a note on them would be.
    """

    __tablename__ = "item_issue"
    __labels__ = _("Issued item"), _("Items")
    attached_kind = "hangs_on"
    __table_args__ = (
        sa.CheckConstraint("employee_id IS NOT NULL OR client_id IS NOT NULL", name="has_holder"),
        sa.CheckConstraint(
            "contract_id IS NULL OR (employee_id IS NOT NULL AND client_id IS NOT NULL)",
            name="contract_of_employee",
        ),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("returned_quantity BETWEEN 0 AND quantity", name="returned_within"),
        sa.CheckConstraint(
            "damaged_quantity BETWEEN 0 AND returned_quantity", name="damaged_within"
        ),
        sa.CheckConstraint(
            "(returned_quantity = 0) = (returned_on IS NULL)", name="returned_on_day"
        ),
        sa.CheckConstraint("charged_quantity BETWEEN 0 AND quantity", name="charged_within"),
        sa.CheckConstraint("(charged_quantity = 0) = (charged_on IS NULL)", name="charged_on_day"),
        sa.CheckConstraint("unit_price >= 0", name="price_not_negative"),
        sa.CheckConstraint("charged_quantity = 0 OR unit_price > 0", name="charged_has_price"),
        sa.CheckConstraint("settled_key IS NULL OR charged_quantity > 0", name="settled_charge"),
        # What the list can be ordered by is read in that order, however long the list is.
        sa.Index("ix_item_issue_issued_on_id", "issued_on", "id"),
        sa.Index("ix_item_issue_returned_on_id", "returned_on", "id"),
        sa.Index("ix_item_issue_created_on_id", "created_on", "id"),
        sa.Index("ix_item_issue_changed_on_id", "changed_on", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The protocol; what was handed out together shares it. None without a series for them.
    number: Mapped[str | None] = mapped_column(
        sa.String(60), index=True, info={"label": _("Protocol")}
    )
    item_type_id: Mapped[int] = mapped_column(sa.ForeignKey("item_type.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"), index=True)
    employee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("employee.id"), index=True)
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    quantity: Mapped[int] = mapped_column(default=1, info={"label": _("Pieces")})
    issued_on: Mapped[date] = mapped_column(info={"label": _("Handed out on")})
    handed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("ab_user.id"), default=acting_user_id
    )
    is_returnable: Mapped[bool] = mapped_column(default=True, info={"label": _("To be returned")})
    returned_quantity: Mapped[int] = mapped_column(default=0, info={"label": _("Returned pieces")})
    #: Of those returned: they came back broken or not at all, and were written off.
    damaged_quantity: Mapped[int] = mapped_column(
        default=0, info={"label": _("Of these damaged or lost")}
    )
    returned_on: Mapped[date | None] = mapped_column(info={"label": _("Returned on")})
    charged_quantity: Mapped[int] = mapped_column(default=0, info={"label": _("Charged pieces")})
    #: The day by which a settlement finds the charge.
    charged_on: Mapped[date | None] = mapped_column(info={"label": _("Charged on")})
    unit_price: Mapped[Decimal] = mapped_column(
        _MONEY, default=Decimal(0), info={"label": _("Price per piece")}
    )
    vat_rate: Mapped[VatRate] = mapped_column(
        enum(VatRate), default=VatRate.vat_23, info={"label": _("VAT rate")}
    )
    #: What settled the charge; being one column, it can be one settlement only.
    settled_key: Mapped[str | None] = mapped_column(
        sa.String(60), index=True, info={"label": _("Settled in")}
    )
    note: Mapped[str | None] = mapped_column(sa.String(300), info={"label": _("Note")})

    item_type: Mapped[ItemType] = relationship(info={"label": _("Item type")})
    item: Mapped[Item | None] = relationship(info={"label": _("Item in stock")})
    employee: Mapped[Employee | None] = relationship(info={"label": _("Employee")})
    client: Mapped[Client | None] = relationship(info={"label": _("Client")})
    contract: Mapped[Contract | None] = relationship(info={"label": _("Contract / trip")})
    handed_by: Mapped[Any] = relationship(
        "Account", foreign_keys=[handed_by_id], info={"label": _("Handed out by")}
    )

    @hybrid_property
    def hangs_on(self) -> Any:
        """Return the kind of what an issue at no client is seen with."""
        return "employee"

    @hangs_on.inplace.expression
    @classmethod
    def _hangs_on(cls) -> Any:
        return sa.literal("employee")

    @hybrid_property
    def record_id(self) -> Any:
        """Return the id of the employee an issue at no client is seen with."""
        return self.employee_id

    @property
    def outstanding(self) -> int:
        """Return how many pieces are still out."""
        return self.quantity - self.returned_quantity

    @property
    def state(self) -> IssueState:
        """Return what became of it."""
        return rules.issue_state(
            quantity=self.quantity,
            returned=self.returned_quantity,
            is_returnable=self.is_returnable,
        )

    @property
    def is_settled(self) -> bool:
        """Tell whether its charge stands in a settlement."""
        return self.settled_key is not None

    @property
    def charge(self) -> Decimal | None:
        """Return what is charged, without VAT; nothing when nothing is."""
        return self.charged_quantity * self.unit_price if self.charged_quantity else None

    @property
    def text(self) -> str:
        """Return what was handed out."""
        return str(self.item or self.item_type)

    def __str__(self) -> str:
        return self.text


@event.listens_for(ItemType, "before_insert")
@event.listens_for(ItemType, "before_update")
def _keep_key(_mapper: Any, _connection: Any, item_type: ItemType) -> None:
    item_type.sort_key = sort_key(item_type.name)[:120]
