"""Employees, contracts and minimum pay.

Revision ID: 20261124n
Revises: 20261124m
Create Date: 2026-11-24 03:16:56.098192+00:00
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "20261124n"
down_revision = "20261124m"
branch_labels = None
depends_on = None

_AT = datetime(2026, 11, 24, tzinfo=UTC)
#: Country, unit, amount, from when, by what.
_MINIMUM_PAY = (
    ("PL", "hour", "31.40", date(2026, 1, 1), "Rozporządzenie RM z 11.09.2025"),
    ("PL", "month", "4806.00", date(2026, 1, 1), "Rozporządzenie RM z 11.09.2025"),
    ("DE", "hour", "13.90", date(2026, 1, 1), "MiLoG"),
    ("DE", "hour", "14.60", date(2027, 1, 1), "MiLoG"),
)


def _seed_minimum_pay() -> None:
    table = sa.table(
        "minimum_pay",
        sa.column("country", sa.String),
        sa.column("unit", sa.String),
        sa.column("amount", sa.Numeric(12, 2)),
        sa.column("valid_from", sa.Date),
        sa.column("note", sa.String),
        sa.column("created_on", sa.DateTime(timezone=True)),
        sa.column("changed_on", sa.DateTime(timezone=True)),
        sa.column("revision", sa.Integer),
    )
    common = {"created_on": _AT, "changed_on": _AT, "revision": 1}
    op.bulk_insert(
        table,
        [
            {
                "country": country,
                "unit": unit,
                "amount": Decimal(amount),
                "valid_from": since,
                "note": note,
                **common,
            }
            for country, unit, amount, since, note in _MINIMUM_PAY
        ],
    )


def upgrade() -> None:
    op.create_table(
        "contract_annex_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("contract_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.String(length=70), autoincrement=False, nullable=True),
        sa.Column("concluded_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("effective_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("description", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column("ends_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("old_ends_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("workplace", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column("old_workplace", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column("address_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("rate_kind_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "employee_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column(
            "client_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_contract_annex_version")),
    )
    with op.batch_alter_table("contract_annex_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_annex_version_address_id"), ["address_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_annex_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_annex_version_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_annex_version_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "contract_rate_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("contract_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("annex_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "employee_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column(
            "client_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("rate_kind_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_contract_rate_version")),
    )
    with op.batch_alter_table("contract_rate_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_rate_version_annex_id"), ["annex_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_rate_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_rate_version_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_rate_version_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "contract_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("employee_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("position_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "kind",
            sa.Enum("contract", "trip", name="contractkind", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "contract_type",
            sa.Enum(
                "employment",
                "temporary",
                "mandate",
                "specific_work",
                name="contracttype",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("concluded_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("starts_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("ends_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("cancelled_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("address_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("workplace", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column("payment_day", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("trial_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("previous_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_contract_version")),
    )
    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_version_address_id"), ["address_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_version_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_version_position_id"), ["position_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_version_previous_id"), ["previous_id"], unique=False
        )

    op.create_table(
        "employee_document_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("employee_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "medical",
                "sanitary",
                "safety",
                "a1",
                "work_permit",
                "residence",
                "identity",
                "certificate",
                "driving",
                "other",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("number", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("valid_to", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_employee_document_version")),
    )
    with op.batch_alter_table("employee_document_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_document_version_employee_id"), ["employee_id"], unique=False
        )

    op.create_table(
        "employee_tag_version",
        sa.Column("employee_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "employee_id", "tag_id", "transaction_id", name=op.f("pk_employee_tag_version")
        ),
    )
    with op.batch_alter_table("employee_tag_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_tag_version_tag_id"), ["tag_id"], unique=False
        )

    op.create_table(
        "employee_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_name", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("last_name", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column("status_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("guardian_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("phone", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("email", sa.String(length=254), autoincrement=False, nullable=True),
        sa.Column("pesel", sa.String(length=11), autoincrement=False, nullable=True),
        sa.Column("born_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("nationality", sa.String(length=2), autoincrement=False, nullable=True),
        sa.Column("iban", sa.String(length=34), autoincrement=False, nullable=True),
        sa.Column("street", sa.String(length=160), autoincrement=False, nullable=True),
        sa.Column("postal_code", sa.String(length=12), autoincrement=False, nullable=True),
        sa.Column("city", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column("country", sa.String(length=2), autoincrement=False, nullable=True),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_employee_version")),
    )
    with op.batch_alter_table("employee_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_version_guardian_id"), ["guardian_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_version_status_id"), ["status_id"], unique=False
        )

    op.create_table(
        "minimum_pay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "hour", "day", "month", "piece", "lump", name="unit", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_minimum_pay_amount_positive")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_minimum_pay_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_minimum_pay_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_pay")),
        sa.UniqueConstraint(
            "country", "unit", "valid_from", name=op.f("uq_minimum_pay_country_unit_valid_from")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "employee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=60), nullable=False),
        sa.Column("last_name", sa.String(length=80), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("status_id", sa.Integer(), nullable=True),
        sa.Column("guardian_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("pesel", sa.String(length=11), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("nationality", sa.String(length=2), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=True),
        sa.Column("street", sa.String(length=160), nullable=True),
        sa.Column("postal_code", sa.String(length=12), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_employee_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_employee_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["ab_user.id"], name=op.f("fk_employee_guardian_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["status_id"], ["entity_status.id"], name=op.f("fk_employee_status_id_entity_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("employee", schema=None) as batch_op:
        batch_op.create_index(
            "ix_employee_archived_on_sort_key", ["archived_on", "sort_key", "id"], unique=False
        )
        batch_op.create_index("ix_employee_changed_on_id", ["changed_on", "id"], unique=False)
        batch_op.create_index("ix_employee_created_on_id", ["created_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_employee_guardian_id"), ["guardian_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_employee_pesel"), ["pesel"], unique=False)
        batch_op.create_index(batch_op.f("ix_employee_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_employee_status_id"), ["status_id"], unique=False)

    op.create_table(
        "employee_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "medical",
                "sanitary",
                "safety",
                "a1",
                "work_permit",
                "residence",
                "identity",
                "certificate",
                "driving",
                "other",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name=op.f("ck_employee_document_valid_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_employee_document_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_employee_document_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_employee_document_employee_id_employee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_document")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("employee_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_document_employee_id"), ["employee_id"], unique=False
        )
        batch_op.create_index("ix_employee_document_valid_to_id", ["valid_to", "id"], unique=False)

    op.create_table(
        "employee_tag",
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_employee_tag_employee_id_employee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_employee_tag_tag_id_tag")),
        sa.PrimaryKeyConstraint("employee_id", "tag_id", name=op.f("pk_employee_tag")),
    )
    with op.batch_alter_table("employee_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employee_tag_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("contract", "trip", name="contractkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "contract_type",
            sa.Enum(
                "employment",
                "temporary",
                "mandate",
                "specific_work",
                name="contracttype",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=True),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("workplace", sa.String(length=400), nullable=True),
        sa.Column("payment_day", sa.Integer(), nullable=True),
        sa.Column("trial_until", sa.Date(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_on IS NULL) = (cancel_reason IS NULL)",
            name=op.f("ck_contract_cancelled_with_reason"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_contract_days_in_order")
        ),
        sa.CheckConstraint(
            "payment_day IS NULL OR payment_day BETWEEN 1 AND 31",
            name=op.f("ck_contract_payment_day_of_month"),
        ),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["client_address.id"],
            name=op.f("fk_contract_address_id_client_address"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_contract_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contract_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_contract_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_contract_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_contract_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_contract_position_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["contract.id"],
            name=op.f("fk_contract_previous_id_contract"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_contract_company_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_address_id"), ["address_id"], unique=False)
        batch_op.create_index("ix_contract_changed_on_id", ["changed_on", "id"], unique=False)
        batch_op.create_index(
            "ix_contract_client_id_starts_on", ["client_id", "starts_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contract_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_contract_created_on_id", ["created_on", "id"], unique=False)
        batch_op.create_index(
            "ix_contract_employee_id_starts_on", ["employee_id", "starts_on"], unique=False
        )
        batch_op.create_index("ix_contract_ends_on_id", ["ends_on", "id"], unique=False)
        batch_op.create_index("ix_contract_number_id", ["number", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_position_id"), ["position_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_previous_id"), ["previous_id"], unique=False)
        batch_op.create_index("ix_contract_starts_on_id", ["starts_on", "id"], unique=False)

    op.create_table(
        "contract_annex",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=70), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("description", sa.String(length=400), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("old_ends_on", sa.Date(), nullable=True),
        sa.Column("workplace", sa.String(length=400), nullable=True),
        sa.Column("old_workplace", sa.String(length=400), nullable=True),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("rate_kind_id", sa.Integer(), nullable=True),
        sa.Column("employee_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("client_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["client_address.id"],
            name=op.f("fk_contract_annex_address_id_client_address"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_contract_annex_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contract_annex_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_annex_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_contract_annex_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["rate_kind_id"],
            ["rate_kind.id"],
            name=op.f("fk_contract_annex_rate_kind_id_rate_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_annex")),
        sa.UniqueConstraint(
            "contract_id", "number", name=op.f("uq_contract_annex_contract_id_number")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract_annex", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_annex_address_id"), ["address_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_annex_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_annex_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_annex_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "contract_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("is_about_rates", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_contract_override_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contract_override_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_override_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_contract_override_created_by_id_ab_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_override")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_override_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_override_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "contract_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("annex_id", sa.Integer(), nullable=True),
        sa.Column("employee_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("client_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("rate_kind_id", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "client_rate IS NULL OR client_rate >= 0",
            name=op.f("ck_contract_rate_client_rate_not_negative"),
        ),
        sa.CheckConstraint(
            "employee_rate IS NOT NULL OR client_rate IS NOT NULL",
            name=op.f("ck_contract_rate_some_rate"),
        ),
        sa.CheckConstraint(
            "employee_rate IS NULL OR employee_rate >= 0",
            name=op.f("ck_contract_rate_employee_rate_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["annex_id"],
            ["contract_annex.id"],
            name=op.f("fk_contract_rate_annex_id_contract_annex"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_contract_rate_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contract_rate_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_rate_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_contract_rate_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["rate_kind_id"], ["rate_kind.id"], name=op.f("fk_contract_rate_rate_kind_id_rate_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_rate")),
        sa.UniqueConstraint(
            "contract_id",
            "rate_kind_id",
            "valid_from",
            name=op.f("uq_contract_rate_contract_id_rate_kind_id_valid_from"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract_rate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_rate_annex_id"), ["annex_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_rate_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contract_rate_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contract_rate_rate_kind_id"), ["rate_kind_id"], unique=False
        )
    _seed_minimum_pay()


def downgrade() -> None:
    with op.batch_alter_table("contract_rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_rate_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_contract_rate_contract_id"))
        batch_op.drop_index(batch_op.f("ix_contract_rate_client_id"))
        batch_op.drop_index(batch_op.f("ix_contract_rate_annex_id"))

    op.drop_table("contract_rate")
    with op.batch_alter_table("contract_override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_override_contract_id"))
        batch_op.drop_index(batch_op.f("ix_contract_override_client_id"))

    op.drop_table("contract_override")
    with op.batch_alter_table("contract_annex", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_annex_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_contract_annex_contract_id"))
        batch_op.drop_index(batch_op.f("ix_contract_annex_client_id"))
        batch_op.drop_index(batch_op.f("ix_contract_annex_address_id"))

    op.drop_table("contract_annex")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_starts_on_id")
        batch_op.drop_index(batch_op.f("ix_contract_previous_id"))
        batch_op.drop_index(batch_op.f("ix_contract_position_id"))
        batch_op.drop_index("ix_contract_number_id")
        batch_op.drop_index("ix_contract_ends_on_id")
        batch_op.drop_index("ix_contract_employee_id_starts_on")
        batch_op.drop_index("ix_contract_created_on_id")
        batch_op.drop_index(batch_op.f("ix_contract_company_id"))
        batch_op.drop_index("ix_contract_client_id_starts_on")
        batch_op.drop_index("ix_contract_changed_on_id")
        batch_op.drop_index(batch_op.f("ix_contract_address_id"))

    op.drop_table("contract")
    with op.batch_alter_table("employee_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_tag_tag_id"))

    op.drop_table("employee_tag")
    with op.batch_alter_table("employee_document", schema=None) as batch_op:
        batch_op.drop_index("ix_employee_document_valid_to_id")
        batch_op.drop_index(batch_op.f("ix_employee_document_employee_id"))

    op.drop_table("employee_document")
    with op.batch_alter_table("employee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_status_id"))
        batch_op.drop_index(batch_op.f("ix_employee_sort_key"))
        batch_op.drop_index(batch_op.f("ix_employee_pesel"))
        batch_op.drop_index(batch_op.f("ix_employee_guardian_id"))
        batch_op.drop_index("ix_employee_created_on_id")
        batch_op.drop_index("ix_employee_changed_on_id")
        batch_op.drop_index("ix_employee_archived_on_sort_key")

    op.drop_table("employee")
    op.drop_table("minimum_pay")
    with op.batch_alter_table("employee_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_version_status_id"))
        batch_op.drop_index(batch_op.f("ix_employee_version_guardian_id"))

    op.drop_table("employee_version")
    with op.batch_alter_table("employee_tag_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_tag_version_tag_id"))

    op.drop_table("employee_tag_version")
    with op.batch_alter_table("employee_document_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_document_version_employee_id"))

    op.drop_table("employee_document_version")
    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_version_previous_id"))
        batch_op.drop_index(batch_op.f("ix_contract_version_position_id"))
        batch_op.drop_index(batch_op.f("ix_contract_version_company_id"))
        batch_op.drop_index(batch_op.f("ix_contract_version_address_id"))

    op.drop_table("contract_version")
    with op.batch_alter_table("contract_rate_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_rate_version_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_contract_rate_version_contract_id"))
        batch_op.drop_index(batch_op.f("ix_contract_rate_version_client_id"))
        batch_op.drop_index(batch_op.f("ix_contract_rate_version_annex_id"))

    op.drop_table("contract_rate_version")
    with op.batch_alter_table("contract_annex_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_annex_version_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_contract_annex_version_contract_id"))
        batch_op.drop_index(batch_op.f("ix_contract_annex_version_client_id"))
        batch_op.drop_index(batch_op.f("ix_contract_annex_version_address_id"))

    op.drop_table("contract_annex_version")
