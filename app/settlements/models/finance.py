"""What is added to an employee's pay of a month, or taken from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.currency import Currency
from app.core.db import enum
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Audited, Revisioned
from app.employees.models import Employee
from app.extensions import Model
from app.settlements.enums import FinanceKind
from app.settlements.models.columns import MONEY
from app.settlements.models.employee import EmployeeSettlement


class FinanceEntry(Versioned, Scoped, Audited, Revisioned, Model):
    """A bonus, a refund, an advance or a deduction; locked by the settlement that took it."""

    __tablename__ = "finance_entry"
    __labels__ = _("Finance entry"), _("Finance entries")
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.Index("ix_finance_entry_contract_id_month", "contract_id", "month"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"))
    month: Mapped[date] = mapped_column(info={"label": _("Month")})
    kind: Mapped[FinanceKind] = mapped_column(
        enum(FinanceKind), default=FinanceKind.bonus, info={"label": _("Kind")}
    )
    amount: Mapped[Decimal] = mapped_column(MONEY, info={"label": _("Amount")})
    text: Mapped[str] = mapped_column(sa.String(200), info={"label": _("What for")})
    #: The charge of an item it came from; at most one entry for each.
    item_issue_id: Mapped[int | None] = mapped_column(unique=True, info={"audit": False})
    settlement_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("employee_settlement.id"), index=True
    )

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    contract: Mapped[Contract] = relationship(info={"label": _("Contract / trip")})
    settlement: Mapped[EmployeeSettlement | None] = relationship(
        info={"label": _("Employee settlement")}
    )

    @property
    def employee(self) -> Employee:
        """Return whose pay it changes."""
        return self.contract.employee

    @property
    def currency(self) -> Currency:
        """Return what it is paid in."""
        return self.client.currency

    @property
    def signed(self) -> Decimal:
        """Return the amount as it changes the pay."""
        return self.amount * self.kind.sign

    def __str__(self) -> str:
        return self.text
