"""Outcomes of settlement runs.

Revision ID: 20261126r
Revises: 20261126x
Create Date: 2026-11-26 21:40:19.376324+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126r"
down_revision = "20261126x"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settlement_run_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "settled",
                "drafted",
                "issued",
                "unchanged",
                "refused",
                name="runresult",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_settlement_run_outcome_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_settlement_run_outcome_company_id_company"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice.id"],
            name=op.f("fk_settlement_run_outcome_invoice_id_invoice"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["background_job.id"],
            name=op.f("fk_settlement_run_outcome_job_id_background_job"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["client_settlement.id"],
            name=op.f("fk_settlement_run_outcome_settlement_id_client_settlement"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_run_outcome")),
        sa.UniqueConstraint(
            "job_id",
            "client_id",
            "company_id",
            name=op.f("uq_settlement_run_outcome_job_id_client_id_company_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("settlement_run_outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_settlement_run_outcome_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_settlement_run_outcome_invoice_id"), ["invoice_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_settlement_run_outcome_settlement_id"), ["settlement_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("settlement_run_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_run_outcome_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_settlement_run_outcome_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_settlement_run_outcome_client_id"))

    op.drop_table("settlement_run_outcome")
