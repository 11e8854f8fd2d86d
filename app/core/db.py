"""The unit of work, and how each database engine is set up."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from app.core import contention, uniqueness
from app.core.contention import Busy
from app.core.enums import LabeledEnum
from app.core.uniqueness import Taken
from app.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEPTH, _READS_FIRST = "transaction_depth", "crm.reads_first"
_PLUS: Any = custom_op("+")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit all the block did, or none of it; an inner block joins the outer.

    What had to be unique and is taken becomes a refusal, as any other rule's; so does a row that
    somebody else holds.
    """
    info = db.session().info
    if info.get(_DEPTH):
        yield
        return
    if _reads_first():
        db.session.rollback()  # on SQLite a reader that turns writer is refused
    info[_DEPTH] = 1
    try:
        yield
        db.session.commit()
    except (IntegrityError, OperationalError) as error:
        db.session.rollback()
        refusal = _refusal_of(error)
        if refusal is None or refusal is error:
            raise
        raise refusal from error
    except BaseException:
        db.session.rollback()
        raise
    finally:
        info[_DEPTH] = 0


def _refusal_of(error: IntegrityError | OperationalError) -> Taken | Busy | None:
    return uniqueness.taken(error) if isinstance(error, IntegrityError) else contention.busy(error)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware instant in UTC; naive values are refused, SQLite stores them without zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Send UTC to the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "A naive datetime cannot be stored."
            raise ValueError(msg)
        instant = value if value.tzinfo is UTC else value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Hand out aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum(kind: type[LabeledEnum], length: int = 20) -> sa.Enum:
    """Return a portable column type that stores the code of a ``LabeledEnum``."""
    return sa.Enum(kind, native_enum=False, length=length)


def sort_key_type(length: int) -> sa.types.TypeEngine[str]:
    """Return a string type compared byte by byte on every database."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def is_sqlite() -> bool:
    """Tell which of the two databases this is."""
    return bool(db.engine.dialect.name == "sqlite")


def not_by_index(column: Any) -> Any:
    """Return a column whose comparison tells little: that a row is not archived, or is accepted.

    SQLite keeps no statistics: it would walk an index over it, row by row, rather than start
    from the few rows another condition finds. A plus before the column takes the index away.
    """
    if not is_sqlite():
        return column
    return sa.UnaryExpression(column.expression, operator=_PLUS, type_=column.type)


def not_led_by(condition: Any) -> Any:
    """Return a comparison, as a filter makes it, with its column ``not_by_index``."""
    if not isinstance(condition, sa.BinaryExpression):
        return condition
    column = not_by_index(condition.left)
    return sa.BinaryExpression(column, condition.right, condition.operator, type_=sa.Boolean())


def install_engine_hooks(engine: Engine) -> None:
    """Make SQLite safe for several writers: WAL, foreign keys, one writer at a time.

    pysqlite's own BEGIN is deferred: two readers that both want to write then fail with
    „database is locked” at once. BEGIN IMMEDIATE makes the second one wait instead.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        # SQLite's own folds ASCII only: „łódź” would not find „Łódź”, as it does on PostgreSQL.
        connection.create_function("lower", 1, _lower, deterministic=True)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "busy_timeout=15000",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _only_reads(connection) else "BEGIN IMMEDIATE")


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _only_reads(connection: Connection) -> bool:
    """GET and HEAD never write through the session, so their readers need not queue."""
    writes = connection.get_execution_options().get("writes")
    if writes is not None:
        return not writes
    if _reads_first():
        return not in_transaction()
    return has_request_context() and request.method in SAFE_METHODS


def in_transaction() -> bool:
    """Tell whether ``transaction()`` is open."""
    return bool(db.session().info.get(_DEPTH))


def read_until_transaction() -> None:
    """Let this request hold SQLite's only write lock inside ``transaction()`` alone.

    For long work, which would otherwise keep everybody waiting from its first SELECT on.
    """
    request.environ[_READS_FIRST] = True


def _reads_first() -> bool:
    return has_request_context() and _READS_FIRST in request.environ


@contextmanager
def reading() -> Iterator[None]:
    """Look something up outside a request without queueing behind writers."""
    db.session.rollback()
    db.session.connection(execution_options={"writes": False})
    try:
        yield
    finally:
        db.session.rollback()


@contextmanager
def separate_transaction() -> Iterator[Session]:
    """Write a side note (a denial, a last-seen time) that stays when the request fails."""
    engine = db.engine.execution_options(writes=True)
    with Session(engine) as session, session.begin():
        yield session


def affected(result: sa.Result[Any]) -> int:
    """Return how many rows an UPDATE or DELETE has changed."""
    return int(cast("sa.CursorResult[Any]", result).rowcount)
