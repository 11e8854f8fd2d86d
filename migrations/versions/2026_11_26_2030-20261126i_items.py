"""Items: their types, the stock, and who holds what.

Revision ID: 20261126i
Revises: 20261126s
Create Date: 2026-11-26 20:30:26.486487+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126i"
down_revision = "20261126s"
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915
    op.create_table(
        "item_issue_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("item_type_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("employee_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("contract_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("quantity", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("issued_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("handed_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("is_returnable", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("returned_quantity", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("damaged_quantity", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("returned_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("charged_quantity", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("charged_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "unit_price", sa.Numeric(precision=12, scale=2), autoincrement=False, nullable=True
        ),
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
        sa.Column("settled_key", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_item_issue_version")),
    )
    with op.batch_alter_table("item_issue_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_issue_version_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_item_issue_version_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_item_issue_version_employee_id"), ["employee_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_item_issue_version_item_id"), ["item_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_item_issue_version_item_type_id"), ["item_type_id"], unique=False
        )

    op.create_table(
        "item_type_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column(
            "unit_price", sa.Numeric(precision=12, scale=2), autoincrement=False, nullable=True
        ),
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
        sa.Column("is_returnable", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("is_charged", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_item_type_version")),
    )
    op.create_table(
        "item_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_type_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column("inventory_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("serial_number", sa.String(length=60), autoincrement=False, nullable=True),
        sa.Column("quantity", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("issued", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("written_off", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "in_store", "issued", "written_off", name="itemstate", native_enum=False, length=20
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("value", sa.Numeric(precision=12, scale=2), autoincrement=False, nullable=True),
        sa.Column("note", sa.String(length=300), autoincrement=False, nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_type", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "transaction_id", name=op.f("pk_item_version")),
    )
    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_version_item_type_id"), ["item_type_id"], unique=False
        )

    op.create_table(
        "item_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("unit_price", sa.Numeric(precision=12, scale=2), nullable=False),
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
        sa.Column("is_returnable", sa.Boolean(), nullable=False),
        sa.Column("is_charged", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_item_type_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_item_type_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_item_type_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_type")),
        sa.UniqueConstraint("name", name=op.f("uq_item_type_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("item_type", schema=None) as batch_op:
        batch_op.create_index(
            "ix_item_type_archived_on_sort_key", ["archived_on", "sort_key", "id"], unique=False
        )

    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_type_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("inventory_number", sa.String(length=40), nullable=True),
        sa.Column("serial_number", sa.String(length=60), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("written_off", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_store", "issued", "written_off", name="itemstate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND issued BETWEEN 0 AND quantity", name=op.f("ck_item_issued_within")
        ),
        sa.CheckConstraint("value IS NULL OR value >= 0", name=op.f("ck_item_value_not_negative")),
        sa.CheckConstraint("written_off >= 0", name=op.f("ck_item_written_off_not_negative")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_item_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_item_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["item_type_id"], ["item_type.id"], name=op.f("fk_item_item_type_id_item_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("inventory_number", name=op.f("uq_item_inventory_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index("ix_item_changed_on_id", ["changed_on", "id"], unique=False)
        batch_op.create_index("ix_item_created_on_id", ["created_on", "id"], unique=False)
        batch_op.create_index("ix_item_inventory_number_id", ["inventory_number", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_item_type_id"), ["item_type_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_serial_number"), ["serial_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_state"), ["state"], unique=False)

    op.create_table(
        "item_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("item_type_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("handed_by_id", sa.Integer(), nullable=True),
        sa.Column("is_returnable", sa.Boolean(), nullable=False),
        sa.Column("returned_quantity", sa.Integer(), nullable=False),
        sa.Column("damaged_quantity", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("charged_quantity", sa.Integer(), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=True),
        sa.Column("unit_price", sa.Numeric(precision=12, scale=2), nullable=False),
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
        sa.Column("settled_key", sa.String(length=60), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(charged_quantity = 0) = (charged_on IS NULL)",
            name=op.f("ck_item_issue_charged_on_day"),
        ),
        sa.CheckConstraint(
            "(returned_quantity = 0) = (returned_on IS NULL)",
            name=op.f("ck_item_issue_returned_on_day"),
        ),
        sa.CheckConstraint(
            "charged_quantity = 0 OR unit_price > 0", name=op.f("ck_item_issue_charged_has_price")
        ),
        sa.CheckConstraint(
            "charged_quantity BETWEEN 0 AND quantity", name=op.f("ck_item_issue_charged_within")
        ),
        sa.CheckConstraint(
            "contract_id IS NULL OR (employee_id IS NOT NULL AND client_id IS NOT NULL)",
            name=op.f("ck_item_issue_contract_of_employee"),
        ),
        sa.CheckConstraint(
            "damaged_quantity BETWEEN 0 AND returned_quantity",
            name=op.f("ck_item_issue_damaged_within"),
        ),
        sa.CheckConstraint(
            "employee_id IS NOT NULL OR client_id IS NOT NULL",
            name=op.f("ck_item_issue_has_holder"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_item_issue_quantity_positive")),
        sa.CheckConstraint(
            "returned_quantity BETWEEN 0 AND quantity", name=op.f("ck_item_issue_returned_within")
        ),
        sa.CheckConstraint(
            "settled_key IS NULL OR charged_quantity > 0", name=op.f("ck_item_issue_settled_charge")
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_item_issue_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_item_issue_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_item_issue_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_item_issue_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_item_issue_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_item_issue_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(
            ["handed_by_id"], ["ab_user.id"], name=op.f("fk_item_issue_handed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_issue_item_id_item")),
        sa.ForeignKeyConstraint(
            ["item_type_id"], ["item_type.id"], name=op.f("fk_item_issue_item_type_id_item_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_issue")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("item_issue", schema=None) as batch_op:
        batch_op.create_index("ix_item_issue_changed_on_id", ["changed_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_issue_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_item_issue_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index("ix_item_issue_created_on_id", ["created_on", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_item_issue_employee_id"), ["employee_id"], unique=False
        )
        batch_op.create_index("ix_item_issue_issued_on_id", ["issued_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_issue_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_item_issue_item_type_id"), ["item_type_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_item_issue_number"), ["number"], unique=False)
        batch_op.create_index("ix_item_issue_returned_on_id", ["returned_on", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_item_issue_settled_key"), ["settled_key"], unique=False
        )



def downgrade() -> None:  # noqa: PLR0915
    with op.batch_alter_table("item_issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_issue_settled_key"))
        batch_op.drop_index("ix_item_issue_returned_on_id")
        batch_op.drop_index(batch_op.f("ix_item_issue_number"))
        batch_op.drop_index(batch_op.f("ix_item_issue_item_type_id"))
        batch_op.drop_index(batch_op.f("ix_item_issue_item_id"))
        batch_op.drop_index("ix_item_issue_issued_on_id")
        batch_op.drop_index(batch_op.f("ix_item_issue_employee_id"))
        batch_op.drop_index("ix_item_issue_created_on_id")
        batch_op.drop_index(batch_op.f("ix_item_issue_contract_id"))
        batch_op.drop_index(batch_op.f("ix_item_issue_client_id"))
        batch_op.drop_index("ix_item_issue_changed_on_id")

    op.drop_table("item_issue")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_state"))
        batch_op.drop_index(batch_op.f("ix_item_serial_number"))
        batch_op.drop_index(batch_op.f("ix_item_item_type_id"))
        batch_op.drop_index("ix_item_inventory_number_id")
        batch_op.drop_index("ix_item_created_on_id")
        batch_op.drop_index("ix_item_changed_on_id")

    op.drop_table("item")
    with op.batch_alter_table("item_type", schema=None) as batch_op:
        batch_op.drop_index("ix_item_type_archived_on_sort_key")

    op.drop_table("item_type")
    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_version_item_type_id"))

    op.drop_table("item_version")
    op.drop_table("item_type_version")
    with op.batch_alter_table("item_issue_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_issue_version_item_type_id"))
        batch_op.drop_index(batch_op.f("ix_item_issue_version_item_id"))
        batch_op.drop_index(batch_op.f("ix_item_issue_version_employee_id"))
        batch_op.drop_index(batch_op.f("ix_item_issue_version_contract_id"))
        batch_op.drop_index(batch_op.f("ix_item_issue_version_client_id"))

    op.drop_table("item_issue_version")
