"""Kinds of rates, what every rate is made of, and the lowest pay the law allows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.db import enum
from app.core.history import Versioned
from app.core.models import Archivable, Audited, Revisioned
from app.extensions import Model
from app.positions import rules
from app.positions.columns import HOURS, RATE, not_negative
from app.positions.enums import HolidayWindow, RateLevel, RateRule, Unit


# Not searchable: the index is isolated by client, and these rows are everybody's.
class RateKind(Versioned, Audited, Archivable, Revisioned, Model):
    """What is counted and paid: hours of the day, of the night, a day and night, a month."""

    __tablename__ = "rate_kind"
    __labels__ = _("Kind of rate"), _("Kinds of rates")
    __table_args__ = (
        not_negative("employee_rate"),
        not_negative("client_rate"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True, info={"label": _("Name")})
    place: Mapped[int] = mapped_column(default=100, info={"label": _("Order")})
    unit: Mapped[Unit] = mapped_column(enum(Unit), default=Unit.hour, info={"label": _("Unit")})
    rule: Mapped[RateRule] = mapped_column(
        enum(RateRule), default=RateRule.chosen, info={"label": _("Applies by itself")}
    )
    base_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rate_kind.id"), index=True)
    night_from: Mapped[str] = mapped_column(
        sa.String(5), default="22:00", info={"label": _("Night from")}
    )
    night_to: Mapped[str] = mapped_column(
        sa.String(5), default="06:00", info={"label": _("Night to")}
    )
    holiday_window: Mapped[HolidayWindow] = mapped_column(
        enum(HolidayWindow),
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
            not_negative("employee_rate"),
            not_negative("client_rate"),
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
    unit: Mapped[Unit] = mapped_column(enum(Unit), default=Unit.hour, info={"label": _("Unit")})
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2), info={"label": _("Amount")})
    valid_from: Mapped[date] = mapped_column(info={"label": _("Valid from")})
    note: Mapped[str | None] = mapped_column(sa.String(200), info={"label": _("Note")})

    def __str__(self) -> str:
        return f"{self.country}, {self.unit}, {self.valid_from:%d.%m.%Y}"
