"""The two tables of the audit log, and what makes the database refuse to change them."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit.content import canonical
from app.core.db import UtcDateTime
from app.core.isolation import Scoped
from app.extensions import db

_BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class CanonicalJson(sa.types.TypeDecorator[Any]):
    """JSON kept as the very text that was digested; ``None`` is NULL."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the canonical text."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read it back."""
        return None if value is None else json.loads(value)


class AuditEntry(Scoped, db.Model):  # type: ignore[name-defined]
    """One thing that happened."""

    __tablename__ = "audit_entry"
    __labels__ = _("Event"), _("Event log")
    __audited__ = False
    __table_args__ = (
        sa.Index("ix_audit_entry_record", "entity", "record_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info={"label": _("When")})
    #: No foreign key: the trail outlives every other table.
    actor_id: Mapped[int | None] = mapped_column(index=True, info={"label": _("User number")})
    actor_name: Mapped[str] = mapped_column(sa.String(150), info={"label": _("Who")})
    ip: Mapped[str] = mapped_column(sa.String(45), info={"label": _("IP address")})
    request_id: Mapped[str] = mapped_column(sa.String(64), info={"label": _("Request")})
    action: Mapped[str] = mapped_column(sa.String(40), info={"label": _("Action")})
    entity: Mapped[str] = mapped_column(sa.String(80), info={"label": _("Entity")})
    record_id: Mapped[str | None] = mapped_column(sa.String(100), info={"label": _("Record")})
    label: Mapped[str] = mapped_column(sa.String(200), info={"label": _("Name")})
    client_id: Mapped[int | None] = mapped_column(info={"label": _("Client")})
    before: Mapped[Any | None] = mapped_column(CanonicalJson, info={"label": _("Before")})
    after: Mapped[Any | None] = mapped_column(CanonicalJson, info={"label": _("After")})
    #: Makes two events with the same content in the same microsecond differ.
    nonce: Mapped[str] = mapped_column(sa.String(16))
    digest: Mapped[str] = mapped_column(sa.String(64))

    def __str__(self) -> str:
        return f"#{self.id}"


class AuditSeal(db.Model):  # type: ignore[name-defined]
    """The link that fixes an entry's place in the chain."""

    __tablename__ = "audit_seal"
    __labels__ = _("Seal"), _("Seals")
    __audited__ = False

    seq: Mapped[int] = mapped_column(_BigId, primary_key=True, autoincrement=False)
    #: No foreign key: a deleted entry has to be found, not prevented from being noticed.
    entry_id: Mapped[int] = mapped_column(_BigId, unique=True)
    entry_digest: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


_TABLES = (AuditEntry.__tablename__, AuditSeal.__tablename__)
_PG_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""


def _protection(table: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        _PG_FUNCTION,
        f"""CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
            ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    ]


def protect(connection: Connection, *tables: str) -> None:
    """Make the database refuse UPDATE and DELETE; migrations call it after creating the tables."""
    for table in tables or _TABLES:
        for statement in _protection(table, connection.dialect.name):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def unprotect(connection: Connection) -> None:
    """Take the protection away, for a migration that has to rebuild the tables."""
    for table in _TABLES:
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")


@event.listens_for(AuditEntry.__table__, "after_create")
@event.listens_for(AuditSeal.__table__, "after_create")
def _protect_new_table(table: sa.Table, connection: Connection, **_options: Any) -> None:
    protect(connection, table.name)
