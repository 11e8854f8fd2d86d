"""Counting the statements a page costs, and asking how the database answers them."""

from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")
_PLANNED = ("SELECT", "UPDATE", "DELETE")


@contextmanager
def count_sql():
    """Collect the statements of the block, on any connection and thread."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_):
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def plans_of(*tables: str):
    """Collect (statement, plan) of what the block reads or changes, of some tables or of all.

    The plan is that of the values asked for, of the first ones where there are many.
    """
    found: list[tuple[str, str]] = []

    def note(connection, _cursor, statement, parameters, _context, is_many):
        is_ours = not tables or any(table in statement for table in tables)
        if not is_ours or not statement.lstrip().upper().startswith(_PLANNED):
            return
        words = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        cursor = connection.connection.driver_connection.cursor()
        cursor.execute(f"{words} {statement}", parameters[0] if is_many else parameters)
        found.append((statement, "\n".join(str(row[-1]) for row in cursor.fetchall())))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
