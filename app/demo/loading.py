"""The numbers of rows that were loaded past the session."""

import sqlalchemy as sa


def next_id(connection: sa.Connection, table: sa.Table) -> int:
    """Return the first number that no row has."""
    return (connection.scalar(sa.select(sa.func.max(table.c.id))) or 0) + 1


def move_sequence(connection: sa.Connection, table: sa.Table) -> None:
    """Let the next row of a table come after those that brought their numbers with them."""
    if connection.dialect.name == "sqlite":
        return  # AUTOINCREMENT has seen them
    name = connection.dialect.identifier_preparer.format_table(table)
    connection.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608 - our names
        f"coalesce((SELECT max(id) FROM {name}), 0) + 1, false) "
        f"WHERE pg_get_serial_sequence('{name}', 'id') IS NOT NULL"
    )
