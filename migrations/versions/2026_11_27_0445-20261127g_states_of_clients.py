"""Index entries of the schedule by client and state.

Revision ID: 20261127g
Revises: 20261127f
Create Date: 2026-11-27 04:45:00.000000+00:00
"""

from alembic import op

revision = "20261127g"
down_revision = "20261127f"
branch_labels = None
depends_on = None

TABLE, NAME = "schedule_entry", "ix_schedule_entry_client_id_state_day_id"


def upgrade() -> None:
    op.create_index(NAME, TABLE, ["client_id", "state", "day", "id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
