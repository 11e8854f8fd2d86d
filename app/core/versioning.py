"""Continuum, set up once: which entities keep versions, and its known faults corrected.

A version is written for every flushed change of a ``Versioned`` entity, and for every row
added to or removed from its many-to-many lists. Core and bulk statements leave none.
"""

from functools import cache
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, Session
from sqlalchemy_continuum import Operation, UnitOfWork, VersioningManager, make_versioned
from sqlalchemy_continuum.plugins import FlaskPlugin
from sqlalchemy_continuum.utils import is_modified, is_versioned, version_table

from app.core.audit.changes import is_secret, is_technical
from app.core.clock import now
from app.core.models import acting_user_id

_UPSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Versioned:
    """Mixin of entities whose history is kept."""

    __versioned__: ClassVar[dict[str, Any]] = {}


@event.listens_for(Versioned, "instrument_class", propagate=True)
def _never_reuse_ids(mapper: Mapper[Any], _entity: type) -> None:
    """SQLite would hand a deleted row's id, and with it its history, to the next row."""
    table = mapper.local_table
    assert isinstance(table, sa.Table)  # noqa: S101 - narrows the type
    table.dialect_kwargs["sqlite_autoincrement"] = True


@cache
def _not_kept(entity: type) -> frozenset[str]:
    """Return the columns nobody entered, and those nobody may read."""
    mapper: Mapper[Any] = sa.inspect(entity)
    return frozenset(
        key
        for key, column in mapper.columns.items()
        if isinstance(column, sa.Column) and (is_technical(column) or is_secret(column))
    )


class _Manager(VersioningManager):
    """Continuum's manager, without columns nobody entered and with safe many-to-many."""

    def is_excluded_property(self, model: Any, key: str) -> bool:
        """Leave technical and secret columns out of the version tables."""
        entity = model if isinstance(model, type) else type(model)
        return key in _not_kept(entity) or bool(super().is_excluded_property(model, key))

    def track_association_operations(
        self,
        conn: Connection,
        clauseelement: Any,
        multiparams: Any,
        params: Any,
        execution_options: Any,  # noqa: ARG002 - the event's signature
    ) -> None:
        """Note rows added to or removed from a many-to-many table.

        Continuum's own version fails with an IntegrityError when a row is removed, flushed and
        added again, and with a KeyError for a Core statement without a flush.
        """
        if not isinstance(clauseelement, sa.Insert | sa.Delete):
            return
        if clauseelement.table not in self.association_tables:
            return
        kind = Operation.INSERT if clauseelement.is_insert else Operation.DELETE
        try:
            unit_of_work = self._uow_from_conn(conn)
        except KeyError:
            return
        table = version_table(clauseelement.table)
        for values in multiparams or [params]:
            statement = _UPSERT[conn.dialect.name](table).values({**values, "operation_type": kind})
            unit_of_work.pending_statements.append(
                statement.on_conflict_do_update(
                    index_elements=list(table.primary_key), set_={"operation_type": kind}
                )
            )


class _UnitOfWork(UnitOfWork):
    """Continuum's unit of work, which need not look at every row that a session has loaded."""

    def is_modified(self, session: Session) -> bool:
        """Tell whether a flush will write a version, from the rows it will write."""
        if any(map(is_versioned, (*session.new, *session.deleted))):
            return True
        changed = any(is_versioned(row) and is_modified(row) for row in session.dirty)
        return changed or any(self.manager.plugins.is_session_modified(session))


class _Plugin(FlaskPlugin):
    """Who acts, and when; fewer indexes; and an insert that is edited at once stays an insert."""

    def transaction_args(self, uow: Any, session: Any) -> dict[str, Any]:
        """Take the time from our clock, too; Continuum's column is naive UTC."""
        args: dict[str, Any] = super().transaction_args(uow, session)
        return args | {"issued_at": now().replace(tzinfo=None)}

    def after_build_version_table_columns(self, builder: Any, columns: list[Any]) -> None:
        """Keep the indexes by which the rows of a parent are found, drop the others."""
        parents = {column.name for column in builder.parent_table.c if column.foreign_keys}
        for column in columns:
            column.index = bool(column.index) and column.name in parents

    def after_create_version_object(self, _uow: Any, _parent: Any, version: Any) -> None:
        """Keep the first kind when a row is created and changed in one transaction."""
        earlier = sa.inspect(version).attrs.operation_type.history.deleted
        if Operation.INSERT in (earlier or ()) and version.operation_type == Operation.UPDATE:
            version.operation_type = Operation.INSERT


manager = _Manager(unit_of_work_cls=_UnitOfWork)
# At import, because an entity that is mapped earlier would silently keep no versions.
make_versioned(
    manager=manager,
    user_cls="Account",
    plugins=[_Plugin(current_user_id_factory=acting_user_id)],
    options={"strategy": "subquery", "create_composite_index": False},
)
