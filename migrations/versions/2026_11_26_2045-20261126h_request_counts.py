"""Counts of requests: how much one account may ask for in a while.

Revision ID: 20261126h
Revises: 20261126i
Create Date: 2026-11-26 20:45:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126h"
down_revision = "20261126i"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_count",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_request_count_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "name", "began_at", name=op.f("pk_request_count")),
    )
    op.create_index(op.f("ix_request_count_began_at"), "request_count", ["began_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_request_count_began_at"), table_name="request_count")
    op.drop_table("request_count")
