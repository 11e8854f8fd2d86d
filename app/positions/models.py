"""Kinds of rates, price groups, positions and what is agreed for them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clients.models import Address, Client
from app.core.db import enum, sort_key_type
from app.core.history import Versioned
from app.core.isolation import Scoped
from app.core.models import Archivable, Audited, Revisioned
from app.core.search import Searchable, SearchText
from app.core.text import sort_key
from app.extensions import Model
from app.positions.columns import PriceRecordColumns, not_negative
from app.positions.enums import ContractType, PriceSource
from app.positions.kinds import MinimumPay, RateColumns, RateKind

__all__ = [
    "ClientPricing",
    "MinimumPay",
    "Position",
    "PositionPrice",
    "PositionRate",
    "PriceGroup",
    "PriceGroupItem",
    "RateColumns",
    "RateKind",
]


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


class PriceGroupItem(PriceRecordColumns, Versioned, Audited, Revisioned, Model):
    """A record of a shared price group."""

    __tablename__ = "price_group_item"
    __labels__ = _("Price record"), _("Price records")
    __table_args__ = (not_negative("amount"), {"sqlite_autoincrement": True})

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
        enum(ContractType), default=ContractType.temporary, info={"label": _("Contract type")}
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
        enum(PriceSource), default=PriceSource.client, info={"label": _("Prices")}
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


class PositionPrice(PriceRecordColumns, Versioned, Scoped, Audited, Revisioned, Model):
    """A price record that holds for one position only („Niestandardowa”)."""

    __tablename__ = "position_price"
    __labels__ = _("Custom price"), _("Custom prices")
    __table_args__ = (not_negative("amount"), {"sqlite_autoincrement": True})

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
