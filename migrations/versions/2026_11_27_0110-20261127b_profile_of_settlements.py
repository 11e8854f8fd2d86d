"""What settlements of clients keep of the billing profile.

Revision ID: 20261127b
Revises: 20261127a
Create Date: 2026-11-27 01:10:12.402611+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127b"
down_revision = "20261127a"
branch_labels = None
depends_on = None

_NAMES = ("invoice_detail", "employee_names", "vat_rate", "language")
_TABLES = ("client_settlement", "client_settlement_version")


def upgrade() -> None:
    for table in _TABLES:
        for name in _NAMES:
            op.add_column(table, sa.Column(name, sa.String(length=20), nullable=True))
    client, settlement = (
        sa.table(table, *(sa.column(name) for name in ("id", "client_id", *_NAMES)))
        for table in ("client", "client_settlement")
    )
    kept = {
        name: sa.select(client.c[name])
        .where(client.c.id == settlement.c.client_id)
        .scalar_subquery()
        for name in _NAMES
    }
    op.get_bind().execute(sa.update(settlement).values(kept))


def downgrade() -> None:
    for table in _TABLES:
        for name in _NAMES:
            op.drop_column(table, name)
