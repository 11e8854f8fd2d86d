"""What came of each client in a run over all of them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clients.models import Client
from app.core.db import enum
from app.core.isolation import Scoped
from app.extensions import Model
from app.invoicing.models import Invoice
from app.settings.models import Company
from app.settlements.enums import RunResult
from app.settlements.models.client import ClientSettlement


class RunOutcome(Scoped, Model):
    """One client and company; kept in the transaction of what was done, so once for each job."""

    __tablename__ = "settlement_run_outcome"
    __audited__ = False
    __labels__ = _("Result of a run"), _("Results of a run")
    __table_args__ = (
        sa.UniqueConstraint("job_id", "client_id", "company_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The table of jobs is swept from time to time, and these rows with it.
    job_id: Mapped[int] = mapped_column(sa.ForeignKey("background_job.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"))
    month: Mapped[date] = mapped_column(info={"label": _("Month")})
    result: Mapped[RunResult] = mapped_column(enum(RunResult), info={"label": _("Result")})
    reason: Mapped[str] = mapped_column(
        sa.String(1000), default="", info={"label": _("What is missing")}
    )
    settlement_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("client_settlement.id", ondelete="SET NULL"), index=True
    )
    invoice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("invoice.id", ondelete="SET NULL"), index=True
    )

    client: Mapped[Client] = relationship(info={"label": _("Client")})
    company: Mapped[Company | None] = relationship(info={"label": _("Own company")})
    settlement: Mapped[ClientSettlement | None] = relationship(
        info={"label": _("Client settlement")}
    )
    invoice: Mapped[Invoice | None] = relationship(info={"label": _("Invoice")})

    def __str__(self) -> str:
        return f"{self.client}, {self.month:%m.%Y}"
