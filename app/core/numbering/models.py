"""A number series and its counters: one row per period, locked while a number is taken."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import enum
from app.core.models import Audited, Revisioned
from app.core.numbering.enums import Reset, SeriesKind
from app.extensions import db


class NumberSeries(Audited, Revisioned, db.Model):  # type: ignore[name-defined]
    """How the numbers of one kind of document look, and when they start again."""

    __tablename__ = "number_series"
    __labels__ = _("Number series"), _("Number series")
    __table_args__ = (
        sa.UniqueConstraint("company_id", "kind", "name"),
        # A NULL equals nothing in a UNIQUE, so series of no company need one of their own.
        sa.Index(
            "uq_number_series_shared",
            "kind",
            "name",
            unique=True,
            sqlite_where=sa.text("company_id IS NULL"),
            postgresql_where=sa.text("company_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The company whose documents these are; none: the series serves all of them.
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"), index=True)
    kind: Mapped[SeriesKind] = mapped_column(enum(SeriesKind), info={"label": _("For")})
    name: Mapped[str] = mapped_column(sa.String(60), info={"label": _("Name")})
    pattern: Mapped[str] = mapped_column(sa.String(60), info={"label": _("Pattern")})
    reset: Mapped[Reset] = mapped_column(
        enum(Reset),
        default=Reset.yearly,
        info={"label": _("Starts again")},
    )
    is_active: Mapped[bool] = mapped_column(default=True, info={"label": _("In use")})

    company: Mapped[Any] = relationship("Company", info={"label": _("Own company")})

    def __str__(self) -> str:
        return self.name


class NumberCounter(db.Model):  # type: ignore[name-defined]
    """The last number given in a period of a series."""

    __tablename__ = "number_counter"
    __labels__ = _("Counter"), _("Counters")
    __audited__ = False

    series_id: Mapped[int] = mapped_column(sa.ForeignKey("number_series.id"), primary_key=True)
    period: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    last: Mapped[int] = mapped_column(info={"label": _("Last number")})
