"""Index what waits to be accepted, by client and person.

Revision ID: 20261127f
Revises: 20261127e
Create Date: 2026-11-27 04:30:12.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127f"
down_revision = "20261127e"
branch_labels = None
depends_on = None

TABLE = "schedule_entry"
WAITING, DIFFERING = "ix_schedule_entry_reported", "ix_schedule_entry_differing"
_SAID = ("started_at", "ended_at", "minutes", "quantity")


def _differing(word: str) -> str:
    return " OR ".join(f"{name} {word} planned_{name}" for name in _SAID)


def upgrade() -> None:
    reported = "state = 'reported'"
    for name, more in ((WAITING, None), (DIFFERING, "AND ({})")):
        sqlite, postgresql = (
            sa.text(f"{reported} {more.format(_differing(word))}" if more else reported)
            for word in ("IS NOT", "IS DISTINCT FROM")
        )
        op.create_index(
            name,
            TABLE,
            ["state", "client_id", "employee_id", "day", "id"],
            sqlite_where=sqlite,
            postgresql_where=postgresql,
        )


def downgrade() -> None:
    op.drop_index(DIFFERING, table_name=TABLE)
    op.drop_index(WAITING, table_name=TABLE)
