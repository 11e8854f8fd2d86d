"""Prices of lines that clients are charged for may be as large as the lines themselves.

Revision ID: 20261127e
Revises: 20261127d
Create Date: 2026-11-27 04:20:07.514290+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127e"
down_revision = "20261127d"
branch_labels = None
depends_on = None

_TABLES = ("client_settlement_line", "client_settlement_line_version")


def upgrade() -> None:
    _retype(sa.Numeric(12, 4), sa.Numeric(14, 4))


def downgrade() -> None:
    _retype(sa.Numeric(14, 4), sa.Numeric(12, 4))


def _retype(old: sa.Numeric, new: sa.Numeric) -> None:
    for table in _TABLES:
        if op.get_bind().dialect.name == "postgresql":
            op.alter_column(table, "rate", existing_type=old, type_=new)
            continue
        # SQLite only knows another type by another column; rows of other tables refer to these.
        op.add_column(table, sa.Column("wider", new, nullable=True))
        op.execute(f"UPDATE {table} SET wider = rate")
        op.drop_column(table, "rate")
        op.execute(f"ALTER TABLE {table} RENAME COLUMN wider TO rate")
