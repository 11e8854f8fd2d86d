"""Indexes for every order of the list of clients.

Revision ID: 20261124a
Revises: 20261123a
Create Date: 2026-11-24 02:15:00+00:00
"""

from alembic import op

revision = "20261124a"
down_revision = "20261123a"
branch_labels = None
depends_on = None

COLUMNS = ("client_since", "payment_days", "created_on", "changed_on")


def upgrade() -> None:
    with op.batch_alter_table("client") as batch_op:
        for column in COLUMNS:
            batch_op.create_index(f"ix_client_{column}_id", [column, "id"])


def downgrade() -> None:
    with op.batch_alter_table("client") as batch_op:
        for column in COLUMNS:
            batch_op.drop_index(f"ix_client_{column}_id")
