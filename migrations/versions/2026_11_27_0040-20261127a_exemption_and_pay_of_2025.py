"""The legal basis of an exemption in the billing profile; the minimum pay of 2025.

Revision ID: 20261127a
Revises: 20261126r
Create Date: 2026-11-27 00:40:28.208781+00:00
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "20261127a"
down_revision = "20261126r"
branch_labels = None
depends_on = None

_AT = datetime(2026, 11, 27, tzinfo=UTC)
_SINCE, _NOTE = date(2025, 1, 1), "Rozporządzenie RM z 12.09.2024"
_MINIMUM_PAY = {"hour": Decimal("30.50"), "month": Decimal("4666.00")}
_PAY = sa.table(
    "minimum_pay",
    sa.column("id", sa.Integer),
    sa.column("country", sa.String),
    sa.column("unit", sa.String),
    sa.column("amount", sa.Numeric(12, 2)),
    sa.column("valid_from", sa.Date),
    sa.column("note", sa.String),
    sa.column("created_on", sa.DateTime(timezone=True)),
    sa.column("changed_on", sa.DateTime(timezone=True)),
    sa.column("revision", sa.Integer),
)


def upgrade() -> None:
    for table in ("client", "client_version"):
        op.add_column(table, sa.Column("exemption_basis", sa.String(length=200), nullable=True))
    connection = op.get_bind()
    known = set(
        connection.scalars(
            sa.select(_PAY.c.unit).where(_PAY.c.country == "PL", _PAY.c.valid_from == _SINCE)
        )
    )
    for unit, amount in _MINIMUM_PAY.items():
        if unit not in known:
            connection.execute(
                sa.insert(_PAY).values(
                    country="PL", unit=unit, amount=amount, valid_from=_SINCE, note=_NOTE,
                    created_on=_AT, changed_on=_AT, revision=1,
                )
            )  # fmt: skip


def downgrade() -> None:
    op.get_bind().execute(
        sa.delete(_PAY).where(
            _PAY.c.country == "PL", _PAY.c.valid_from == _SINCE, _PAY.c.note == _NOTE
        )
    )
    for table in ("client_version", "client"):
        op.drop_column(table, "exemption_basis")
