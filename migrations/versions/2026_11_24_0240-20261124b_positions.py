"""Positions, kinds of rates and price groups.

Revision ID: 20261124b
Revises: 20261124a
Create Date: 2026-11-24 02:11:35.442500+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124b"
down_revision = "20261124a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_pricing_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("price_group_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_client_pricing_version")),
    )
    with op.batch_alter_table("client_pricing_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_pricing_version_price_group_id"), ["price_group_id"], unique=False
        )

    op.create_table(
        "position_price_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("position_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "section",
            sa.Enum(
                "base_pay",
                "other_pay",
                "service",
                "fee",
                name="pricesection",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("name", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column(
            "mode",
            sa.Enum("ignore", "margin", "amount", name="pricemode", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("margin", sa.Numeric(precision=7, scale=2), autoincrement=False, nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), autoincrement=False, nullable=True),
        sa.Column(
            "fee",
            sa.Enum("added", "inside", name="feemode", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("rate_kind_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_position_price_version")),
    )
    with op.batch_alter_table("position_price_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_position_price_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_price_version_position_id"), ["position_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_price_version_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "position_rate_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("position_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("rate_kind_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "employee_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column(
            "client_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_position_rate_version")),
    )
    with op.batch_alter_table("position_rate_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_position_rate_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_rate_version_position_id"), ["position_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_rate_version_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "position_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=120), autoincrement=False, nullable=True),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
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
        sa.Column("occupation_code", sa.String(length=6), autoincrement=False, nullable=True),
        sa.Column("address_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("workplace", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column("qualifications", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "price_source",
            sa.Enum("client", "group", "own", name="pricesource", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("price_group_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_position_version")),
    )
    with op.batch_alter_table("position_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_position_version_address_id"), ["address_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_version_price_group_id"), ["price_group_id"], unique=False
        )

    op.create_table(
        "price_group_item_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("price_group_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "section",
            sa.Enum(
                "base_pay",
                "other_pay",
                "service",
                "fee",
                name="pricesection",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("name", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column(
            "mode",
            sa.Enum("ignore", "margin", "amount", name="pricemode", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("margin", sa.Numeric(precision=7, scale=2), autoincrement=False, nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), autoincrement=False, nullable=True),
        sa.Column(
            "fee",
            sa.Enum("added", "inside", name="feemode", native_enum=False, length=20),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("rate_kind_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_price_group_item_version")),
    )
    with op.batch_alter_table("price_group_item_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_price_group_item_version_price_group_id"),
            ["price_group_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_price_group_item_version_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "price_group_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_price_group_version")),
    )
    op.create_table(
        "rate_kind_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "hour", "day", "month", "piece", "lump", name="unit", native_enum=False, length=20
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "rule",
            sa.Enum(
                "base",
                "night",
                "holiday",
                "overtime_50",
                "overtime_100",
                "chosen",
                name="raterule",
                native_enum=False,
                length=20,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("base_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("night_from", sa.String(length=5), autoincrement=False, nullable=True),
        sa.Column("night_to", sa.String(length=5), autoincrement=False, nullable=True),
        sa.Column(
            "holiday_window",
            sa.Enum(
                "six_to_six", "calendar_day", name="holidaywindow", native_enum=False, length=20
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "daily_hours", sa.Numeric(precision=5, scale=2), autoincrement=False, nullable=True
        ),
        sa.Column(
            "weekly_hours", sa.Numeric(precision=5, scale=2), autoincrement=False, nullable=True
        ),
        sa.Column(
            "employee_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column(
            "client_rate", sa.Numeric(precision=12, scale=4), autoincrement=False, nullable=True
        ),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_rate_kind_version")),
    )
    with op.batch_alter_table("rate_kind_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_kind_version_base_id"), ["base_id"], unique=False)

    op.create_table(
        "price_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_price_group_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_price_group_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_group")),
        sa.UniqueConstraint("name", name=op.f("uq_price_group_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rate_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "hour", "day", "month", "piece", "lump", name="unit", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "rule",
            sa.Enum(
                "base",
                "night",
                "holiday",
                "overtime_50",
                "overtime_100",
                "chosen",
                name="raterule",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("night_from", sa.String(length=5), nullable=False),
        sa.Column("night_to", sa.String(length=5), nullable=False),
        sa.Column(
            "holiday_window",
            sa.Enum(
                "six_to_six", "calendar_day", name="holidaywindow", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("daily_hours", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("weekly_hours", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("employee_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("client_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "client_rate IS NULL OR client_rate >= 0",
            name=op.f("ck_rate_kind_client_rate_not_negative"),
        ),
        sa.CheckConstraint(
            "employee_rate IS NULL OR employee_rate >= 0",
            name=op.f("ck_rate_kind_employee_rate_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["rate_kind.id"], name=op.f("fk_rate_kind_base_id_rate_kind")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_rate_kind_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_rate_kind_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_kind")),
        sa.UniqueConstraint("name", name=op.f("uq_rate_kind_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rate_kind", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_kind_base_id"), ["base_id"], unique=False)

    op.create_table(
        "price_group_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("price_group_id", sa.Integer(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "base_pay",
                "other_pay",
                "service",
                "fee",
                name="pricesection",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("ignore", "margin", "amount", name="pricemode", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("margin", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column(
            "fee",
            sa.Enum("added", "inside", name="feemode", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("rate_kind_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount IS NULL OR amount >= 0", name=op.f("ck_price_group_item_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_price_group_item_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_price_group_item_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["price_group_id"],
            ["price_group.id"],
            name=op.f("fk_price_group_item_price_group_id_price_group"),
        ),
        sa.ForeignKeyConstraint(
            ["rate_kind_id"],
            ["rate_kind.id"],
            name=op.f("fk_price_group_item_rate_kind_id_rate_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_group_item")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("price_group_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_price_group_item_price_group_id"), ["price_group_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_price_group_item_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "client_pricing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("price_group_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_client_pricing_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_pricing_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_client_pricing_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["price_group_id"],
            ["price_group.id"],
            name=op.f("fk_client_pricing_price_group_id_price_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_pricing")),
        sa.UniqueConstraint("client_id", name=op.f("uq_client_pricing_client_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("client_pricing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_pricing_price_group_id"), ["price_group_id"], unique=False
        )

    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=True),
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
        sa.Column("occupation_code", sa.String(length=6), nullable=True),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("workplace", sa.String(length=400), nullable=True),
        sa.Column("qualifications", sa.Text(), nullable=True),
        sa.Column(
            "price_source",
            sa.Enum("client", "group", "own", name="pricesource", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("price_group_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(price_source = 'group') = (price_group_id IS NOT NULL)",
            name=op.f("ck_position_group_if_chosen"),
        ),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["client_address.id"],
            name=op.f("fk_position_address_id_client_address"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_position_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_position_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_position_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["price_group_id"],
            ["price_group.id"],
            name=op.f("fk_position_price_group_id_price_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_address_id"), ["address_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_position_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_position_price_group_id"), ["price_group_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_position_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "position_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "base_pay",
                "other_pay",
                "service",
                "fee",
                name="pricesection",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("ignore", "margin", "amount", name="pricemode", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("margin", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column(
            "fee",
            sa.Enum("added", "inside", name="feemode", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("rate_kind_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount IS NULL OR amount >= 0", name=op.f("ck_position_price_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_position_price_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_position_price_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_position_price_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_position_price_position_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["rate_kind_id"],
            ["rate_kind.id"],
            name=op.f("fk_position_price_rate_kind_id_rate_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_price")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("position_price", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_position_price_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_price_position_id"), ["position_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_price_rate_kind_id"), ["rate_kind_id"], unique=False
        )

    op.create_table(
        "position_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("rate_kind_id", sa.Integer(), nullable=False),
        sa.Column("employee_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("client_rate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "client_rate IS NULL OR client_rate >= 0",
            name=op.f("ck_position_rate_client_rate_not_negative"),
        ),
        sa.CheckConstraint(
            "employee_rate IS NOT NULL OR client_rate IS NOT NULL",
            name=op.f("ck_position_rate_some_rate"),
        ),
        sa.CheckConstraint(
            "employee_rate IS NULL OR employee_rate >= 0",
            name=op.f("ck_position_rate_employee_rate_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_position_rate_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_position_rate_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_position_rate_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_position_rate_position_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["rate_kind_id"], ["rate_kind.id"], name=op.f("fk_position_rate_rate_kind_id_rate_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_rate")),
        sa.UniqueConstraint(
            "position_id",
            "rate_kind_id",
            "valid_from",
            name=op.f("uq_position_rate_position_id_rate_kind_id_valid_from"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("position_rate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_rate_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_position_rate_position_id"), ["position_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_position_rate_rate_kind_id"), ["rate_kind_id"], unique=False
        )



def downgrade() -> None:
    with op.batch_alter_table("position_rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_rate_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_position_rate_position_id"))
        batch_op.drop_index(batch_op.f("ix_position_rate_client_id"))

    op.drop_table("position_rate")
    with op.batch_alter_table("position_price", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_price_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_position_price_position_id"))
        batch_op.drop_index(batch_op.f("ix_position_price_client_id"))

    op.drop_table("position_price")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_sort_key"))
        batch_op.drop_index(batch_op.f("ix_position_price_group_id"))
        batch_op.drop_index(batch_op.f("ix_position_client_id"))
        batch_op.drop_index(batch_op.f("ix_position_address_id"))

    op.drop_table("position")
    with op.batch_alter_table("client_pricing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_pricing_price_group_id"))

    op.drop_table("client_pricing")
    with op.batch_alter_table("price_group_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_group_item_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_price_group_item_price_group_id"))

    op.drop_table("price_group_item")
    with op.batch_alter_table("rate_kind", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rate_kind_base_id"))

    op.drop_table("rate_kind")
    op.drop_table("price_group")
    with op.batch_alter_table("rate_kind_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rate_kind_version_base_id"))

    op.drop_table("rate_kind_version")
    op.drop_table("price_group_version")
    with op.batch_alter_table("price_group_item_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_group_item_version_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_price_group_item_version_price_group_id"))

    op.drop_table("price_group_item_version")
    with op.batch_alter_table("position_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_version_price_group_id"))
        batch_op.drop_index(batch_op.f("ix_position_version_client_id"))
        batch_op.drop_index(batch_op.f("ix_position_version_address_id"))

    op.drop_table("position_version")
    with op.batch_alter_table("position_rate_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_rate_version_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_position_rate_version_position_id"))
        batch_op.drop_index(batch_op.f("ix_position_rate_version_client_id"))

    op.drop_table("position_rate_version")
    with op.batch_alter_table("position_price_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_price_version_rate_kind_id"))
        batch_op.drop_index(batch_op.f("ix_position_price_version_position_id"))
        batch_op.drop_index(batch_op.f("ix_position_price_version_client_id"))

    op.drop_table("position_price_version")
    with op.batch_alter_table("client_pricing_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_pricing_version_price_group_id"))

    op.drop_table("client_pricing_version")
