"""Adding very many rows at once: COPY on PostgreSQL, executemany on SQLite.

Nothing of it is seen by the session: no defaults, no history, no event log, no search. What loads
rows gives every value itself and writes one summary with ``audit.record``.
"""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.extensions import db


def load(table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows that all have the same columns, in the caller's transaction."""
    insert(db.session.connection(), table, rows)


def insert(connection: sa.Connection, table: sa.Table, values: Iterable[Mapping[str, Any]]) -> None:
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
