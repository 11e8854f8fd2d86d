"""Entries of the schedule, their parts and closed months.

Revision ID: 20261126a
Revises: 20261124p
Create Date: 2026-11-26 20:07:27.721903+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126a"
down_revision = "20261124p"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_closed_month_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_closed_month_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_closed_month")),
    )
    op.create_table(
        "schedule_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "reported",
                "accepted",
                "rejected",
                "settled",
                name="entrystate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "office",
                "imported",
                "portal",
                "employee",
                name="entrysource",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("rate_kind_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("planned_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_minutes", sa.Integer(), nullable=True),
        sa.Column("planned_quantity", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reject_reason", sa.String(length=300), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'rejected') = (reject_reason IS NOT NULL)",
            name=op.f("ck_schedule_entry_rejected_with_reason"),
        ),
        sa.CheckConstraint(
            "(state = 'settled') = (settlement_id IS NOT NULL)",
            name=op.f("ck_schedule_entry_settled_by"),
        ),
        sa.CheckConstraint(
            "(minutes IS NULL) <> (quantity IS NULL)",
            name=op.f("ck_schedule_entry_minutes_or_quantity"),
        ),
        sa.CheckConstraint(
            "(started_at IS NULL) = (ended_at IS NULL)", name=op.f("ck_schedule_entry_both_times")
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 1500",
            name=op.f("ck_schedule_entry_minutes_of_day"),
        ),
        sa.CheckConstraint(
            "quantity IS NULL OR quantity > 0", name=op.f("ck_schedule_entry_quantity_positive")
        ),
        sa.CheckConstraint(
            "quantity IS NULL OR rate_kind_id IS NOT NULL",
            name=op.f("ck_schedule_entry_quantity_of_kind"),
        ),
        sa.CheckConstraint(
            "started_at IS NULL OR minutes IS NOT NULL",
            name=op.f("ck_schedule_entry_times_have_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_schedule_entry_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_schedule_entry_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_schedule_entry_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_schedule_entry_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_schedule_entry_decided_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_schedule_entry_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(
            ["rate_kind_id"],
            ["rate_kind.id"],
            name=op.f("fk_schedule_entry_rate_kind_id_rate_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"],
            ["ab_user.id"],
            name=op.f("fk_schedule_entry_reported_by_id_ab_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_entry")),
        sa.UniqueConstraint("import_key", name=op.f("uq_schedule_entry_import_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("schedule_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_schedule_entry_client_id_day_id", ["client_id", "day", "id"], unique=False
        )
        batch_op.create_index(
            "ix_schedule_entry_contract_id_day", ["contract_id", "day"], unique=False
        )
        batch_op.create_index("ix_schedule_entry_day_id", ["day", "id"], unique=False)
        batch_op.create_index(
            "ix_schedule_entry_employee_id_day", ["employee_id", "day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_schedule_entry_import_id"), ["import_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_schedule_entry_rate_kind_id"), ["rate_kind_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_schedule_entry_settlement_id"), ["settlement_id"], unique=False
        )
        batch_op.create_index(
            "ix_schedule_entry_state_day_id", ["state", "day", "id"], unique=False
        )

    op.create_table(
        "schedule_entry_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kinds", sa.String(length=80), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("causes", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_schedule_entry_part_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_schedule_entry_part_contract_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["schedule_entry.id"],
            name=op.f("fk_schedule_entry_part_entry_id_schedule_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_entry_part")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("schedule_entry_part", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_schedule_entry_part_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            "ix_schedule_entry_part_contract_id_day", ["contract_id", "day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_schedule_entry_part_entry_id"), ["entry_id"], unique=False
        )



def downgrade() -> None:
    with op.batch_alter_table("schedule_entry_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_entry_part_entry_id"))
        batch_op.drop_index("ix_schedule_entry_part_contract_id_day")
        batch_op.drop_index(batch_op.f("ix_schedule_entry_part_client_id"))

    op.drop_table("schedule_entry_part")
    with op.batch_alter_table("schedule_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_schedule_entry_state_day_id")
        batch_op.drop_index(batch_op.f("ix_schedule_entry_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_schedule_entry_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_schedule_entry_import_id"))
        batch_op.drop_index("ix_schedule_entry_employee_id_day")
        batch_op.drop_index("ix_schedule_entry_day_id")
        batch_op.drop_index("ix_schedule_entry_contract_id_day")
        batch_op.drop_index("ix_schedule_entry_client_id_day_id")

    op.drop_table("schedule_entry")
    op.drop_table("closed_month")
