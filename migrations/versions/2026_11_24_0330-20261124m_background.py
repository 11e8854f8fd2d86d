"""Background work: jobs, planned periods, the scheduler's lease, processes.

Revision ID: 20261124m
Revises: 20261124b
Create Date: 2026-11-24 03:27:32.433397+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124m"
down_revision = "20261124b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "background_lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_background_lease")),
    )
    op.create_table(
        "background_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("period", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_background_period")),
        sa.UniqueConstraint("name", "period", name=op.f("uq_background_period_name_period")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "background_process",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("worker", "scheduler", name="processkind", native_enum=False, length=10),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_background_process")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "background_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("checkpoint", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("work_key", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                "cancelled",
                name="jobstate",
                native_enum=False,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("trace_id", sa.String(length=32), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("file_key", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("file_type", sa.String(length=100), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("woken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_background_job_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_background_job")),
        sa.UniqueConstraint("work_key", name=op.f("uq_background_job_work_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("background_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_background_job_finished_at"), ["finished_at"], unique=False
        )
        batch_op.create_index("ix_background_job_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_background_job_state_run_after", ["state", "run_after"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("background_job", schema=None) as batch_op:
        batch_op.drop_index("ix_background_job_state_run_after")
        batch_op.drop_index("ix_background_job_owner_id_id")
        batch_op.drop_index(batch_op.f("ix_background_job_finished_at"))

    op.drop_table("background_job")
    op.drop_table("background_process")
    op.drop_table("background_period")
    op.drop_table("background_lease")
