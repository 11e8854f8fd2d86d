"""Imports of hours, their rows and remembered layouts.

Revision ID: 20261126m
Revises: 20261126h
Create Date: 2026-11-26 20:50:48.826254+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126m"
down_revision = "20261126h"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hours_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("month_first", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_hours_layout_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_hours_layout_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_hours_layout_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_layout")),
        sa.UniqueConstraint(
            "fingerprint", "client_id", name=op.f("uq_hours_layout_fingerprint_client_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("hours_layout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_layout_client_id"), ["client_id"], unique=False)

    op.create_table(
        "hours_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_key", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "uploaded",
                "checking",
                "checked",
                "importing",
                "imported",
                "reverting",
                "reverted",
                "failed",
                name="importstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("taken_back", sa.Integer(), nullable=False),
        sa.Column("remained", sa.Integer(), nullable=False),
        sa.Column("faults_key", sa.String(length=80), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_hours_import_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_hours_import_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_hours_import_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_hours_import_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_hours_import_position_id_position")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_import")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("hours_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_import_client_id"), ["client_id"], unique=False)
        batch_op.create_index("ix_hours_import_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hours_import_position_id"), ["position_id"], unique=False
        )

    op.create_table(
        "hours_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "fresh",
                "same",
                "change",
                "refused",
                name="rowverdict",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=3), nullable=False),
        sa.Column("header", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("rate_kind_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["hours_import.id"],
            name=op.f("fk_hours_import_row_import_id_hours_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_import_row")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("hours_import_row", schema=None) as batch_op:
        batch_op.create_index(
            "ix_hours_import_row_import_id_employee_id",
            ["import_id", "employee_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_hours_import_row_import_id_verdict_id", ["import_id", "verdict", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("hours_import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_hours_import_row_import_id_verdict_id")
        batch_op.drop_index("ix_hours_import_row_import_id_employee_id")

    op.drop_table("hours_import_row")
    with op.batch_alter_table("hours_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hours_import_position_id"))
        batch_op.drop_index("ix_hours_import_owner_id_id")
        batch_op.drop_index(batch_op.f("ix_hours_import_client_id"))

    op.drop_table("hours_import")
    with op.batch_alter_table("hours_layout", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hours_layout_client_id"))

    op.drop_table("hours_layout")
