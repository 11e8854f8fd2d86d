"""Contracts and trips, their own rates, their annexes and the warnings that were overridden."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assignments import rules
from app.assignments.enums import ContractKind, ContractState
from app.clients.models import Address, Client
from app.core.clock import today
from app.core.db import enum
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Audited, Revisioned
from app.core.search import Searchable, SearchText
from app.employees.models import Employee
from app.extensions import Model
from app.positions.columns import RATE
from app.positions.enums import ContractType
from app.positions.models import Position, RateColumns, RateKind
from app.settings.models import Company


class Contract(Versioned, Scoped, Searchable, Audited, Revisioned, Model):
    """An employee's contract with the agency for a position; a caregiver's is a trip."""

    __tablename__ = "contract"
    __labels__ = _("Contract / trip"), _("Contracts")
    search_kind = "contract"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "number"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="days_in_order"),
        sa.CheckConstraint(
            "(cancelled_on IS NULL) = (cancel_reason IS NULL)", name="cancelled_with_reason"
        ),
        sa.CheckConstraint(
            "payment_day IS NULL OR payment_day BETWEEN 1 AND 31", name="payment_day_of_month"
        ),
        sa.Index("ix_contract_employee_id_starts_on", "employee_id", "starts_on"),
        sa.Index("ix_contract_client_id_starts_on", "client_id", "starts_on"),
        # What the list can be ordered by is read in that order, however long the list is.
        sa.Index("ix_contract_starts_on_id", "starts_on", "id"),
        sa.Index("ix_contract_ends_on_id", "ends_on", "id"),
        sa.Index("ix_contract_number_id", "number", "id"),
        sa.Index("ix_contract_created_on_id", "created_on", "id"),
        sa.Index("ix_contract_changed_on_id", "changed_on", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(60), info={"label": _("Number")})
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"), index=True)
    employee_id: Mapped[int] = mapped_column(sa.ForeignKey("employee.id"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    position_id: Mapped[int] = mapped_column(sa.ForeignKey("position.id"), index=True)
    kind: Mapped[ContractKind] = mapped_column(
        enum(ContractKind),
        default=ContractKind.contract,
        info={"label": _("Contract or trip")},
    )
    contract_type: Mapped[ContractType] = mapped_column(
        enum(ContractType), default=ContractType.temporary, info={"label": _("Contract type")}
    )
    concluded_on: Mapped[date | None] = mapped_column(info={"label": _("Concluded on")})
    starts_on: Mapped[date] = mapped_column(info={"label": _("First day")})
    ends_on: Mapped[date | None] = mapped_column(info={"label": _("End")})
    cancelled_on: Mapped[date | None] = mapped_column(info={"label": _("Cancelled on")})
    cancel_reason: Mapped[str | None] = mapped_column(
        sa.String(300), info={"label": _("Reason of the cancellation")}
    )
    #: Where the place of work was copied from; the copy stays when the address goes.
    address_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("client_address.id", ondelete="SET NULL"), index=True
    )
    workplace: Mapped[str | None] = mapped_column(
        sa.String(400), info={"label": _("Place of work")}
    )
    payment_day: Mapped[int | None] = mapped_column(info={"label": _("Payment day of the month")})
    trial_until: Mapped[date | None] = mapped_column(info={"label": _("Trial period until")})
    #: The contract this one was added after („następna umowa / wyjazd”).
    previous_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("contract.id", ondelete="SET NULL"), index=True
    )
    note: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Note")})

    company: Mapped[Company | None] = relationship(info={"label": _("Own company")})
    employee: Mapped[Employee] = relationship(info={"label": _("Employee")})
    client: Mapped[Client] = relationship(info={"label": _("Client")})
    position: Mapped[Position] = relationship(info={"label": _("Position")})
    address: Mapped[Address | None] = relationship(info={"label": _("Address of the client")})
    previous: Mapped[Contract | None] = relationship(
        remote_side="Contract.id", info={"label": _("Previous contract")}
    )
    rates: Mapped[list[ContractRate]] = relationship(
        back_populates="contract", cascade="all, delete-orphan"
    )
    annexes: Mapped[list[ContractAnnex]] = relationship(
        back_populates="contract",
        cascade="all, delete-orphan",
        order_by="ContractAnnex.effective_from",
    )
    overrides: Mapped[list[ContractOverride]] = relationship(
        back_populates="contract", cascade="all, delete-orphan"
    )

    @hybrid_property
    def effective_end(self) -> Any:
        """Return the last day: the cancelled one, else the agreed one; none: it is open."""
        return self.cancelled_on or self.ends_on

    @effective_end.inplace.expression
    @classmethod
    def _effective_end(cls) -> Any:
        return sa.func.coalesce(cls.cancelled_on, cls.ends_on)

    @property
    def period(self) -> rules.Period:
        """Return the days the contract holds, both ends inside."""
        return rules.Period(self.starts_on, self.effective_end)

    def state_on(self, day: date) -> ContractState:
        """Return whether the contract holds on a day, or before or after it."""
        return rules.state(self.period, day)

    @property
    def state(self) -> ContractState:
        """Return what the contract is today."""
        return self.state_on(today())

    def workplace_on(self, day: date) -> str | None:
        """Return the place of work on a day: annexes have changed it from their days on."""
        changes = [
            (annex.effective_from, annex.old_workplace)
            for annex in self.annexes
            if annex.workplace is not None
        ]
        return rules.value_on(self.workplace, changes, day)

    def search_text(self) -> SearchText:
        """Return how the contract is found: by its number and who works where."""
        hint = f"{self.employee}, {self.client}" if self.employee and self.client else ""
        return SearchText(self.number, hint, (), self.client_id)

    def __str__(self) -> str:
        return self.number


class ContractRate(RateColumns, Versioned, Scoped, Audited, Revisioned, Model):
    """A rate agreed for one contract; it goes before that of the position."""

    __tablename__ = "contract_rate"
    __labels__ = _("Rate"), _("Rates")
    __table_args__ = (
        sa.UniqueConstraint("contract_id", "rate_kind_id", "valid_from"),
        *RateColumns.checks(),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    annex_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contract_annex.id"), index=True)

    client: Mapped[Client] = relationship()
    contract: Mapped[Contract] = relationship(
        back_populates="rates", info={"label": _("Contract / trip")}
    )
    annex: Mapped[ContractAnnex | None] = relationship(info={"label": _("Annex")})


class ContractAnnex(Versioned, Scoped, Audited, Revisioned, Model):
    """What was agreed later: another end, another place, another rate. Never changed again."""

    __tablename__ = "contract_annex"
    __labels__ = _("Annex"), _("Annexes")
    __table_args__ = (
        sa.UniqueConstraint("contract_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(70), info={"label": _("Number")})
    concluded_on: Mapped[date] = mapped_column(info={"label": _("Concluded on")})
    effective_from: Mapped[date] = mapped_column(info={"label": _("In effect from")})
    description: Mapped[str | None] = mapped_column(
        sa.String(400), info={"label": _("What changes")}
    )
    ends_on: Mapped[date | None] = mapped_column(info={"label": _("New end")})
    old_ends_on: Mapped[date | None] = mapped_column(info={"label": _("End before")})
    workplace: Mapped[str | None] = mapped_column(
        sa.String(400), info={"label": _("New place of work")}
    )
    old_workplace: Mapped[str | None] = mapped_column(
        sa.String(400), info={"label": _("Place of work before")}
    )
    address_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("client_address.id", ondelete="SET NULL"), index=True
    )
    rate_kind_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rate_kind.id"), index=True)
    employee_rate: Mapped[Decimal | None] = mapped_column(
        RATE, info={"label": _("New employee rate")}
    )
    client_rate: Mapped[Decimal | None] = mapped_column(RATE, info={"label": _("New client rate")})

    client: Mapped[Client] = relationship()
    contract: Mapped[Contract] = relationship(
        back_populates="annexes", info={"label": _("Contract / trip")}
    )
    address: Mapped[Address | None] = relationship(info={"label": _("Address of the client")})
    rate_kind: Mapped[RateKind | None] = relationship(info={"label": _("Kind of rate")})

    def __str__(self) -> str:
        return self.number


class ContractOverride(Scoped, Audited, Model):
    """Warnings somebody has overridden, and why; written once, never changed."""

    __tablename__ = "contract_override"
    __labels__ = _("Overridden warning"), _("Overridden warnings")
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    warnings: Mapped[str] = mapped_column(sa.Text, info={"label": _("Warnings")})
    reason: Mapped[str] = mapped_column(sa.String(300), info={"label": _("Reason")})
    #: Such warnings tell of rates and margins, so they are shown to those who may see them.
    is_about_rates: Mapped[bool] = mapped_column(default=False)

    client: Mapped[Client] = relationship()
    contract: Mapped[Contract] = relationship(
        back_populates="overrides", info={"label": _("Contract / trip")}
    )

    def __str__(self) -> str:
        return self.reason[:60]
