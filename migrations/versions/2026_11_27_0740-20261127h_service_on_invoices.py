"""What the work of a month is called on the invoices of a client.

Revision ID: 20261127h
Revises: 20261127g
Create Date: 2026-11-27 07:40:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127h"
down_revision = "20261127g"
branch_labels = None
depends_on = None

TABLES = ("client", "client_version", "client_settlement", "client_settlement_version")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("invoice_service", sa.String(length=80), nullable=True))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "invoice_service")
