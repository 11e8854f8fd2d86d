"""A sentinel by which many invoices are inserted by one statement.

Revision ID: 20261127d
Revises: 20261127c
Create Date: 2026-11-27 03:45:41.190233+00:00
"""

import sqlalchemy as sa
from alembic import op

from app.invoicing.models import protect_issued, unprotect_issued

revision = "20261127d"
down_revision = "20261127c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("invoice", "invoice_version"):
        op.add_column(table, sa.Column("batch_row", sa.Integer(), nullable=True))
    protect_issued(op.get_bind())


def downgrade() -> None:
    connection = op.get_bind()
    unprotect_issued(connection)
    for table in ("invoice_version", "invoice"):
        op.drop_column(table, "batch_row")
    protect_issued(connection)
