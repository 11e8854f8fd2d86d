"""How Alembic runs on the application's one metadata and engine."""

import re
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, TypeDecorator

#: FTS5 keeps a table „x_fts” and shadow tables „x_fts_data”, „x_fts_idx” … of its own.
FTS_TABLE = re.compile(r"_fts(_[a-z]+)?$")


def include_object(_item: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Leave out of the comparison what only one database has.

    SQLite's full-text tables are made by hand; trigram indexes exist on PostgreSQL alone.
    """
    if kind == "index" and name and name.endswith("_trgm"):
        return context.get_context().dialect.name == "postgresql"
    return not (kind == "table" and name and FTS_TABLE.search(name))


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our own column types as what they are in the database: code moves, tables stay."""
    if kind == "type" and isinstance(item, TypeDecorator) and _is_ours(item):
        return f"sa.{item.impl!r}"
    return False


def _is_ours(item: TypeDecorator[Any]) -> bool:
    return type(item).__module__.startswith("app.")


def skip_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write no revision when models and tables agree."""
    options = context.config.cmd_opts
    if getattr(options, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def set_foreign_keys(connection: Connection, *, is_on: bool) -> None:
    """Switch SQLite's checks; only possible outside a transaction, hence past SQLAlchemy.

    A batch migration drops and rebuilds a table: with checks on, the drop would delete or
    refuse every row that refers to it.
    """
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        raw.execute(f"PRAGMA foreign_keys={'ON' if is_on else 'OFF'}")


def require_intact_keys(connection: Connection) -> None:
    """Refuse a migration that left rows pointing at nothing."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        msg = f"The migration breaks {len(broken)} foreign keys, first: {tuple(broken[0])}"
        raise RuntimeError(msg)


def run() -> None:
    """Run each revision in a transaction of its own, so an interrupted one leaves no trace."""
    db = current_app.extensions["migrate"].db
    with db.engine.execution_options(writes=True).connect() as connection:
        set_foreign_keys(connection, is_on=False)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include_object,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            transaction_per_migration=True,
            process_revision_directives=skip_empty,
        )
        with context.begin_transaction():
            context.run_migrations()
        require_intact_keys(connection)
        connection.rollback()
        set_foreign_keys(connection, is_on=True)


if context.is_offline_mode():
    msg = "Kadra's migrations need a database: SQL scripts are not made."
    raise SystemExit(msg)
run()
