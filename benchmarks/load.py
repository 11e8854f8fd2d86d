"""Filling a database: COPY on PostgreSQL, executemany on SQLite, in parts of constant size."""

import itertools
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.annotations.models import EntityStatus, Tag
from app.clients.models import Address, Client, Contact, client_guardian
from app.core.search import SearchEntry
from app.extensions import db
from benchmarks import rows

_PART = 5000


def load_clients(count: int, *, seed: int = 1) -> None:
    """Bring a database to ``count`` generated clients; those it has are counted, not compared."""
    present = db.session.scalar(sa.select(sa.func.count()).select_from(Client)) or 0
    db.session.rollback()
    with db.engine.execution_options(writes=True).begin() as connection:
        if not present:
            _load_small_tables(connection, seed)
        for start in range(present + 1, count + 1, _PART):
            _load_part(connection, seed, range(start, min(start + _PART, count + 1)))
        _finish(connection)


def load_events(count: int, *, seed: int = 1) -> None:
    """Bring the history of the first client to ``count`` changes."""
    tables = db.metadata.tables
    versions = tables["client_version"]
    present = db.session.scalar(sa.select(sa.func.count()).select_from(versions)) or 0
    db.session.rollback()
    ids = range(rows.FIRST + present, rows.FIRST + count)
    with db.engine.execution_options(writes=True).begin() as connection:
        insert(connection, tables["transaction"], rows.transactions(seed, ids))
        insert(connection, versions, rows.client_versions(seed, ids))
        _finish(connection)


def _load_small_tables(connection: sa.Connection, seed: int) -> None:
    insert(connection, EntityStatus.__table__, rows.statuses(seed))
    insert(connection, Tag.__table__, rows.tags(seed))
    insert(connection, Account.__table__, rows.accounts(seed))


def _load_part(connection: sa.Connection, seed: int, ids: range) -> None:
    for table, make in (
        (Client.__table__, rows.clients),
        (Contact.__table__, rows.contacts),
        (Address.__table__, rows.addresses),
        (Client.tags.property.secondary, rows.client_tags),
        (client_guardian, rows.guardians),
        (SearchEntry.__table__, rows.search_entries),
    ):
        insert(connection, table, make(seed, ids))


def insert(connection: sa.Connection, table: sa.Table, values: Iterable[dict[str, Any]]) -> None:
    """Insert rows past SQLAlchemy's compiler, in the form each database stores."""
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
        connection.connection.cursor().executemany(statement, data)
        return
    with connection.connection.cursor().copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
        for row in data:
            copy.write_row(row)


def _processor(column: sa.Column[Any], dialect: sa.Dialect) -> Any:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return process or (lambda value: getattr(value, "value", value))


def _finish(connection: sa.Connection) -> None:
    """Sequences stand behind the rows that came with numbers, and the planner knows them."""
    if connection.dialect.name == "sqlite":
        return
    for mapper in db.Model.registry.mappers:
        table = mapper.local_table
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
            name = connection.dialect.identifier_preparer.format_table(table)
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608
                f"coalesce((SELECT max(id) FROM {name}), 0) + 1, false) "
                f"WHERE pg_get_serial_sequence('{name}', 'id') IS NOT NULL"
            )
    connection.exec_driver_sql("ANALYZE")
