"""Invoices, their lines, files and payments.

Revision ID: 20261124o
Revises: 20261124n
Create Date: 2026-11-24 03:33:14.502843+00:00
"""

import sqlalchemy as sa
from alembic import op

from app.invoicing.models import protect_issued, unprotect_issued

revision = "20261124o"
down_revision = "20261124n"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_line_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("invoice_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "side",
            sa.Enum("before", "after", name="lineside", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("text", sa.String(length=500), autoincrement=False, nullable=True),
        sa.Column(
            "quantity", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column("unit", sa.String(length=20), autoincrement=False, nullable=True),
        sa.Column("price", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
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
        sa.Column("net", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("batch_row", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_invoice_line_version")),
    )
    with op.batch_alter_table("invoice_line_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invoice_line_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_invoice_line_version_invoice_id"), ["invoice_id"], unique=False
        )

    op.create_table(
        "invoice_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invoice", "correction", name="invoicekind", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum("draft", "issued", name="invoicestatus", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("number", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("issue_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("sale_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("sale_to", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("payment_days", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("due_date", sa.Date(), autoincrement=False, nullable=True),
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
        sa.Column(
            "language",
            sa.Enum("pl", "en", "both", name="printlanguage", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("order_number", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("notes", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("exemption_basis", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column(
            "exchange_rate", sa.Numeric(precision=12, scale=6), autoincrement=False, nullable=True
        ),
        sa.Column("exchange_table", sa.String(length=30), autoincrement=False, nullable=True),
        sa.Column("exchange_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("annex", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("net", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("vat", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("gross", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("root_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("previous_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=256), autoincrement=False, nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("sent_to", sa.String(length=320), autoincrement=False, nullable=True),
        sa.Column("seller_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("seller_nip", sa.String(length=10), autoincrement=False, nullable=True),
        sa.Column("bank_iban", sa.String(length=34), autoincrement=False, nullable=True),
        sa.Column("buyer_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("buyer_nip", sa.String(length=10), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_invoice_version")),
    )
    with op.batch_alter_table("invoice_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invoice_version_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invoice_version_root_id"), ["root_id"], unique=False)

    op.create_table(
        "payment_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("invoice_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("paid_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_payment_version")),
    )
    with op.batch_alter_table("payment_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_payment_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_payment_version_invoice_id"), ["invoice_id"], unique=False
        )

    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invoice", "correction", name="invoicekind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("draft", "issued", name="invoicestatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=False),
        sa.Column("sale_from", sa.Date(), nullable=True),
        sa.Column("sale_to", sa.Date(), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
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
        sa.Column(
            "language",
            sa.Enum("pl", "en", "both", name="printlanguage", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("order_number", sa.String(length=60), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("exemption_basis", sa.String(length=200), nullable=True),
        sa.Column("exchange_rate", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("exchange_table", sa.String(length=30), nullable=True),
        sa.Column("exchange_date", sa.Date(), nullable=True),
        sa.Column("annex", sa.Text(), nullable=True),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("gross", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=256), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_to", sa.String(length=320), nullable=True),
        sa.Column("owed", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("paid", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column(
            "pay_state",
            sa.Enum(
                "unpaid",
                "partial",
                "paid",
                "overpaid",
                "overdue",
                name="paystate",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("seller_name", sa.String(length=200), nullable=True),
        sa.Column("seller_nip", sa.String(length=10), nullable=True),
        sa.Column("seller_eu_vat", sa.String(length=16), nullable=True),
        sa.Column("seller_street", sa.String(length=160), nullable=True),
        sa.Column("seller_postal_code", sa.String(length=12), nullable=True),
        sa.Column("seller_city", sa.String(length=80), nullable=True),
        sa.Column("seller_country", sa.String(length=2), nullable=True),
        sa.Column("seller_details", sa.String(length=500), nullable=True),
        sa.Column("seller_logo", sa.String(length=40), nullable=True),
        sa.Column("bank_iban", sa.String(length=34), nullable=True),
        sa.Column("bank_name", sa.String(length=120), nullable=True),
        sa.Column("bank_bic", sa.String(length=11), nullable=True),
        sa.Column("buyer_name", sa.String(length=200), nullable=True),
        sa.Column("buyer_nip", sa.String(length=10), nullable=True),
        sa.Column("buyer_eu_vat", sa.String(length=16), nullable=True),
        sa.Column("buyer_street", sa.String(length=160), nullable=True),
        sa.Column("buyer_postal_code", sa.String(length=12), nullable=True),
        sa.Column("buyer_city", sa.String(length=80), nullable=True),
        sa.Column("buyer_country", sa.String(length=2), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'draft' OR number IS NOT NULL", name=op.f("ck_invoice_issued_has_number")
        ),
        sa.CheckConstraint("abs(gross - net - vat) < 0.005", name=op.f("ck_invoice_sum")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_invoice_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_invoice_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_invoice_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_invoice_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["invoice.id"], name=op.f("fk_invoice_previous_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["invoice.id"], name=op.f("fk_invoice_root_id_invoice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint(
            "company_id", "kind", "number", name=op.f("uq_invoice_company_id_kind_number")
        ),
        sa.UniqueConstraint("previous_id", name=op.f("uq_invoice_previous_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_client_id_issue_date", ["client_id", "issue_date", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invoice_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_invoice_due_date_id", ["due_date", "id"], unique=False)
        batch_op.create_index("ix_invoice_issue_date_id", ["issue_date", "id"], unique=False)
        batch_op.create_index(
            "ix_invoice_pay_state_due_date", ["pay_state", "due_date"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invoice_root_id"), ["root_id"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("before", "after", name="lineside", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("price", sa.Numeric(precision=14, scale=2), nullable=False),
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
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("batch_row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_invoice_line_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint(
            "invoice_id", "side", "key", name=op.f("uq_invoice_line_invoice_id_side_key")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_line_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invoice_line_invoice_id"), ["invoice_id"], unique=False
        )

    op.create_table(
        "invoice_pdf",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_invoice_pdf_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_pdf_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_pdf")),
    )
    with op.batch_alter_table("invoice_pdf", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_pdf_client_id"), ["client_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_payment_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_payment_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_payment_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index("ix_payment_paid_on_id", ["paid_on", "id"], unique=False)
    protect_issued(op.get_bind())


def downgrade() -> None:
    unprotect_issued(op.get_bind())
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_paid_on_id")
        batch_op.drop_index(batch_op.f("ix_payment_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_payment_client_id"))

    op.drop_table("payment")
    with op.batch_alter_table("invoice_pdf", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_pdf_client_id"))

    op.drop_table("invoice_pdf")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_line_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_line_client_id"))

    op.drop_table("invoice_line")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_root_id"))
        batch_op.drop_index("ix_invoice_pay_state_due_date")
        batch_op.drop_index("ix_invoice_issue_date_id")
        batch_op.drop_index("ix_invoice_due_date_id")
        batch_op.drop_index(batch_op.f("ix_invoice_company_id"))
        batch_op.drop_index("ix_invoice_client_id_issue_date")

    op.drop_table("invoice")
    with op.batch_alter_table("payment_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_version_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_payment_version_client_id"))

    op.drop_table("payment_version")
    with op.batch_alter_table("invoice_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_version_root_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_version_company_id"))

    op.drop_table("invoice_version")
    with op.batch_alter_table("invoice_line_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_line_version_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_line_version_client_id"))

    op.drop_table("invoice_line_version")
