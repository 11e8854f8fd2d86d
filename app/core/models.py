"""Mixins every entity may take, and the table of settings."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.clock import now
from app.core.db import UtcDateTime
from app.extensions import Model


def acting_user_id() -> int | None:
    """Return who acts in this request; ``None`` in jobs and on the command line."""
    return request.environ.get("crm.user_id") if has_request_context() else None


class Audited:
    """Who created and last changed a row, and when."""

    created_on: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, info={"label": _("Created")}
    )
    changed_on: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, onupdate=now, info={"label": _("Changed")}
    )

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:
        """Return the column of the creator."""
        return mapped_column(sa.ForeignKey("ab_user.id"), default=acting_user_id)

    @declared_attr
    def changed_by_id(cls) -> Mapped[int | None]:
        """Return the column of the last editor."""
        return mapped_column(
            sa.ForeignKey("ab_user.id"), default=acting_user_id, onupdate=acting_user_id
        )

    @declared_attr
    def created_by(cls) -> Mapped[Any]:
        """Return the creator."""
        return relationship(
            "Account",
            foreign_keys=[cls.created_by_id],  # type: ignore[list-item]
            info={"label": _("Created by")},
        )

    @declared_attr
    def changed_by(cls) -> Mapped[Any]:
        """Return the last editor."""
        return relationship(
            "Account",
            foreign_keys=[cls.changed_by_id],  # type: ignore[list-item]
            info={"label": _("Changed by")},
        )


class Archivable:
    """A row is put aside instead of deleted once something refers to it."""

    archived_on: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": _("Archived")})

    @property
    def is_archived(self) -> bool:
        """Tell whether the row was put aside."""
        return self.archived_on is not None


class Revisioned:
    """A number that grows with every change, so that a second saver can be told."""

    revision: Mapped[int] = mapped_column(default=1, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let SQLAlchemy check and raise the number in every UPDATE."""
        return {"version_id_col": cls.revision}


class Setting(Model):
    """One value of one settings group; see ``app.core.settings``."""

    __tablename__ = "setting"
    __labels__ = _("Setting"), _("Settings")

    group: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(sa.JSON)
