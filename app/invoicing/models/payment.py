"""Money that came for an invoice, noted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clients.models import Client
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Audited, Revisioned
from app.extensions import Model
from app.invoicing.models.invoice import MONEY, Invoice


class Payment(Versioned, Scoped, Audited, Revisioned, Model):
    """A payment, or a refund when the amount is negative, in the currency of the invoice."""

    __tablename__ = "payment"
    __labels__ = _("Payment"), _("Payments")
    __table_args__ = (
        sa.CheckConstraint("amount <> 0", name="amount_not_zero"),
        sa.Index("ix_payment_paid_on_id", "paid_on", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice.id"), index=True)
    paid_on: Mapped[date] = mapped_column(info={"label": _("Paid on")})
    amount: Mapped[Decimal] = mapped_column(MONEY, info={"label": _("Amount")})
    note: Mapped[str | None] = mapped_column(sa.String(300), info={"label": _("Note")})

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    invoice: Mapped[Invoice] = relationship(info={"label": _("Invoice")})

    def __str__(self) -> str:
        return f"{self.paid_on:%d.%m.%Y}: {self.amount:f}"
