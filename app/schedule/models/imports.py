"""Imports of hours: the file, what its rows say, and how such files are read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clients.models import Client
from app.core.db import UtcDateTime, enum
from app.core.models import Audited
from app.extensions import Model
from app.positions.models import Position
from app.schedule.enums import ImportState, RowVerdict
from app.schedule.models.entries import QUANTITY


class HoursImport(Audited, Model):
    """A file of hours on its way into the schedule, and back out of it.

    It is seen by whoever uploaded it, and by those who see all clients: its rows may be about
    several clients, and some of them about nobody that is known.
    """

    __tablename__ = "hours_import"
    __labels__ = _("Import of hours"), _("Imports of hours")
    __table_args__ = (
        sa.Index("ix_hours_import_owner_id_id", "owner_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    file_name: Mapped[str] = mapped_column(sa.String(200), info={"label": _("File")})
    #: Under which name of ours the file lies; empty once it is gone.
    file_key: Mapped[str] = mapped_column(sa.String(80), default="", info={"audit": False})
    sha256: Mapped[str] = mapped_column(sa.String(64), info={"audit": False})
    size: Mapped[int] = mapped_column(default=0, info={"label": _("Size (bytes)")})
    sheet: Mapped[str] = mapped_column(sa.String(100), default="", info={"label": _("Sheet")})
    #: The ``Layout`` under which the rows are read, as plain data.
    layout: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, info={"audit": False})
    #: Where rows are looked for that do not say it themselves.
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    position_id: Mapped[int | None] = mapped_column(sa.ForeignKey("position.id"), index=True)
    state: Mapped[ImportState] = mapped_column(
        enum(ImportState), default=ImportState.uploaded, info={"label": _("State")}
    )
    #: The work that is being done on it, or was last; jobs are forgotten after a while.
    job_id: Mapped[int | None] = mapped_column(info={"audit": False})
    error: Mapped[str] = mapped_column(sa.String(500), default="", info={"label": _("Error")})

    fresh: Mapped[int] = mapped_column(default=0, info={"label": _("New hours")})
    same: Mapped[int] = mapped_column(default=0, info={"label": _("Already there")})
    changes: Mapped[int] = mapped_column(default=0, info={"label": _("Changes")})
    refused: Mapped[int] = mapped_column(default=0, info={"label": _("Refused")})
    created: Mapped[int] = mapped_column(default=0, info={"label": _("Entries added")})
    updated: Mapped[int] = mapped_column(default=0, info={"label": _("Entries changed")})
    taken_back: Mapped[int] = mapped_column(default=0, info={"label": _("Taken back")})
    remained: Mapped[int] = mapped_column(default=0, info={"label": _("Not taken back")})

    #: The refused rows with their reasons, as a file.
    faults_key: Mapped[str] = mapped_column(sa.String(80), default="", info={"audit": False})
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Checked")})
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Imported")})
    reverted_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"label": _("Taken back on")}
    )

    owner: Mapped[Any] = relationship(
        "Account", foreign_keys=[owner_id], info={"label": _("Owner")}
    )
    client: Mapped[Client | None] = relationship(info={"label": _("Client")})
    position: Mapped[Position | None] = relationship(info={"label": _("Position")})

    def __str__(self) -> str:
        return self.file_name


class HoursImportRow(Model):
    """What one row, or one cell of a wide row, says: hours that wait, or why they are refused.

    Hours that came in leave this table at once, in the same transaction: what is still here is
    still to be done. Refusals stay to be read, changes to be taken back.
    """

    __tablename__ = "hours_import_row"
    __audited__ = False
    __labels__ = _("Row of an import"), _("Rows of imports")
    __table_args__ = (
        sa.Index("ix_hours_import_row_import_id_verdict_id", "import_id", "verdict", "id"),
        sa.Index("ix_hours_import_row_import_id_employee_id", "import_id", "employee_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("hours_import.id", ondelete="CASCADE"))
    verdict: Mapped[RowVerdict] = mapped_column(enum(RowVerdict))
    number: Mapped[int]
    #: The letter of the column, empty where the whole row is meant.
    letter: Mapped[str] = mapped_column(sa.String(3), default="")
    header: Mapped[str] = mapped_column(sa.String(80), default="")
    value: Mapped[str] = mapped_column(sa.String(80), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")

    contract_id: Mapped[int | None] = mapped_column(default=None)
    employee_id: Mapped[int | None] = mapped_column(default=None)
    client_id: Mapped[int | None] = mapped_column(default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    pause_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    pause: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int | None] = mapped_column(default=None)
    quantity: Mapped[Decimal | None] = mapped_column(QUANTITY, default=None)
    rate_kind_id: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(sa.String(500), default=None)
    import_key: Mapped[str | None] = mapped_column(sa.String(64), default=None)

    #: The entry that a change is about, what it said before, and when it was written.
    entry_id: Mapped[int | None] = mapped_column(default=None)
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def place(self) -> str:
        """Return the place as spreadsheets name it: D12, or 12 for a whole row."""
        return f"{self.letter}{self.number}"


class HoursLayout(Audited, Model):
    """What the columns of files with the same headers hold, remembered under a name."""

    __tablename__ = "hours_layout"
    __labels__ = _("Remembered layout of columns"), _("Remembered layouts of columns")
    __table_args__ = (
        sa.UniqueConstraint("fingerprint", "client_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), info={"label": _("Name")})
    fingerprint: Mapped[str] = mapped_column(sa.String(64), info={"audit": False})
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    #: Header → field.
    mapping: Mapped[dict[str, str]] = mapped_column(
        sa.JSON, info={"audit": False, "label": _("Columns")}
    )
    month_first: Mapped[bool] = mapped_column(default=False, info={"label": _("American dates")})
    #: A use is no change: it is counted past the event log.
    uses: Mapped[int] = mapped_column(
        default=0, server_default="0", info={"audit": False, "label": _("Times used")}
    )
    used_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info={"audit": False, "label": _("Last used")}
    )

    client: Mapped[Client | None] = relationship(info={"label": _("Client")})

    def __str__(self) -> str:
        return self.name
