"""Settlements of employees and clients, finance entries, skipped contracts.

Revision ID: 20261126s
Revises: 20261126a
Create Date: 2026-11-26 20:23:18.457330+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126s"
down_revision = "20261126a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_settlement_line_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("settlement_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "work",
                "fee",
                "other",
                "item",
                "manual",
                name="linekind",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("text", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "hour", "day", "month", "piece", "lump", name="unit", native_enum=False, length=20
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "quantity", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column("rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True),
        sa.Column("net", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column(
            "vat_rate",
            sa.Enum(
                "vat_23",
                "vat_8",
                "vat_5",
                "vat_0",
                "exempt",
                "reverse_eu",
                "outside",
                name="vatrate",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("is_charged", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("batch_row", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "id", "transaction_id", name=op.f("pk_client_settlement_line_version")
        ),
    )
    with op.batch_alter_table("client_settlement_line_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_settlement_line_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_client_settlement_line_version_settlement_id"),
            ["settlement_id"],
            unique=False,
        )

    op.create_table(
        "client_settlement_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("month", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "invoiced",
                "corrected",
                "cancelled",
                name="clientstate",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "currency",
            sa.Enum(
                "PLN",
                "EUR",
                "CHF",
                "CZK",
                "GBP",
                "SEK",
                "USD",
                name="currency",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("net", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=500), autoincrement=False, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("approved_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("invoice_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("replaces_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("batch_row", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_client_settlement_version")),
    )
    with op.batch_alter_table("client_settlement_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_settlement_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_client_settlement_version_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_client_settlement_version_replaces_id"), ["replaces_id"], unique=False
        )

    op.create_table(
        "employee_settlement_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("contract_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("employee_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("position_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("month", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "accepted",
                "rejected",
                "closed",
                "cancelled",
                name="employeestate",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "currency",
            sa.Enum(
                "PLN",
                "EUR",
                "CHF",
                "CZK",
                "GBP",
                "SEK",
                "USD",
                name="currency",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("workplace", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("gross", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column(
            "adjustments", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True
        ),
        sa.Column("payable", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("price", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("burden", sa.Numeric(precision=6, scale=2), autoincrement=False, nullable=True),
        sa.Column("scheme", sa.String(length=120), autoincrement=False, nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("comment", sa.String(length=500), autoincrement=False, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("closed_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("client_settlement_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("batch_row", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "id", "transaction_id", name=op.f("pk_employee_settlement_version")
        ),
    )
    with op.batch_alter_table("employee_settlement_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_version_client_settlement_id"),
            ["client_settlement_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_version_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_version_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_version_position_id"), ["position_id"], unique=False
        )

    op.create_table(
        "finance_entry_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("contract_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("month", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "bonus",
                "taxed_refund",
                "untaxed_refund",
                "advance",
                "deduction",
                name="financekind",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("text", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("settlement_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_finance_entry_version")),
    )
    with op.batch_alter_table("finance_entry_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finance_entry_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_finance_entry_version_settlement_id"), ["settlement_id"], unique=False
        )

    op.create_table(
        "client_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "invoiced",
                "corrected",
                "cancelled",
                name="clientstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "currency",
            sa.Enum(
                "PLN",
                "EUR",
                "CHF",
                "CZK",
                "GBP",
                "SEK",
                "USD",
                name="currency",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("batch_row", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('invoiced', 'corrected') OR invoice_id IS NOT NULL",
            name=op.f("ck_client_settlement_invoiced_by"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["ab_user.id"],
            name=op.f("fk_client_settlement_approved_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_client_settlement_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_settlement_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_client_settlement_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_client_settlement_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_client_settlement_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["client_settlement.id"],
            name=op.f("fk_client_settlement_replaces_id_client_settlement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_settlement")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_client_settlement_invoice_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("client_settlement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_settlement_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_client_settlement_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index("ix_client_settlement_month_id", ["month", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_client_settlement_replaces_id"), ["replaces_id"], unique=False
        )
        batch_op.create_index(
            "uq_client_settlement_live",
            ["client_id", "company_id", "month"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'approved', 'invoiced')"),
            postgresql_where=sa.text("state IN ('draft', 'approved', 'invoiced')"),
        )

    op.create_table(
        "client_settlement_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "work",
                "fee",
                "other",
                "item",
                "manual",
                name="linekind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "hour", "day", "month", "piece", "lump", name="unit", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column(
            "vat_rate",
            sa.Enum(
                "vat_23",
                "vat_8",
                "vat_5",
                "vat_0",
                "exempt",
                "reverse_eu",
                "outside",
                name="vatrate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("is_charged", sa.Boolean(), nullable=False),
        sa.Column("item_issue_id", sa.Integer(), nullable=True),
        sa.Column("batch_row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_settlement_line_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["client_settlement.id"],
            name=op.f("fk_client_settlement_line_settlement_id_client_settlement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_settlement_line")),
        sa.UniqueConstraint(
            "settlement_id", "key", name=op.f("uq_client_settlement_line_settlement_id_key")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("client_settlement_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_settlement_line_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_client_settlement_line_settlement_id"), ["settlement_id"], unique=False
        )

    op.create_table(
        "employee_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "accepted",
                "rejected",
                "closed",
                "cancelled",
                name="employeestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "currency",
            sa.Enum(
                "PLN",
                "EUR",
                "CHF",
                "CZK",
                "GBP",
                "SEK",
                "USD",
                name="currency",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("workplace", sa.String(length=400), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("gross", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("adjustments", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("payable", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("price", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("burden", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("scheme", sa.String(length=120), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=500), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=True),
        sa.Column("client_settlement_id", sa.Integer(), nullable=True),
        sa.Column("batch_row", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_employee_settlement_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_employee_settlement_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["client_settlement_id"],
            ["client_settlement.id"],
            name=op.f("fk_employee_settlement_client_settlement_id_client_settlement"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_employee_settlement_closed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_employee_settlement_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_employee_settlement_contract_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_employee_settlement_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["ab_user.id"],
            name=op.f("fk_employee_settlement_decided_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_employee_settlement_employee_id_employee"),
        ),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["position.id"],
            name=op.f("fk_employee_settlement_position_id_position"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_settlement")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("employee_settlement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_client_settlement_id"),
            ["client_settlement_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            "ix_employee_settlement_employee_id_month", ["employee_id", "month"], unique=False
        )
        batch_op.create_index(
            "ix_employee_settlement_month_client_id", ["month", "client_id", "id"], unique=False
        )
        batch_op.create_index("ix_employee_settlement_month_id", ["month", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_position_id"), ["position_id"], unique=False
        )
        batch_op.create_index(
            "uq_employee_settlement_live",
            ["contract_id", "month"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'sent', 'accepted', 'rejected', 'closed')"),
            postgresql_where=sa.text(
                "state IN ('draft', 'sent', 'accepted', 'rejected', 'closed')"
            ),
        )

    op.create_table(
        "settlement_skip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_settlement_skip_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_settlement_skip_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_settlement_skip_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_settlement_skip_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_skip")),
        sa.UniqueConstraint(
            "contract_id", "month", name=op.f("uq_settlement_skip_contract_id_month")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("settlement_skip", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_settlement_skip_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_settlement_skip_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "employee_settlement_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "work",
                "fee",
                "other",
                "item",
                "manual",
                name="linekind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("rate_kind_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "hour", "day", "month", "piece", "lump", name="unit", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("employee_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("client_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("is_by_rate", sa.Boolean(), nullable=False),
        sa.Column("pay", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("price", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("client_line_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_employee_settlement_line_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["client_line_id"],
            ["client_settlement_line.id"],
            name=op.f("fk_employee_settlement_line_client_line_id_client_settlement_line"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["rate_kind_id"],
            ["rate_kind.id"],
            name=op.f("fk_employee_settlement_line_rate_kind_id_rate_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["employee_settlement.id"],
            name=op.f("fk_employee_settlement_line_settlement_id_employee_settlement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_settlement_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("employee_settlement_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_line_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_line_client_line_id"),
            ["client_line_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_employee_settlement_line_settlement_id"), ["settlement_id"], unique=False
        )

    op.create_table(
        "finance_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bonus",
                "taxed_refund",
                "untaxed_refund",
                "advance",
                "deduction",
                name="financekind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("item_issue_id", sa.Integer(), nullable=True),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_finance_entry_amount_positive")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_finance_entry_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_finance_entry_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_finance_entry_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_finance_entry_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["employee_settlement.id"],
            name=op.f("fk_finance_entry_settlement_id_employee_settlement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_entry")),
        sa.UniqueConstraint("item_issue_id", name=op.f("uq_finance_entry_item_issue_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("finance_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finance_entry_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            "ix_finance_entry_contract_id_month", ["contract_id", "month"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_finance_entry_settlement_id"), ["settlement_id"], unique=False
        )



def downgrade() -> None:
    with op.batch_alter_table("finance_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finance_entry_settlement_id"))
        batch_op.drop_index("ix_finance_entry_contract_id_month")
        batch_op.drop_index(batch_op.f("ix_finance_entry_client_id"))

    op.drop_table("finance_entry")
    with op.batch_alter_table("employee_settlement_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_settlement_line_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_line_client_line_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_line_client_id"))

    op.drop_table("employee_settlement_line")
    with op.batch_alter_table("settlement_skip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_skip_contract_id"))
        batch_op.drop_index(batch_op.f("ix_settlement_skip_client_id"))

    op.drop_table("settlement_skip")
    with op.batch_alter_table("employee_settlement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_employee_settlement_live",
            sqlite_where=sa.text("state IN ('draft', 'sent', 'accepted', 'rejected', 'closed')"),
            postgresql_where=sa.text(
                "state IN ('draft', 'sent', 'accepted', 'rejected', 'closed')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_employee_settlement_position_id"))
        batch_op.drop_index("ix_employee_settlement_month_id")
        batch_op.drop_index("ix_employee_settlement_month_client_id")
        batch_op.drop_index("ix_employee_settlement_employee_id_month")
        batch_op.drop_index(batch_op.f("ix_employee_settlement_contract_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_company_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_client_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_client_id"))

    op.drop_table("employee_settlement")
    with op.batch_alter_table("client_settlement_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_settlement_line_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_client_settlement_line_client_id"))

    op.drop_table("client_settlement_line")
    with op.batch_alter_table("client_settlement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_client_settlement_live",
            sqlite_where=sa.text("state IN ('draft', 'approved', 'invoiced')"),
            postgresql_where=sa.text("state IN ('draft', 'approved', 'invoiced')"),
        )
        batch_op.drop_index(batch_op.f("ix_client_settlement_replaces_id"))
        batch_op.drop_index("ix_client_settlement_month_id")
        batch_op.drop_index(batch_op.f("ix_client_settlement_company_id"))
        batch_op.drop_index(batch_op.f("ix_client_settlement_client_id"))

    op.drop_table("client_settlement")
    with op.batch_alter_table("finance_entry_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finance_entry_version_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_finance_entry_version_client_id"))

    op.drop_table("finance_entry_version")
    with op.batch_alter_table("employee_settlement_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_settlement_version_position_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_version_contract_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_version_company_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_version_client_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_employee_settlement_version_client_id"))

    op.drop_table("employee_settlement_version")
    with op.batch_alter_table("client_settlement_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_settlement_version_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_client_settlement_version_company_id"))
        batch_op.drop_index(batch_op.f("ix_client_settlement_version_client_id"))

    op.drop_table("client_settlement_version")
    with op.batch_alter_table("client_settlement_line_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_settlement_line_version_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_client_settlement_line_version_client_id"))

    op.drop_table("client_settlement_line_version")
