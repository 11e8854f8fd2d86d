"""The settlement of one contract in one month, and what it was made from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, orm_insert_sentinel, relationship

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.currency import Currency
from app.core.db import UtcDateTime, enum
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Audited, Revisioned
from app.employees.models import Employee
from app.extensions import Model
from app.positions.enums import Unit
from app.positions.models import Position, RateKind
from app.settings.models import Company
from app.settlements.enums import EmployeeState, LineKind
from app.settlements.models.columns import MONEY, QUANTITY, RATE, live

_ZERO = Decimal(0)
#: Of these a contract has one in a month at most.
LIVE = tuple(state.value for state in EmployeeState if state is not EmployeeState.cancelled)


class EmployeeSettlement(Versioned, Scoped, Audited, Revisioned, Model):
    """What an employee gets for a month of a contract, as it was copied and counted.

    Its sums are kept, ``payable`` too, although it follows from the two before it: they are the
    record of what was told to the employee, written once and never counted again, and lists and
    reports add them up. That they agree with each other and with the lines is checked by I2.
    """

    __tablename__ = "employee_settlement"
    __labels__ = _("Employee settlement"), _("Employee settlements")
    __table_args__ = (
        live("uq_employee_settlement_live", "contract_id", "month", states=LIVE),
        sa.Index("ix_employee_settlement_month_client_id", "month", "client_id", "id"),
        sa.Index("ix_employee_settlement_month_id", "month", "id"),
        sa.Index("ix_employee_settlement_employee_id_month", "employee_id", "month"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    employee_id: Mapped[int] = mapped_column(sa.ForeignKey("employee.id"))
    position_id: Mapped[int] = mapped_column(sa.ForeignKey("position.id"), index=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    #: The first day of the month.
    month: Mapped[date] = mapped_column(info={"label": _("Month")})
    state: Mapped[EmployeeState] = mapped_column(
        enum(EmployeeState), default=EmployeeState.draft, info={"label": _("State")}
    )
    currency: Mapped[Currency] = mapped_column(
        enum(Currency), default=Currency.PLN, info={"label": _("Currency")}
    )
    workplace: Mapped[str | None] = mapped_column(
        sa.String(400), info={"label": _("Place of work")}
    )
    minutes: Mapped[int] = mapped_column(default=0, info={"label": _("Hours")})
    #: The pay of all lines; what finance entries change is ``adjustments``.
    gross: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Gross pay")})
    adjustments: Mapped[Decimal] = mapped_column(
        MONEY, default=_ZERO, info={"label": _("Additions and deductions")}
    )
    payable: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("To pay")})
    cost: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Cost")})
    price: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Price")})
    #: The employer's burden in percent, as it was counted with.
    burden: Mapped[Decimal] = mapped_column(
        sa.Numeric(6, 2), default=_ZERO, info={"label": _("Employer's burden %")}
    )
    scheme: Mapped[str | None] = mapped_column(sa.String(120), info={"label": _("Price group")})

    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Sent")})
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Decided")})
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    comment: Mapped[str | None] = mapped_column(
        sa.String(500), info={"label": _("Comment of the client")}
    )
    closed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Approved on")}
    )
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Cancelled")}
    )
    cancel_reason: Mapped[str | None] = mapped_column(
        sa.String(300), info={"label": _("Reason of the cancellation")}
    )
    #: The one client settlement it is, or was, part of.
    client_settlement_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("client_settlement.id"), index=True
    )
    #: Means nothing: it lets many settlements be inserted by one statement on SQLite, too.
    batch_row: Mapped[int | None] = orm_insert_sentinel()

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    contract: Mapped[Contract] = relationship(info={"label": _("Contract / trip")})
    employee: Mapped[Employee] = relationship(info={"label": _("Employee")})
    position: Mapped[Position] = relationship(info={"label": _("Position")})
    company: Mapped[Company] = relationship(info={"label": _("Own company")})
    decided_by: Mapped[Any] = relationship(
        "Account", foreign_keys=[decided_by_id], info={"label": _("Decided by")}
    )
    closed_by: Mapped[Any] = relationship(
        "Account", foreign_keys=[closed_by_id], info={"label": _("Approved by")}
    )
    client_settlement: Mapped[Any] = relationship(
        "ClientSettlement", info={"label": _("Client settlement")}
    )
    lines: Mapped[list[EmployeeSettlementLine]] = relationship(
        back_populates="settlement", order_by="EmployeeSettlementLine.place"
    )

    @property
    def margin(self) -> Decimal:
        """Return what is left of the price."""
        return self.price - self.cost

    def __str__(self) -> str:
        return f"{self.employee}, {self.month:%m.%Y}"


class EmployeeSettlementLine(Scoped, Model):
    """A line with the copy of both rates and of everything that was considered for them."""

    __tablename__ = "employee_settlement_line"
    __audited__ = False
    __labels__ = _("Line of a settlement"), _("Lines of settlements")
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("employee_settlement.id"), index=True)
    place: Mapped[int] = mapped_column(info={"label": _("No.")})
    kind: Mapped[LineKind] = mapped_column(enum(LineKind), info={"label": _("Kind")})
    rate_kind_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rate_kind.id"))
    text: Mapped[str] = mapped_column(sa.String(200), info={"label": _("Name")})
    unit: Mapped[Unit] = mapped_column(enum(Unit), info={"label": _("Unit")})
    minutes: Mapped[int] = mapped_column(default=0, info={"label": _("Minutes")})
    quantity: Mapped[Decimal] = mapped_column(
        QUANTITY, default=_ZERO, info={"label": _("Quantity")}
    )
    employee_rate: Mapped[Decimal | None] = mapped_column(RATE, info={"label": _("Employee rate")})
    client_rate: Mapped[Decimal | None] = mapped_column(RATE, info={"label": _("Client rate")})
    #: Whether the price is quantity times client rate; else a record of the price group set it.
    is_by_rate: Mapped[bool] = mapped_column(default=True)
    pay: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Pay")})
    cost: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Cost")})
    price: Mapped[Decimal] = mapped_column(MONEY, default=_ZERO, info={"label": _("Price")})
    #: The copy of what was considered; see ``services.explaining``.
    explanation: Mapped[Any] = mapped_column(sa.JSON, default=dict)
    #: The line of the client settlement that charges for it.
    client_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("client_settlement_line.id", ondelete="SET NULL"), index=True
    )

    settlement: Mapped[EmployeeSettlement] = relationship(back_populates="lines")
    client: Mapped[Client] = relationship()
    rate_kind: Mapped[RateKind | None] = relationship(info={"label": _("Kind of rate")})

    def __str__(self) -> str:
        return self.text


class SettlementSkip(Scoped, Audited, Model):
    """A contract that is left out of the settlements of a month, and why."""

    __tablename__ = "settlement_skip"
    __labels__ = _("Skipped contract"), _("Skipped contracts")
    __table_args__ = (
        sa.UniqueConstraint("contract_id", "month"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    month: Mapped[date] = mapped_column(info={"label": _("Month")})
    reason: Mapped[str] = mapped_column(sa.String(300), info={"label": _("Reason")})

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    contract: Mapped[Contract] = relationship(info={"label": _("Contract / trip")})

    def __str__(self) -> str:
        return f"{self.contract}, {self.month:%m.%Y}"
