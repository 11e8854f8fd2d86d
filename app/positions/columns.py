"""Types of columns, and the columns that shared and custom price records have in common."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.db import enum
from app.positions import rules
from app.positions.enums import FeeMode, PriceMode, PriceSection

RATE = sa.Numeric(12, 4)
HOURS = sa.Numeric(5, 2)


def not_negative(name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} IS NULL OR {name} >= 0", name=f"{name}_not_negative")


class PriceRecordColumns:
    """The columns of a record of a price group, shared or of one position."""

    section: Mapped[PriceSection] = mapped_column(
        enum(PriceSection), default=PriceSection.base_pay, info={"label": _("Section")}
    )
    name: Mapped[str] = mapped_column(sa.String(80), info={"label": _("Name")})
    mode: Mapped[PriceMode] = mapped_column(
        enum(PriceMode), default=PriceMode.margin, info={"label": _("Counted as")}
    )
    margin: Mapped[Decimal | None] = mapped_column(sa.Numeric(7, 2), info={"label": _("Margin %")})
    amount: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2), info={"label": _("Amount")})
    fee: Mapped[FeeMode | None] = mapped_column(
        enum(FeeMode), info={"label": _("How the fee is charged")}
    )

    @declared_attr
    def rate_kind_id(cls) -> Mapped[int | None]:
        """Return the column of the kind of rate it prices; none: every kind."""
        return mapped_column(sa.ForeignKey("rate_kind.id"), index=True)

    @declared_attr
    def rate_kind(cls) -> Mapped[Any]:
        """Return the kind of rate, ``None`` for every one."""
        return relationship("RateKind", info={"label": _("Kind of rate")})

    def as_record(self) -> rules.PriceRecord:
        """Return what the rules know of it."""
        value = self.margin if self.mode is PriceMode.margin else self.amount
        return rules.PriceRecord(
            self.section, self.name, self.mode, value or rules.ZERO, self.rate_kind_id, self.fee
        )

    def __str__(self) -> str:
        return self.name
