"""Kinds of rates, price groups, positions and what is agreed for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.clients.models import Address, Client
from app.core.db import sort_key_type
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Archivable, Audited, Revisioned
from app.core.search import Searchable, SearchText
from app.core.text import sort_key
from app.extensions import Model
from app.positions import rules
from app.positions.enums import (
    ContractType,
    FeeMode,
    HolidayWindow,
    PriceMode,
    PriceSection,
    PriceSource,
    RateLevel,
    RateRule,
    Unit,
)

RATE = sa.Numeric(12, 4)
HOURS = sa.Numeric(5, 2)


def _enum(kind: Any) -> sa.Enum:
    """Return a portable column type that stores the code of a ``LabeledEnum``."""
    return sa.Enum(kind, native_enum=False, length=20)


def _not_negative(name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} IS NULL OR {name} >= 0", name=f"{name}_not_negative")


# Not searchable: the index is isolated by client, and these rows are everybody's.
class RateKind(Versioned, Audited, Archivable, Revisioned, Model):
    """What is counted and paid: hours of the day, of the night, a day and night, a month."""

    __tablename__ = "rate_kind"
    __labels__ = _("Kind of rate"), _("Kinds of rates")
    __table_args__ = (
        _not_negative("employee_rate"),
        _not_negative("client_rate"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True, info={"label": _("Name")})
    place: Mapped[int] = mapped_column(default=100, info={"label": _("Order")})
    unit: Mapped[Unit] = mapped_column(_enum(Unit), default=Unit.hour, info={"label": _("Unit")})
    rule: Mapped[RateRule] = mapped_column(
        _enum(RateRule), default=RateRule.chosen, info={"label": _("Applies by itself")}
    )
    base_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rate_kind.id"), index=True)
    night_from: Mapped[str] = mapped_column(
        sa.String(5), default="22:00", info={"label": _("Night from")}
    )
    night_to: Mapped[str] = mapped_column(
        sa.String(5), default="06:00", info={"label": _("Night to")}
    )
    holiday_window: Mapped[HolidayWindow] = mapped_column(
        _enum(HolidayWindow),
        default=HolidayWindow.six_to_six,
        info={"label": _("Sunday and holiday last")},
    )
    daily_hours: Mapped[Decimal | None] = mapped_column(
        HOURS, info={"label": _("Overtime above hours a day")}
    )
    weekly_hours: Mapped[Decimal | None] = mapped_column(
        HOURS, info={"label": _("Overtime above hours a week")}
    )
    employee_rate: Mapped[Decimal | None] = mapped_column(
        RATE, info={"label": _("Usual employee rate")}
    )
    client_rate: Mapped[Decimal | None] = mapped_column(
        RATE, info={"label": _("Usual client rate")}
    )

    base: Mapped[RateKind | None] = relationship(
        remote_side="RateKind.id", info={"label": _("Falls back to")}
    )

    def __str__(self) -> str:
        return self.name


class PriceGroup(Versioned, Audited, Archivable, Revisioned, Model):
    """A scheme by which costs become prices, for several clients and positions."""

    __tablename__ = "price_group"
    __labels__ = _("Price group"), _("Price groups")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True, info={"label": _("Name")})
    description: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Description")})

    items: Mapped[list[PriceGroupItem]] = relationship(back_populates="price_group")

    def __str__(self) -> str:
        return self.name


class PriceRecordColumns:
    """The columns of a record of a price group, shared or of one position."""

    section: Mapped[PriceSection] = mapped_column(
        _enum(PriceSection), default=PriceSection.base_pay, info={"label": _("Section")}
    )
    name: Mapped[str] = mapped_column(sa.String(80), info={"label": _("Name")})
    mode: Mapped[PriceMode] = mapped_column(
        _enum(PriceMode), default=PriceMode.margin, info={"label": _("Counted as")}
    )
    margin: Mapped[Decimal | None] = mapped_column(sa.Numeric(7, 2), info={"label": _("Margin %")})
    amount: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2), info={"label": _("Amount")})
    fee: Mapped[FeeMode | None] = mapped_column(
        _enum(FeeMode), info={"label": _("How the fee is charged")}
    )

    @declared_attr
    def rate_kind_id(cls) -> Mapped[int | None]:
        """Return the column of the kind of rate it prices; none: every kind."""
        return mapped_column(sa.ForeignKey("rate_kind.id"), index=True)

    @declared_attr
    def rate_kind(cls) -> Mapped[RateKind | None]:
        """Return the kind of rate."""
        return relationship(RateKind, info={"label": _("Kind of rate")})

    def as_record(self) -> rules.PriceRecord:
        """Return what the rules know of it."""
        value = self.margin if self.mode is PriceMode.margin else self.amount
        return rules.PriceRecord(
            self.section, self.name, self.mode, value or rules.ZERO, self.rate_kind_id, self.fee
        )

    def __str__(self) -> str:
        return self.name


class PriceGroupItem(PriceRecordColumns, Versioned, Audited, Revisioned, Model):
    """A record of a shared price group."""

    __tablename__ = "price_group_item"
    __labels__ = _("Price record"), _("Price records")
    __table_args__ = (_not_negative("amount"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    price_group_id: Mapped[int] = mapped_column(sa.ForeignKey("price_group.id"), index=True)

    price_group: Mapped[PriceGroup] = relationship(
        back_populates="items", info={"label": _("Price group")}
    )


class ClientPricing(Versioned, Scoped, Audited, Revisioned, Model):
    """The price group of a client; the client itself knows nothing of it."""

    __tablename__ = "client_pricing"
    __labels__ = _("Client's price group"), _("Client's price group")

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), unique=True)
    price_group_id: Mapped[int] = mapped_column(sa.ForeignKey("price_group.id"), index=True)
    note: Mapped[str | None] = mapped_column(sa.String(300), info={"label": _("Note")})

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    price_group: Mapped[PriceGroup] = relationship(info={"label": _("Price group")})

    def __str__(self) -> str:
        return str(self.price_group)


class Position(Versioned, Scoped, Searchable, Audited, Archivable, Revisioned, Model):
    """A job at a client: what is done there, where, and at what two prices."""

    __tablename__ = "position"
    __labels__ = _("Position"), _("Positions")
    search_kind = "position"
    __table_args__ = (
        sa.CheckConstraint(
            "(price_source = 'group') = (price_group_id IS NOT NULL)", name="group_if_chosen"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120), info={"label": _("Name")})
    sort_key: Mapped[str] = mapped_column(sort_key_type(200), default="", index=True)
    description: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Details")})
    contract_type: Mapped[ContractType] = mapped_column(
        _enum(ContractType), default=ContractType.temporary, info={"label": _("Contract type")}
    )
    occupation_code: Mapped[str | None] = mapped_column(
        sa.String(6), info={"label": _("Occupation code")}
    )
    #: Where the place of work was copied from; the copy stays when the address goes.
    address_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("client_address.id", ondelete="SET NULL"), index=True
    )
    workplace: Mapped[str | None] = mapped_column(
        sa.String(400), info={"label": _("Place of work")}
    )
    qualifications: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Qualifications")})
    price_source: Mapped[PriceSource] = mapped_column(
        _enum(PriceSource), default=PriceSource.client, info={"label": _("Prices")}
    )
    price_group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("price_group.id"), index=True)

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    address: Mapped[Address | None] = relationship(info={"label": _("Address of the client")})
    price_group: Mapped[PriceGroup | None] = relationship(info={"label": _("Price group")})
    rates: Mapped[list[PositionRate]] = relationship(back_populates="position")
    prices: Mapped[list[PositionPrice]] = relationship(back_populates="position")

    def search_text(self) -> SearchText:
        """Return how the position is found: by name, client, code and place."""
        hint = str(self.client) if self.client else ""
        return SearchText(self.name, hint, (self.occupation_code, self.workplace), self.client_id)

    def __str__(self) -> str:
        return self.name


class RateColumns:
    """The columns of a rate: what the employee gets and the client pays, from a day on."""

    employee_rate: Mapped[Decimal | None] = mapped_column(RATE, info={"label": _("Employee rate")})
    client_rate: Mapped[Decimal | None] = mapped_column(RATE, info={"label": _("Client rate")})
    valid_from: Mapped[date] = mapped_column(info={"label": _("Valid from")})
    note: Mapped[str | None] = mapped_column(sa.String(300), info={"label": _("Note")})

    @declared_attr
    def rate_kind_id(cls) -> Mapped[int]:
        """Return the column of the kind of rate."""
        return mapped_column(sa.ForeignKey("rate_kind.id"), index=True)

    @declared_attr
    def rate_kind(cls) -> Mapped[RateKind]:
        """Return the kind of rate."""
        return relationship(RateKind, info={"label": _("Kind of rate")})

    @staticmethod
    def checks() -> tuple[sa.CheckConstraint, ...]:
        """Return what holds for every table of rates."""
        return (
            sa.CheckConstraint(
                "employee_rate IS NOT NULL OR client_rate IS NOT NULL", name="some_rate"
            ),
            _not_negative("employee_rate"),
            _not_negative("client_rate"),
        )

    @property
    def margin(self) -> Decimal | None:
        """Return what is left of the client rate."""
        found = self._margin()
        return found.amount if found else None

    @property
    def margin_percent(self) -> Decimal | None:
        """Return what is left, in percent of the client rate."""
        found = self._margin()
        return found.percent if found else None

    def _margin(self) -> rules.Margin | None:
        if self.employee_rate is None or self.client_rate is None:
            return None
        return rules.margin(self.client_rate, self.employee_rate)

    def as_candidates(
        self, level: RateLevel
    ) -> tuple[rules.Candidate | None, rules.Candidate | None]:
        """Return what the rules know of it: the employee's and the client's side."""
        sides = [
            None
            if amount is None
            else rules.Candidate(level, self.rate_kind_id, amount, self.valid_from)
            for amount in (self.employee_rate, self.client_rate)
        ]
        return sides[0], sides[1]

    def __str__(self) -> str:
        return f"{self.rate_kind}, {self.valid_from:%d.%m.%Y}"


class PositionRate(RateColumns, Versioned, Scoped, Audited, Revisioned, Model):
    """What the employee gets and the client pays for a kind of rate, from a day on."""

    __tablename__ = "position_rate"
    __labels__ = _("Rate"), _("Rates")
    __table_args__ = (
        sa.UniqueConstraint("position_id", "rate_kind_id", "valid_from"),
        *RateColumns.checks(),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    position_id: Mapped[int] = mapped_column(sa.ForeignKey("position.id"), index=True)

    client: Mapped[Client] = relationship()
    position: Mapped[Position] = relationship(back_populates="rates", info={"label": _("Position")})


class MinimumPay(Audited, Revisioned, Model):
    """The lowest pay the law of a country allows, from a day on."""

    __tablename__ = "minimum_pay"
    __labels__ = _("Minimum pay"), _("Minimum pay")
    __table_args__ = (
        sa.UniqueConstraint("country", "unit", "valid_from"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(
        sa.String(2), default="PL", info={"label": _("Country code")}
    )
    unit: Mapped[Unit] = mapped_column(_enum(Unit), default=Unit.hour, info={"label": _("Unit")})
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2), info={"label": _("Amount")})
    valid_from: Mapped[date] = mapped_column(info={"label": _("Valid from")})
    note: Mapped[str | None] = mapped_column(sa.String(200), info={"label": _("Note")})

    def __str__(self) -> str:
        return f"{self.country}, {self.unit}, {self.valid_from:%d.%m.%Y}"


class PositionPrice(PriceRecordColumns, Versioned, Scoped, Audited, Revisioned, Model):
    """A price record that holds for one position only („Niestandardowa”)."""

    __tablename__ = "position_price"
    __labels__ = _("Custom price"), _("Custom prices")
    __table_args__ = (_not_negative("amount"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    position_id: Mapped[int] = mapped_column(sa.ForeignKey("position.id"), index=True)

    client: Mapped[Client] = relationship()
    position: Mapped[Position] = relationship(
        back_populates="prices", info={"label": _("Position")}
    )


@event.listens_for(Position, "before_insert")
@event.listens_for(Position, "before_update")
def _keep_key(_mapper: Any, _connection: Any, position: Position) -> None:
    position.sort_key = sort_key(position.name)[:200]
