"""Inserting many new objects of an entity by one statement, with all that a flush would write.

The objects are built as usual and stay outside the session. ``insert`` gives them their ids;
once they are as they shall stay, ``write_trail`` adds history, event log and search entries.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.interfaces import MANYTOONE

from app.core import audit, search
from app.core.search import Searchable
from app.core.versions import begin_change, write_versions
from app.extensions import db


def insert(rows: Sequence[Any]) -> None:
    """Insert objects of one entity; foreign keys come from the objects they refer to."""
    if not rows:
        return
    entity = type(rows[0])
    mapper: Mapper[Any] = sa.inspect(entity)
    for row in rows:
        _refer(mapper, row)
    names = {name for row in rows for name in sa.inspect(row).dict if name in mapper.column_attrs}
    columns = {name: mapper.column_attrs[name].columns[0] for name in names}
    values = [
        {name: _value(column, getattr(row, name)) for name, column in columns.items()}
        for row in rows
    ]
    statement = sa.insert(entity).returning(entity.id, sort_by_parameter_order=True)
    # Rows with and without a value would else go by statements of their own.
    ids = db.session.scalars(statement, values, execution_options={"render_nulls": True})
    for row, pk in zip(rows, ids, strict=True):
        row.id = pk


def write_trail(*groups: Sequence[Any]) -> None:
    """Write what a flush would have written of inserted objects; each group is of one entity."""
    change = begin_change()
    for rows in groups:
        if rows:
            write_versions(type(rows[0]), [row.id for row in rows], within=change)
    audit.record_new(row for rows in groups for row in rows)
    search.add_new(row for rows in groups for row in rows if isinstance(row, Searchable))


def _refer(mapper: Mapper[Any], row: Any) -> None:
    """Set foreign keys as a flush does, from the objects that are referred to."""
    loaded = sa.inspect(row).dict
    for relation in mapper.relationships:
        if relation.direction is MANYTOONE and loaded.get(relation.key) is not None:
            for local, remote in relation.local_remote_pairs:
                key = mapper.get_property_by_column(local).key
                setattr(row, key, getattr(loaded[relation.key], str(remote.key)))


def _value(column: Any, value: Any) -> Any:
    """Return the default for what was left out of some rows and said in others."""
    if value is not None or column.default is None:
        return value
    return column.default.arg(None) if column.default.is_callable else column.default.arg
