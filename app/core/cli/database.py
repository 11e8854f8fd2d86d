"""Copies of a whole database, taken and brought back by each engine's own means."""

import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.core.errors import DomainError
from app.core.folders import make_private
from app.extensions import db


class Database(ABC):
    """What backup and restore need of an engine."""

    name: str

    def __init__(self, url: URL) -> None:
        self.url = url

    @abstractmethod
    def dump(self, target: Path) -> None:
        """Write a consistent copy while others work."""

    @abstractmethod
    def load(self, source: Path) -> None:
        """Replace the database by a copy."""

    def faults(self) -> list[str]:
        """Name what is damaged."""
        return []


class SQLite(Database):
    """Uses SQLite's backup API: copying the file of a live database gives a broken one."""

    name = "sqlite"

    def dump(self, target: Path) -> None:
        with closing(_open(self._path())) as live, closing(_open(target)) as copy:
            live.backup(copy)

    def load(self, source: Path) -> None:
        path = self._path()
        make_private(path.parent)
        with closing(_open(source)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                msg = "The database in the archive is damaged."
                raise DomainError(msg)
            with closing(_open(path)) as live:
                copy.backup(live)
        path.chmod(0o600)

    def faults(self) -> list[str]:
        with closing(_open(self._path())) as live:
            pages = [row[0] for row in live.execute("PRAGMA integrity_check") if row[0] != "ok"]
            keys = [
                f"{table} row {row} refers to a missing {parent}"
                for table, row, parent, _ in live.execute("PRAGMA foreign_key_check")
            ]
        return pages + keys

    def _path(self) -> Path:
        if not self.url.database:
            msg = "A database in memory cannot be copied."
            raise DomainError(msg)
        return Path(self.url.database)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30)


class PostgreSQL(Database):
    """Uses pg_dump and pg_restore; the password travels in the environment, never in `ps`."""

    name = "postgresql"

    def dump(self, target: Path) -> None:
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={target}")

    def load(self, source: Path) -> None:
        self._run(
            "pg_restore",
            "--no-owner",
            "--no-acl",
            "--clean",
            "--if-exists",
            "--single-transaction",
            "--exit-on-error",
            f"--dbname={self.url.database}",
            str(source),
        )

    def _run(self, program: str, *arguments: str) -> None:
        path = shutil.which(program, path=os.environ.get("PG_BIN_DIR") or os.environ.get("PATH"))
        if path is None:
            msg = f"{program} was not found; install PostgreSQL's client or set PG_BIN_DIR."
            raise DomainError(msg)
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            [path, *arguments],
            env=os.environ | self._environment(),
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            msg = f"{program}: {done.stderr.strip() or done.returncode}"
            raise DomainError(msg)

    def _environment(self) -> dict[str, str]:
        """Return libpq's variables for our URL."""
        query = self.url.query
        wanted = {
            "PGHOST": self.url.host or query.get("host"),
            "PGPORT": self.url.port or query.get("port"),
            "PGUSER": self.url.username or query.get("user"),
            "PGPASSWORD": self.url.password,
            "PGDATABASE": self.url.database,
            "PGSSLMODE": query.get("sslmode"),
            "PGSSLROOTCERT": query.get("sslrootcert"),
        }
        return {name: str(value) for name, value in wanted.items() if value}


def current() -> Database:
    """Return the database the application is configured for."""
    url = db.engine.url
    kinds: dict[str, type[Database]] = {kind.name: kind for kind in (SQLite, PostgreSQL)}
    return kinds[url.get_backend_name()](url)


def tables() -> list[str]:
    """Return the names of the tables that are there now."""
    return sa.inspect(db.engine).get_table_names()


def revision() -> str:
    """Return the migration the database stands at, an empty text before the first one."""
    if "alembic_version" not in tables():
        return ""
    with db.engine.connect() as connection:
        query = sa.text("SELECT version_num FROM alembic_version")
        return str(connection.execute(query).scalar() or "")
