"""The database under test: made by the migrations once, put back as it was after each test."""

import os
import re
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine, make_url

from app.core import bulk
from app.extensions import db

_WRITE = re.compile(
    r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)', re.IGNORECASE
)
_numbers = count()


class Writes:
    """The tables some statement has written to since the last ``clear``."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        event.listen(Engine, "before_cursor_execute", self._note)
        self._insert, bulk.insert = bulk.insert, self._load

    def _load(self, connection, table, values):
        """Bulk loads go past the events of SQLAlchemy."""
        self._note(connection, None, f"INSERT INTO {table.name}")
        self._insert(connection, table, values)

    def _note(self, _connection, _cursor, statement, *_):
        found = _WRITE.match(statement)
        if found:
            self.tables.add(found.group(1).lower())

    def clear(self):
        self.tables.clear()


class SQLiteSnapshot:
    """The whole file, triggers and search index included, kept in memory."""

    def __init__(self, url: URL) -> None:
        self.path = url.database
        self.memory = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self.path)) as live:
            live.backup(self.memory)

    def bring_back(self, _tables: set[str]) -> None:
        with closing(sqlite3.connect(self.path, timeout=30)) as live:
            live.execute("PRAGMA synchronous=OFF")  # nobody needs it after a power cut
            self.memory.backup(live)


class PostgresSnapshot:
    """The rows that were there at the start; only written tables are emptied and refilled."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.rows = {}
        with db.engine.connect() as connection:
            for name in sa.inspect(connection).get_table_names():
                table = sa.Table(name, sa.MetaData(), autoload_with=connection)
                self.rows[name] = (table, [dict(row) for row in _all(connection, table)])

    def bring_back(self, tables: set[str]) -> None:
        with db.engine.begin() as connection:
            # Neither triggers (the audit refuses to forget) nor foreign keys get in the way.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for name in tables & self.rows.keys():
                table, rows = self.rows[name]
                connection.execute(table.delete())
                if rows:
                    connection.execute(table.insert(), rows)


def _all(connection, table):
    return connection.execute(sa.select(table)).mappings()


def snapshot(url: URL):
    kind = SQLiteSnapshot if url.get_backend_name() == "sqlite" else PostgresSnapshot
    return kind(url)


def make_empty(server_url: str | None, folder: Path) -> str:
    """Return the URL of a new, empty database on the engine under test."""
    number = next(_numbers)
    if server_url is None:
        return f"sqlite:///{folder / f'kadra-{number}.sqlite3'}"
    url = make_url(server_url)
    name = f"kadra_test_{os.getpid()}_{number}"
    _administer(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    return url.set(database=name).render_as_string(hide_password=False)


def drop(url: str) -> None:
    """Remove a database made by ``make_empty``; a SQLite file goes with its folder."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        _administer(parsed, f'DROP DATABASE IF EXISTS "{parsed.database}" WITH (FORCE)')


def _administer(url: URL, *statements: str) -> None:
    admin = url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        admin.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        for statement in statements:
            connection.execute(statement)
