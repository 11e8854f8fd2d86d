"""Index entries of the schedule by source and by kind of rate.

Revision ID: 20261126x
Revises: 20261126m
Create Date: 2026-11-26 21:36:00.000000+00:00
"""

from alembic import op

revision = "20261126x"
down_revision = "20261126m"
branch_labels = None
depends_on = None

TABLE = "schedule_entry"
BY_SOURCE = "ix_schedule_entry_source_day_id"
BY_KIND = "ix_schedule_entry_rate_kind_id_day_id"
KIND_ALONE = "ix_schedule_entry_rate_kind_id"


def upgrade():
    op.create_index(BY_SOURCE, TABLE, ["source", "day", "id"])
    op.create_index(BY_KIND, TABLE, ["rate_kind_id", "day", "id"])
    op.drop_index(KIND_ALONE, table_name=TABLE)


def downgrade():
    op.create_index(KIND_ALONE, TABLE, ["rate_kind_id"])
    op.drop_index(BY_KIND, table_name=TABLE)
    op.drop_index(BY_SOURCE, table_name=TABLE)
