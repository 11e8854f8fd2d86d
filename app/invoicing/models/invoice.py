"""An invoice or correction, its lines in both states, and the PDF made when it was issued."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, orm_insert_sentinel, relationship, validates

from app.clients.models import Client
from app.core.clock import now
from app.core.currency import Currency
from app.core.db import UtcDateTime, enum
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Audited, Revisioned
from app.core.money import check_total
from app.core.search import Searchable, SearchText
from app.core.vat import VatRate
from app.extensions import Model
from app.invoicing.enums import InvoiceKind, InvoiceStatus, LineSide, PayState, PrintLanguage
from app.invoicing.models.annex import AnnexText
from app.invoicing.models.parties import PartyColumns
from app.invoicing.rules import Annex, Line
from app.settings.models import Company

MONEY = sa.Numeric(14, 2)
_ZERO = Decimal(0)


class Invoice(PartyColumns, Versioned, Scoped, Searchable, Audited, Revisioned, Model):
    """A document; amounts of a correction are differences."""

    __tablename__ = "invoice"
    __labels__ = _("Invoice"), _("Invoices")
    search_kind = "invoice"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "kind", "number"),
        # The chain has no branches: of two who correct the same state one comes too late.
        sa.UniqueConstraint("previous_id"),
        sa.CheckConstraint("status = 'draft' OR number IS NOT NULL", name="issued_has_number"),
        sa.CheckConstraint("abs(gross - net - vat) < 0.005", name="sum"),
        sa.Index("ix_invoice_issue_date_id", "issue_date", "id"),
        sa.Index("ix_invoice_due_date_id", "due_date", "id"),
        sa.Index("ix_invoice_client_id_issue_date", "client_id", "issue_date", "id"),
        sa.Index("ix_invoice_pay_state_due_date", "pay_state", "due_date"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[InvoiceKind] = mapped_column(
        enum(InvoiceKind), default=InvoiceKind.invoice, info={"label": _("Kind")}
    )
    status: Mapped[InvoiceStatus] = mapped_column(
        enum(InvoiceStatus), default=InvoiceStatus.draft, info={"label": _("State")}
    )
    number: Mapped[str | None] = mapped_column(sa.String(60), info={"label": _("Number")})
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)

    issue_date: Mapped[date] = mapped_column(info={"label": _("Issue date")})
    sale_from: Mapped[date | None] = mapped_column(info={"label": _("Sale from")})
    sale_to: Mapped[date] = mapped_column(info={"label": _("Sale date or end of period")})
    payment_days: Mapped[int] = mapped_column(default=14, info={"label": _("Payment days")})
    due_date: Mapped[date] = mapped_column(info={"label": _("Payment due")})
    currency: Mapped[Currency] = mapped_column(
        enum(Currency), default=Currency.PLN, info={"label": _("Currency")}
    )
    language: Mapped[PrintLanguage] = mapped_column(
        enum(PrintLanguage), default=PrintLanguage.pl, info={"label": _("Printed in")}
    )
    order_number: Mapped[str | None] = mapped_column(
        sa.String(60), info={"label": _("Client's order number")}
    )
    notes: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Remarks on the invoice")})
    exemption_basis: Mapped[str | None] = mapped_column(
        sa.String(200), info={"label": _("Legal basis of the exemption")}
    )
    #: Average rate of the NBP of the last working day before the tax point (art. 31a).
    exchange_rate: Mapped[Decimal | None] = mapped_column(
        sa.Numeric(12, 6), info={"label": _("Exchange rate (NBP)")}
    )
    exchange_table: Mapped[str | None] = mapped_column(
        sa.String(30), info={"label": _("NBP table")}
    )
    exchange_date: Mapped[date | None] = mapped_column(info={"label": _("Date of the table")})
    annex: Mapped[Annex | None] = mapped_column(AnnexText, info={"label": _("Annex")})

    net: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Net")})
    vat: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("VAT")})
    gross: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Gross")})

    #: The invoice a chain of corrections began with, and the document this one replaces.
    root_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invoice.id"), index=True)
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invoice.id"))
    reason: Mapped[str | None] = mapped_column(
        sa.String(256), info={"label": _("Reason of the correction")}
    )

    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Issued on")})
    pdf_sha256: Mapped[str | None] = mapped_column(sa.String(64), info={"audit": False})

    # What may still change after the issue; see ``frozen.CHANGEABLE``.
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Sent")})
    sent_to: Mapped[str | None] = mapped_column(sa.String(320), info={"label": _("Sent to")})
    #: Kept for the first document of a chain: what is owed now and what was paid.
    owed: Mapped[Decimal] = mapped_column(
        MONEY, default=_ZERO, info={"label": _("After corrections"), "audit": False}
    )
    paid: Mapped[Decimal] = mapped_column(
        MONEY, default=_ZERO, info={"label": _("Paid so far"), "audit": False}
    )
    pay_state: Mapped[PayState | None] = mapped_column(
        enum(PayState), info={"label": _("Payment"), "audit": False}
    )
    #: Means nothing: it lets many invoices be inserted by one statement on SQLite, too.
    batch_row: Mapped[int | None] = orm_insert_sentinel()

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    company: Mapped[Company] = relationship(info={"label": _("Own company")})
    lines: Mapped[list[InvoiceLine]] = relationship(
        back_populates="invoice",
        cascade="all, delete-orphan",
        order_by="(InvoiceLine.position, InvoiceLine.id)",
        info={"label": _("Lines")},
    )
    root: Mapped[Invoice | None] = relationship(
        foreign_keys=[root_id], remote_side="Invoice.id", info={"label": _("Corrected invoice")}
    )
    previous: Mapped[Invoice | None] = relationship(
        foreign_keys=[previous_id], remote_side="Invoice.id"
    )

    @validates("gross", "owed", "paid")
    def _check_total(self, _name: str, amount: Decimal) -> Decimal:
        """Refuse what the columns cannot hold; net value and VAT are parts of gross."""
        return check_total(amount)

    @property
    def is_draft(self) -> bool:
        """Tell whether the document can still be changed."""
        return self.status is InvoiceStatus.draft

    @property
    def is_correction(self) -> bool:
        """Tell whether amounts are differences."""
        return self.kind is InvoiceKind.correction

    @property
    def first(self) -> Invoice:
        """Return the invoice the chain began with."""
        return self.root or self

    def side(self, side: LineSide) -> list[Line]:
        """Return the plain lines of one state."""
        return [line.plain() for line in self.lines if line.side is side]

    @property
    def before(self) -> list[Line]:
        """Return the lines a correction replaces; none on an ordinary invoice."""
        return self.side(LineSide.before)

    @property
    def after(self) -> list[Line]:
        """Return the lines in force."""
        return self.side(LineSide.after)

    @property
    def rows(self) -> list[Line]:
        """Return what the form shows under this name."""
        return self.after

    def search_text(self) -> SearchText:
        """Return how the document is found: by number, client, NIP and order."""
        hint = self.buyer_name or (self.client.name if self.client else "")
        keys = (self.buyer_nip, self.order_number)
        return SearchText(str(self), hint, keys, self.client_id)

    def __str__(self) -> str:
        return self.number or f"#{self.id}"


class InvoiceLine(Versioned, Scoped, Model):
    """A line in one of its two states."""

    __tablename__ = "invoice_line"
    __labels__ = _("Invoice line"), _("Invoice lines")
    __table_args__ = (
        sa.UniqueConstraint("invoice_id", "side", "key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice.id"), index=True)
    side: Mapped[LineSide] = mapped_column(
        enum(LineSide), default=LineSide.after, info={"label": _("State")}
    )
    position: Mapped[int] = mapped_column(info={"label": _("No.")})
    #: The same on every state of a line, also in corrections.
    key: Mapped[str] = mapped_column(sa.String(32), info={"audit": False})
    text: Mapped[str] = mapped_column(sa.String(500), info={"label": _("Name")})
    quantity: Mapped[Decimal] = mapped_column(sa.Numeric(12, 4), info={"label": _("Quantity")})
    unit: Mapped[str] = mapped_column(sa.String(20), info={"label": _("Unit")})
    price: Mapped[Decimal] = mapped_column(MONEY, info={"label": _("Net price")})
    vat_rate: Mapped[VatRate] = mapped_column(enum(VatRate), info={"label": _("VAT rate")})
    net: Mapped[Decimal] = mapped_column(MONEY, info={"label": _("Net")})
    #: Means nothing: it lets all lines of an invoice be inserted by one statement on SQLite, too.
    batch_row: Mapped[int | None] = orm_insert_sentinel()

    invoice: Mapped[Invoice] = relationship(back_populates="lines")
    client: Mapped[Client] = relationship(info={"label": _("Client")})

    def plain(self) -> Line:
        """Return what the rules work with."""
        return Line(
            self.text, self.quantity, self.unit, self.price, vat_rate=self.vat_rate, key=self.key
        )

    def __str__(self) -> str:
        return self.text


class InvoicePdf(Scoped, Model):
    """The file made at the issue; it is handed out from then on and never made anew."""

    __tablename__ = "invoice_pdf"
    __audited__ = False
    __labels__ = _("Invoice PDF"), _("Invoice PDFs")

    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
