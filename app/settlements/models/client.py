"""The settlement of one client in one month: what it is charged for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, orm_insert_sentinel, relationship

from app.clients.enums import EmployeeNames, InvoiceDetail, Language
from app.clients.models import Client
from app.core.currency import Currency
from app.core.db import UtcDateTime, enum
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Audited, Revisioned
from app.core.vat import VatRate
from app.extensions import Model
from app.invoicing.models import Invoice
from app.positions.enums import Unit
from app.settings.models import Company
from app.settlements.enums import LIVE_CLIENT, ClientState, LineKind, Progress
from app.settlements.models.columns import MONEY, PRICE, QUANTITY, live
from app.settlements.rules.client import Charge

_ZERO = Decimal(0)


class ClientSettlement(Versioned, Scoped, Audited, Revisioned, Model):
    """Made from closed employee settlements, items and manual lines; an invoice is made from it."""

    __tablename__ = "client_settlement"
    __labels__ = _("Client settlement"), _("Client settlements")
    __table_args__ = (
        live(
            "uq_client_settlement_live",
            "client_id",
            "company_id",
            "month",
            states=tuple(state.value for state in LIVE_CLIENT),
        ),
        sa.UniqueConstraint("invoice_id"),
        sa.CheckConstraint(
            "state NOT IN ('invoiced', 'corrected') OR invoice_id IS NOT NULL",
            name="invoiced_by",
        ),
        sa.Index("ix_client_settlement_month_id", "month", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    #: The first day of the month.
    month: Mapped[date] = mapped_column(info={"label": _("Month")})
    state: Mapped[ClientState] = mapped_column(
        enum(ClientState), default=ClientState.draft, info={"label": _("State")}
    )
    currency: Mapped[Currency] = mapped_column(
        enum(Currency), default=Currency.PLN, info={"label": _("Currency")}
    )
    #: What the billing profile said when the lines were made: a correction keeps to it.
    invoice_detail: Mapped[InvoiceDetail | None] = mapped_column(
        enum(InvoiceDetail), info={"label": _("Lines of the invoice")}
    )
    employee_names: Mapped[EmployeeNames | None] = mapped_column(
        enum(EmployeeNames), info={"label": _("Employee names on invoices")}
    )
    invoice_service: Mapped[str | None] = mapped_column(
        sa.String(80), info={"label": _("Service on invoices")}
    )
    vat_rate: Mapped[VatRate | None] = mapped_column(enum(VatRate), info={"label": _("VAT rate")})
    language: Mapped[Language | None] = mapped_column(enum(Language), info={"label": _("Language")})
    minutes: Mapped[int] = mapped_column(default=0, info={"label": _("Hours")})
    net: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Net")})
    cost: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Cost")})
    note: Mapped[str | None] = mapped_column(sa.String(500), info={"label": _("Note")})
    approved_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Approved on")}
    )
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Cancelled")}
    )
    #: The document that charges for it: an invoice, or the correction a change has led to. While it
    #: is a draft the settlement is approved; its issue makes it invoiced.
    invoice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invoice.id"))
    #: The settlement whose place this one has taken, because hours changed after the invoice.
    replaces_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("client_settlement.id"), index=True
    )
    #: Means nothing: it lets many settlements be inserted by one statement on SQLite, too.
    batch_row: Mapped[int | None] = orm_insert_sentinel()

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    company: Mapped[Company] = relationship(info={"label": _("Own company")})
    invoice: Mapped[Invoice | None] = relationship(info={"label": _("Invoice")})
    approved_by: Mapped[Any] = relationship(
        "Account", foreign_keys=[approved_by_id], info={"label": _("Approved by")}
    )
    replaces: Mapped[ClientSettlement | None] = relationship(
        remote_side="ClientSettlement.id", info={"label": _("Replaces")}
    )
    lines: Mapped[list[ClientSettlementLine]] = relationship(
        back_populates="settlement",
        cascade="all, delete-orphan",
        order_by="(ClientSettlementLine.place, ClientSettlementLine.id)",
        info={"label": _("Lines")},
    )

    @property
    def margin(self) -> Decimal:
        """Return what is left of the net value."""
        return self.net - self.cost

    @property
    def has_draft(self) -> bool:
        """Tell whether its document waits to be issued."""
        return self.state is ClientState.approved and self.invoice_id is not None

    @property
    def progress(self) -> Progress:
        """Return how far it is, its document included; only corrections follow a settlement."""
        if not self.has_draft:
            return Progress[self.state.name]
        return Progress.correction_drafted if self.replaces_id else Progress.invoice_drafted

    def __str__(self) -> str:
        return f"{self.client}, {self.month:%m.%Y}"


class ClientSettlementLine(Versioned, Scoped, Model):
    """A line; one that is unticked stays, but is not charged."""

    __tablename__ = "client_settlement_line"
    __labels__ = _("Line of a client settlement"), _("Lines of client settlements")
    __table_args__ = (
        sa.UniqueConstraint("settlement_id", "key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("client_settlement.id"), index=True)
    place: Mapped[int] = mapped_column(info={"label": _("No.")})
    #: The same for the same line in every calculation, and on the invoice.
    key: Mapped[str] = mapped_column(sa.String(32), info={"audit": False})
    kind: Mapped[LineKind] = mapped_column(enum(LineKind), info={"label": _("Kind")})
    text: Mapped[str] = mapped_column(sa.String(400), info={"label": _("Name")})
    unit: Mapped[Unit] = mapped_column(enum(Unit), info={"label": _("Unit")})
    minutes: Mapped[int] = mapped_column(default=0, info={"label": _("Minutes")})
    quantity: Mapped[Decimal] = mapped_column(
        QUANTITY, default=_ZERO, info={"label": _("Quantity")}
    )
    #: None where several rates are summed in the line.
    rate: Mapped[Decimal | None] = mapped_column(PRICE, info={"label": _("Rate")})
    net: Mapped[Decimal] = mapped_column(MONEY, info={"label": _("Net")})
    cost: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Cost")})
    vat_rate: Mapped[VatRate] = mapped_column(enum(VatRate), info={"label": _("VAT rate")})
    is_charged: Mapped[bool] = mapped_column(default=True, info={"label": _("Charged")})
    item_issue_id: Mapped[int | None] = mapped_column(info={"audit": False})
    #: Means nothing: it lets all lines be inserted by one statement on SQLite, too.
    batch_row: Mapped[int | None] = orm_insert_sentinel()

    settlement: Mapped[ClientSettlement] = relationship(back_populates="lines")
    client: Mapped[Client] = relationship()

    def plain(self) -> Charge:
        """Return what the rules work with; the employees' lines behind it are not loaded."""
        return Charge(
            self.key, self.kind, self.text, self.unit, self.minutes, self.quantity, self.rate,
            self.net, self.vat_rate, self.cost,
        )  # fmt: skip

    def __str__(self) -> str:
        return self.text
