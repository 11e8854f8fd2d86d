"""Jobs, the periods that were planned, the scheduler's lease and the processes at work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.background import registry, rules
from app.background.enums import UNFINISHED, JobState, ProcessKind
from app.core.clock import now
from app.core.db import UtcDateTime, enum
from app.extensions import Model


class Job(Model):
    """Work to be done outside a request, written in the transaction of its cause."""

    __tablename__ = "background_job"
    __audited__ = False
    __labels__ = _("Job"), _("Background work")
    __table_args__ = (
        sa.Index("ix_background_job_state_run_after", "state", "run_after"),
        sa.Index("ix_background_job_owner_id_id", "owner_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(80))
    subject: Mapped[str] = mapped_column(
        sa.String(200), default="", info={"label": _("Subject of work")}
    )
    arguments: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    #: Where a job that is taken again goes on; each kind knows what it wrote.
    checkpoint: Mapped[Any | None] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    #: Equal for equal work; empty once it is finished, so the same may be asked for again.
    work_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    state: Mapped[JobState] = mapped_column(
        enum(JobState, 10),
        default=JobState.waiting,
        info={"label": _("State")},
    )
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(sa.String(200), default="", info={"label": _("Message")})
    attempts: Mapped[int] = mapped_column(default=0, info={"label": _("Attempts")})
    error: Mapped[str] = mapped_column(sa.String(500), default="", info={"label": _("Error")})
    #: The ``request=`` of the log lines of the last attempt.
    trace_id: Mapped[str] = mapped_column(
        sa.String(32), default="", info={"label": _("Number in the log")}
    )
    #: Known to the one worker that has the job; whoever lost it can no longer write here.
    claim: Mapped[str | None] = mapped_column(sa.String(32))
    worker: Mapped[str] = mapped_column(
        sa.String(80), default="", info={"label": _("Background worker")}
    )
    file_key: Mapped[str] = mapped_column(sa.String(80), default="")
    file_name: Mapped[str] = mapped_column(sa.String(120), default="", info={"label": _("File")})
    file_type: Mapped[str] = mapped_column(sa.String(100), default="")
    run_after: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    woken_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=now)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, info={"label": _("Ordered")}
    )
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Started")})
    finished_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, info={"label": _("Finished")}
    )
    #: When the owner was told of the end.
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    owner: Mapped[Any] = relationship("Account", info={"label": _("Owner")})

    @property
    def title(self) -> str:
        """Return what the job does, in words."""
        label = registry.label_of(self.kind)
        return f"{label}: {self.subject}" if self.subject else label

    @property
    def owner_name(self) -> str:
        """Return who asked for the job."""
        return str(self.owner.name if self.owner is not None else _("System"))

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will happen by itself."""
        return self.state not in UNFINISHED

    @property
    def is_cancelling(self) -> bool:
        """Tell whether a running job was asked to stop."""
        return self.state is JobState.running and self.cancel_requested_at is not None

    @property
    def has_file(self) -> bool:
        """Tell whether there is a result to fetch."""
        return bool(self.file_key)

    @property
    def percent(self) -> int | None:
        """Return how much is done, ``None`` when nobody knows."""
        return rules.percent(self.done, self.total) if self.total else None

    @property
    def progress(self) -> str:
        """Return how far the job is."""
        return f"{self.percent}%" if self.total and self.state is not JobState.done else ""

    @property
    def duration(self) -> str:
        """Return how long it takes or took."""
        return rules.duration(self.started_at, self.finished_at or now())

    def __str__(self) -> str:
        return self.title


class PeriodicRun(Model):
    """A period of periodic work that somebody has planned; nobody can plan it again."""

    __tablename__ = "background_period"
    __audited__ = False
    __labels__ = _("Planned period"), _("Planned periods")
    __table_args__ = (sa.UniqueConstraint("name", "period"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    period: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Lease(Model):
    """Which scheduler plans; it has to say so again before the lease runs out."""

    __tablename__ = "background_lease"
    __audited__ = False
    __labels__ = _("Lease"), _("Leases")

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(120))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BackgroundProcess(Model):
    """A worker or scheduler and when it last said that it lives."""

    __tablename__ = "background_process"
    __audited__ = False
    __labels__ = _("Background process"), _("Background processes")
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ProcessKind] = mapped_column(enum(ProcessKind, 10), info={"label": _("Kind")})
    name: Mapped[str] = mapped_column(sa.String(120), info={"label": _("Machine and number")})
    started_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, info={"label": _("Started")}
    )
    seen_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, info={"label": _("Last sign of life")}
    )

    @property
    def is_alive(self) -> bool:
        """Tell whether it has been heard of lately."""
        return now() - self.seen_at < rules.LEASE

    def __str__(self) -> str:
        return self.name
