"""Loading of many rows past the session: COPY on PostgreSQL, executemany on SQLite."""

import itertools
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa


def insert(connection: sa.Connection, table: sa.Table, values: Iterable[dict[str, Any]]) -> None:
    """Insert rows in the form each database stores, all with the same columns."""
    stream = iter(values)
    first = next(stream, None)
    if first is None:
        return
    names = list(first)
    processors = [_processor(table.c[name], connection.dialect) for name in names]
    data = (
        [process(row[name]) for name, process in zip(names, processors, strict=True)]
        for row in itertools.chain([first], stream)
    )
    name = connection.dialect.identifier_preparer.format_table(table)
    columns = ", ".join(names)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {name} ({columns}) VALUES ({marks})"  # noqa: S608 - our names
        cursor: Any = connection.connection.cursor()
        cursor.executemany(statement, data)
    else:
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in data:
                copy.write_row(row)


def _processor(column: sa.Column[Any], dialect: sa.Dialect) -> Any:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return process or (lambda value: getattr(value, "value", value))


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
