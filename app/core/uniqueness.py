"""What must be the only one of its kind and is not: the database's refusal in the user's words.

Forms look first, but two people may look at the same moment; then the constraint decides.
"""

import re
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper

from app.core.errors import DomainError
from app.extensions import Model, db

_UNIQUE_VIOLATION = "23505"
_SQLITE = re.compile(r"^UNIQUE constraint failed: (?:index '(?P<index>.+)'|(?P<columns>.+))$")


class Taken(DomainError, IntegrityError):  # noqa: N818 - a verdict, not a fault
    """Somebody was faster. A refusal for whoever sits there, an IntegrityError for code."""

    def __init__(self, error: IntegrityError, columns: list[sa.Column[Any]]) -> None:
        IntegrityError.__init__(self, error.statement, error.params, error.orig or error)
        named = [_names(column) for column in columns]
        #: What a form may call the columns; the last one is what people typed.
        self.fields = [key for keys, _label in reversed(named) for key in keys]
        self.labels = [label for _keys, label in named if label]

    def __str__(self) -> str:
        if not self.labels:
            return str(_("A record with these values already exists."))
        return str(_("Already in use: %(fields)s.", fields=", ".join(self.labels)))

    def field_of(self, form: Any) -> Any:
        """Return the field of a form that the user should change, if it has one."""
        return next((form[key] for key in self.fields if key in form), None)


def taken(error: IntegrityError) -> Taken | None:
    """Return the refusal behind a database error; ``None`` when it is no matter of uniqueness."""
    if isinstance(error, Taken):
        return error
    columns = _columns_of(error.orig)
    return None if columns is None else Taken(error, columns)


def _columns_of(cause: Any) -> list[sa.Column[Any]] | None:
    if getattr(cause, "sqlstate", None) == _UNIQUE_VIOLATION:
        return _constrained(cause.diag.constraint_name)
    found = _SQLITE.match(str(cause))
    if found is None:
        return None
    return _constrained(found["index"]) if found["index"] else _named(found["columns"])


def _constrained(name: str) -> list[sa.Column[Any]]:
    """Return the columns of a constraint or unique index."""
    for table in db.metadata.tables.values():
        for item in (*table.constraints, *table.indexes):
            if isinstance(item, sa.UniqueConstraint | sa.Index) and item.name == name:
                return list(item.columns)
    return []


def _named(text: str) -> list[sa.Column[Any]]:
    """Return the columns of „tag.name, tag.color”."""
    pairs = [part.strip().partition(".") for part in text.split(",")]
    tables = db.metadata.tables
    return [tables[table].c[name] for table, _dot, name in pairs if table in tables]


def _names(column: sa.Column[Any]) -> tuple[list[str], str]:
    """Return what forms may call a column, and its label: a key goes by its relation."""
    relations = [
        relation
        for mapper in _mappers(column.table)
        for relation in mapper.relationships
        if set(relation.local_columns) == {column} and relation.info.get("label")
    ]
    label = column.info.get("label") or next((item.info["label"] for item in relations), "")
    return [column.key, *(relation.key for relation in relations)], str(label)


def _mappers(table: Any) -> list[Mapper[Any]]:
    return [mapper for mapper in Model.registry.mappers if mapper.local_table is table]
