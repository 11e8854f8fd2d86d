"""A settlement is invoiced when its invoice is issued; while that is a draft, it is approved.

Revision ID: 20261127i
Revises: 20261127h
Create Date: 2026-11-27 07:45:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127i"
down_revision = "20261127h"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _move("invoiced", "approved")


def downgrade() -> None:
    _move("approved", "invoiced")


def _move(old: str, new: str) -> None:
    """Change the state of settlements with a draft; their history says what people have done."""
    settlement = sa.table("client_settlement", sa.column("state"), sa.column("invoice_id"))
    invoice = sa.table("invoice", sa.column("id"), sa.column("status"))
    drafts = sa.select(invoice.c.id).where(invoice.c.status == "draft")
    op.get_bind().execute(
        sa.update(settlement)
        .where(settlement.c.state == old, settlement.c.invoice_id.in_(drafts))
        .values(state=new)
    )
