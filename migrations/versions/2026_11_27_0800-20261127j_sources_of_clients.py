"""Keep what the entries of a client are narrowed by in the index they are listed from.

Revision ID: 20261127j
Revises: 20261127i
Create Date: 2026-11-27 08:00:00.000000+00:00
"""

from alembic import op

revision = "20261127j"
down_revision = "20261127i"
branch_labels = None
depends_on = None

TABLE = "schedule_entry"
NAME = "ix_schedule_entry_client_id_day_id"
COLUMNS = ["client_id", "day", "id"]


def upgrade() -> None:
    op.create_index(f"{NAME}_source", TABLE, [*COLUMNS, "source", "rate_kind_id"])
    op.drop_index(NAME, table_name=TABLE)


def downgrade() -> None:
    op.create_index(NAME, TABLE, COLUMNS)
    op.drop_index(f"{NAME}_source", table_name=TABLE)
