"""How often a remembered layout of hours has served, and when last.

Revision ID: 20261127c
Revises: 20261127b
Create Date: 2026-11-27 03:30:41.118204+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127c"
down_revision = "20261127b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "hours_layout", sa.Column("uses", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("hours_layout", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("hours_layout", "used_at")
    op.drop_column("hours_layout", "uses")
