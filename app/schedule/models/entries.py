"""Entries of the schedule, their split into kinds of rates, and months that are closed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.db import UtcDateTime, enum
from app.core.isolation import Scoped
from app.core.models import Audited, Revisioned
from app.employees.models import Employee
from app.extensions import Model
from app.positions.models import RateKind
from app.schedule.enums import EntrySource, EntryState
from app.schedule.rules.shifts import Shift

QUANTITY = sa.Numeric(9, 2)
_SAID = ("started_at", "ended_at", "minutes", "quantity")


def _waiting(name: str, more: str = "") -> sa.Index:
    """Return an index over what waits to be accepted, by client and person.

    It is little beside what was accepted; ``{}`` in ``more`` is how a database says „differs from”.
    """
    where = {
        dialect: sa.text(f"state = 'reported'{more.format(*[word] * more.count('{}'))}")
        for dialect, word in (("sqlite", "IS NOT"), ("postgresql", "IS DISTINCT FROM"))
    }
    return sa.Index(
        name, "state", "client_id", "employee_id", "day", "id",
        sqlite_where=where["sqlite"], postgresql_where=where["postgresql"],
    )  # fmt: skip


class ScheduleEntry(Scoped, Audited, Revisioned, Model):
    """Work of one person on one day: planned, then reported, accepted and settled.

    It holds minutes, with or without from when to when, or a quantity of a kind of rate (days,
    pieces). Once it is reported, ``planned_*`` keep what had been planned before.
    """

    __tablename__ = "schedule_entry"
    __labels__ = _("Schedule entry"), _("Schedule entries")
    __table_args__ = (
        sa.CheckConstraint("(minutes IS NULL) <> (quantity IS NULL)", name="minutes_or_quantity"),
        sa.CheckConstraint("(started_at IS NULL) = (ended_at IS NULL)", name="both_times"),
        sa.CheckConstraint("started_at IS NULL OR minutes IS NOT NULL", name="times_have_minutes"),
        sa.CheckConstraint("quantity IS NULL OR rate_kind_id IS NOT NULL", name="quantity_of_kind"),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 1500", name="minutes_of_day"),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity_positive"),
        sa.CheckConstraint(
            "(state = 'rejected') = (reject_reason IS NOT NULL)", name="rejected_with_reason"
        ),
        sa.CheckConstraint("(state = 'settled') = (settlement_id IS NOT NULL)", name="settled_by"),
        sa.Index("ix_schedule_entry_contract_id_day", "contract_id", "day"),
        sa.Index("ix_schedule_entry_employee_id_day", "employee_id", "day"),
        # What lists can be ordered and narrowed by, however long they are.
        # What a client's rows are narrowed by stands in it, too: no row is read to be left out.
        sa.Index(
            "ix_schedule_entry_client_id_day_id_source",
            "client_id",
            "day",
            "id",
            "source",
            "rate_kind_id",
        ),
        sa.Index("ix_schedule_entry_client_id_state_day_id", "client_id", "state", "day", "id"),
        sa.Index("ix_schedule_entry_day_id", "day", "id"),
        sa.Index("ix_schedule_entry_state_day_id", "state", "day", "id"),
        sa.Index("ix_schedule_entry_source_day_id", "source", "day", "id"),
        sa.Index("ix_schedule_entry_rate_kind_id_day_id", "rate_kind_id", "day", "id"),
        _waiting("ix_schedule_entry_reported"),
        _waiting(
            "ix_schedule_entry_differing",
            f" AND ({' OR '.join(f'{name} {{}} planned_{name}' for name in _SAID)})",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"))
    employee_id: Mapped[int] = mapped_column(sa.ForeignKey("employee.id"))
    day: Mapped[date] = mapped_column(info={"label": _("Day")})
    state: Mapped[EntryState] = mapped_column(
        enum(EntryState), default=EntryState.planned, info={"label": _("State")}
    )
    source: Mapped[EntrySource] = mapped_column(
        enum(EntrySource), default=EntrySource.office, info={"label": _("Source")}
    )
    #: The kind somebody has chosen; without one the rules split the minutes.
    rate_kind_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rate_kind.id"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("From")})
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("To")})
    pause_started_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Break from")}
    )
    pause: Mapped[int] = mapped_column(default=0, info={"label": _("Break (minutes)")})
    minutes: Mapped[int | None] = mapped_column(info={"label": _("Minutes")})
    quantity: Mapped[Decimal | None] = mapped_column(QUANTITY, info={"label": _("Quantity")})

    planned_started_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Planned from")}
    )
    planned_ended_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Planned to")}
    )
    planned_minutes: Mapped[int | None] = mapped_column(info={"label": _("Planned minutes")})
    planned_quantity: Mapped[Decimal | None] = mapped_column(
        QUANTITY, info={"label": _("Planned quantity")}
    )

    note: Mapped[str | None] = mapped_column(sa.String(500), info={"label": _("Note")})
    reported_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Reported")})
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Decided")})
    reject_reason: Mapped[str | None] = mapped_column(
        sa.String(300), info={"label": _("Reason of the rejection")}
    )
    #: The import that brought it; and what makes the same row of a file the same entry.
    import_id: Mapped[int | None] = mapped_column(index=True, info={"audit": False})
    import_key: Mapped[str | None] = mapped_column(
        sa.String(64), unique=True, info={"audit": False}
    )
    #: The settlement that has locked it; the table belongs to the package above.
    settlement_id: Mapped[int | None] = mapped_column(index=True, info={"audit": False})

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    contract: Mapped[Contract] = relationship(info={"label": _("Contract / trip")})
    employee: Mapped[Employee] = relationship(info={"label": _("Employee")})
    rate_kind: Mapped[RateKind | None] = relationship(info={"label": _("Kind of rate")})
    reported_by: Mapped[Any] = relationship(
        "Account", foreign_keys=[reported_by_id], info={"label": _("Reported by")}
    )
    decided_by: Mapped[Any] = relationship(
        "Account", foreign_keys=[decided_by_id], info={"label": _("Decided by")}
    )
    parts: Mapped[list[EntryPart]] = relationship(
        back_populates="entry", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def shift(self) -> Shift | None:
        """Return the stretch of time; none where only minutes or a quantity are known."""
        if self.started_at is None or self.ended_at is None:
            return None
        return Shift.stored(
            self.day, self.started_at, self.ended_at, self.pause, self.pause_started_at
        )

    @property
    def is_as_planned(self) -> bool:
        """Tell whether what was worked is what had been planned."""
        return (self.started_at, self.ended_at, self.minutes, self.quantity) == (
            self.planned_started_at,
            self.planned_ended_at,
            self.planned_minutes,
            self.planned_quantity,
        )

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}, {self.employee}"


class EntryPart(Scoped, Model):
    """Minutes, or a quantity, of an accepted entry that go to one kind of rate (podział).

    ``kinds`` are the ids of the kinds that apply, the strongest first and the base kind last:
    the first one that has a rate gets the minutes. So a rate agreed later needs no new split.
    """

    __tablename__ = "schedule_entry_part"
    __audited__ = False
    __labels__ = _("Part of an entry"), _("Parts of entries")
    __table_args__ = (
        sa.Index("ix_schedule_entry_part_contract_id_day", "contract_id", "day"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"))
    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("schedule_entry.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date]
    kinds: Mapped[str] = mapped_column(sa.String(80))
    minutes: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    #: Why, as codes of ``Cause`` joined by commas.
    causes: Mapped[str] = mapped_column(sa.String(80), default="")

    entry: Mapped[ScheduleEntry] = relationship(back_populates="parts")
    client: Mapped[Client] = relationship()


class ClosedMonth(Audited, Model):
    """A month in which no hours change any more, unless somebody opens it with a reason."""

    __tablename__ = "closed_month"
    __labels__ = _("Closed month"), _("Closed months")

    month: Mapped[date] = mapped_column(primary_key=True, info={"label": _("Month")})

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"
