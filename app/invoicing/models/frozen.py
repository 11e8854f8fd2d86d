"""What makes the database itself refuse to change an issued document."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection

from app.core.audit.models import protect
from app.invoicing.models.invoice import InvoiceLine, InvoicePdf

#: Columns that say what happened to a document after its issue, not what it says.
CHANGEABLE = frozenset(
    {
        "sent_at",
        "sent_to",
        "owed",
        "paid",
        "pay_state",
        "revision",
        "changed_on",
        "changed_by_id",
    }
)
_TRIGGERS = {
    "invoice": ("invoice_issued_update", "invoice_issued_delete", "invoice_issued_truncate"),
    "invoice_line": ("invoice_line_issued", "invoice_line_truncate"),
}
_SQLITE_ONLY = {"invoice_line": tuple(f"invoice_line_{v}" for v in ("insert", "update", "delete"))}
_PG_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION refuse_issued() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'an issued document cannot be changed'; END $$""",
    """CREATE OR REPLACE FUNCTION refuse_issued_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM invoice WHERE status = 'issued' AND (
          (TG_OP <> 'INSERT' AND id = OLD.invoice_id)
          OR (TG_OP <> 'DELETE' AND id = NEW.invoice_id))) THEN
        RAISE EXCEPTION 'an issued document cannot be changed';
      END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END $$""",
)


def protect_issued(connection: Connection) -> None:
    """Create the triggers; a migration that changes the tables calls it again at its end."""
    columns = {column["name"] for column in sa.inspect(connection).get_columns("invoice")}
    unprotect_issued(connection)
    _run(connection, _of_invoice(connection.dialect.name, columns - CHANGEABLE))
    _run(connection, _of_lines(connection.dialect.name))
    protect(connection, InvoicePdf.__tablename__)


def unprotect_issued(connection: Connection) -> None:
    """Take the triggers away, for a migration that has to rebuild the tables."""
    is_sqlite = connection.dialect.name == "sqlite"
    for table, names in _TRIGGERS.items():
        for name in (*names, *_SQLITE_ONLY.get(table, ())):
            place = "" if is_sqlite else f" ON {table}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{place}")


def _run(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _of_invoice(dialect: str, frozen: Iterable[str]) -> list[str]:
    columns = sorted(frozen)
    if dialect == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
        return [
            _sqlite("invoice_issued_update", "UPDATE", f"AND ({changed})"),
            _sqlite("invoice_issued_delete", "DELETE", ""),
        ]
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return [
        *_PG_FUNCTIONS,
        f"""CREATE TRIGGER invoice_issued_update BEFORE UPDATE ON invoice FOR EACH ROW
        WHEN (OLD.status = 'issued' AND ROW({old}) IS DISTINCT FROM ROW({new}))
        EXECUTE FUNCTION refuse_issued()""",
        """CREATE TRIGGER invoice_issued_delete BEFORE DELETE ON invoice FOR EACH ROW
        WHEN (OLD.status = 'issued') EXECUTE FUNCTION refuse_issued()""",
        """CREATE TRIGGER invoice_issued_truncate BEFORE TRUNCATE ON invoice
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued()""",
    ]


def _sqlite(name: str, verb: str, condition: str) -> str:
    return f"""CREATE TRIGGER {name} BEFORE {verb} ON invoice
    WHEN OLD.status = 'issued' {condition}
    BEGIN SELECT RAISE(ABORT, 'an issued document cannot be changed'); END"""


def _of_lines(dialect: str) -> list[str]:
    if dialect == "sqlite":
        rows = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
        return [_sqlite_lines(verb, names) for verb, names in rows.items()]
    return [
        """CREATE TRIGGER invoice_line_issued BEFORE INSERT OR UPDATE OR DELETE ON invoice_line
        FOR EACH ROW EXECUTE FUNCTION refuse_issued_line()""",
        """CREATE TRIGGER invoice_line_truncate BEFORE TRUNCATE ON invoice_line
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued()""",
    ]


def _sqlite_lines(verb: str, rows: tuple[str, ...]) -> str:
    ids = ", ".join(f"{row}.invoice_id" for row in rows)
    return f"""CREATE TRIGGER invoice_line_{verb} BEFORE {verb.upper()} ON invoice_line
    WHEN EXISTS (SELECT 1 FROM invoice WHERE id IN ({ids}) AND status = 'issued')
    BEGIN SELECT RAISE(ABORT, 'an issued document cannot be changed'); END"""  # noqa: S608 - our own names


@event.listens_for(InvoicePdf.__table__, "after_create")
def _protect_new_tables(_table: sa.Table, connection: Connection, **_options: Any) -> None:
    """The PDF refers to the invoice, so it is created after it; lines may still be missing."""
    InvoiceLine.__table__.create(connection, checkfirst=True)
    protect_issued(connection)
