"""Where versions lie: the tables one history is read from, made alike so they can be joined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy_continuum import version_class
from sqlalchemy_continuum.utils import version_table

from app.core.isolation import Reached, Scoped, current_scope, reach_criterion
from app.core.versioning import Versioned, manager

_NAME_COLUMNS = ("short_name", "name", "title", "label", "number", "username")


@dataclass(frozen=True)
class Source:
    """One version table: the entity's own, a related row's, or that of a list."""

    name: str
    label: Any
    table: sa.Table
    #: the column that holds the row's own id, and the one that ties it to the entity
    pk: sa.Column[Any]
    tie: sa.Column[Any]
    columns: dict[str, sa.Column[Any]]
    labels: dict[str, Any]
    #: column → the model it refers to
    targets: dict[str, Any]
    model: Any = None
    is_own: bool = False
    is_list: bool = False

    def select(self, sources: dict[str, Source], pk: int) -> sa.Select[Any]:
        """Return the versions that belong to the entity, as wide as all sources together."""
        return self._wide(sources).where(self.tie == pk)

    def select_previous(
        self, sources: dict[str, Source], pairs: Sequence[tuple[int, int]]
    ) -> sa.Select[Any]:
        """Return for each (id, transaction) the newest version before that transaction."""
        tx = self.table.c.transaction_id
        is_earlier = sa.or_(*(sa.and_(self.pk == pk, tx < number) for pk, number in pairs))
        newest = sa.select(self.pk, sa.func.max(tx)).where(is_earlier).group_by(self.pk)
        return self._wide(sources).where(sa.tuple_(self.pk, tx).in_(newest))

    def _wide(self, sources: dict[str, Source]) -> sa.Select[Any]:
        fixed = (
            sa.literal(self.name).label("source"),
            self.pk.label("pk"),
            self.table.c.transaction_id.label("tx"),
            self.table.c.operation_type.label("kind"),
        )
        cells = (
            (column if source is self else sa.cast(sa.null(), column.type)).label(
                f"{source.name}.{key}"
            )
            for source in sources.values()
            for key, column in source.columns.items()
        )
        return sa.select(*fixed, *cells)

    def value(self, row: Any, key: str) -> Any:
        """Return one value of a version row."""
        return row[f"{self.name}.{key}"]

    def values(self, row: Any) -> dict[str, Any]:
        """Return all values of a version row."""
        return {key: self.value(row, key) for key in self.columns}

    def name_of(self, row: Any, names: Mapping[tuple[Any, Any], str]) -> str:
        """Return what the related row called itself in that version.

        What it refers to stands in for itself by its name: a version has no relations.
        """
        instance = sa.inspect(self.model).class_manager.new_instance()
        for key, value in self.values(row).items():
            sa.orm.attributes.set_committed_value(instance, key, value)
        for relation in sa.inspect(self.model).relationships:
            column = next(iter(relation.local_columns)).key
            if column in self.targets:
                name = names.get((self.targets[column], self.value(row, column)))
                sa.orm.attributes.set_committed_value(instance, relation.key, name)
        try:
            return str(instance)
        except AttributeError:  # its name needs more of a relation than that
            return ""


def sources_of(row: Any, related: Sequence[str], hidden: Collection[str]) -> dict[str, Source]:
    """Return the sources of an entity's history by name."""
    mapper = sa.inspect(type(row))
    own = _of_model(type(row), "own", hidden, None)
    lists = [
        _of_list(relation)
        for relation in mapper.relationships
        if relation.secondary in manager.association_tables
        and relation.info.get("label") is not None
        and relation.key not in hidden
    ]
    children = [
        _of_model(
            mapper.relationships[name].mapper.class_,
            name,
            {key.removeprefix(f"{name}.") for key in hidden if key.startswith(f"{name}.")},
            mapper.relationships[name],
        )
        for name in related
        if name not in hidden and issubclass(mapper.relationships[name].mapper.class_, Versioned)
    ]
    return {source.name: source for source in (own, *lists, *children)}


def _of_model(
    model: Any, name: str, hidden: Collection[str], relation: RelationshipProperty[Any] | None
) -> Source:
    table = version_class(model).__table__
    labels, targets = _labels_and_targets(model, table, hidden)
    pk = table.c[sa.inspect(model).primary_key[0].key]
    tie = pk if relation is None else table.c[next(iter(relation.remote_side)).key]
    return Source(
        name=name,
        label=model.__labels__[0],
        table=table,
        pk=pk,
        tie=tie,
        columns={column.key: column for column in table.c if column.key in labels},
        labels=labels,
        targets=targets,
        model=model,
        is_own=relation is None,
    )


def _labels_and_targets(
    model: Any, table: sa.Table, hidden: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the labelled columns; a foreign key is labelled by its relation."""
    mapper = sa.inspect(model)
    labels, targets = {}, {}
    relations = {
        next(iter(relation.local_columns)).key: relation
        for relation in mapper.relationships
        if relation.direction is sa.orm.RelationshipDirection.MANYTOONE
    }
    for column in mapper.local_table.columns:
        relation = relations.get(column.key)
        info = column.info if relation is None else relation.info
        key = column.key if relation is None else relation.key
        if column.key in table.c and "label" in info and not {key, column.key} & set(hidden):
            labels[column.key] = info["label"]
            if relation is not None:
                targets[column.key] = relation.mapper.class_
    return labels, targets


def _of_list(relation: RelationshipProperty[Any]) -> Source:
    table = version_table(relation.secondary)
    own_column, other_column = _ends(relation)
    key = table.c[other_column].key
    return Source(
        name=relation.key,
        label=relation.info["label"],
        table=table,
        pk=table.c[other_column],
        tie=table.c[own_column],
        columns={key: table.c[other_column]},
        labels={key: relation.info["label"]},
        targets={key: relation.mapper.class_},
        is_own=True,
        is_list=True,
    )


def _ends(relation: RelationshipProperty[Any]) -> tuple[str, str]:
    """Return the association column of this side and that of the other."""
    own = next(column for _local, column in relation.synchronize_pairs)
    other = next(column for _remote, column in relation.secondary_synchronize_pairs or ())
    return str(own.key), str(other.key)


def label_query(model: Any, number: str, pks: Iterable[int]) -> sa.Select[Any]:
    """Return (number, id, name) of rows; what is outside the user's scope has no name."""
    table = model.__table__
    query = sa.select(sa.literal(number), table.c.id, _name(table)).where(table.c.id.in_(pks))
    scope = current_scope()
    if scope.client_ids is not None and issubclass(model, Scoped):
        query = query.where(model.scope_client_id.in_(scope.client_ids))
    if scope.client_ids is not None and issubclass(model, Reached):
        query = query.where(reach_criterion(model, scope))
    return query


def _name(table: sa.Table) -> sa.ColumnElement[str]:
    """Return how rows of a table are called, in SQL."""
    if "last_name" in table.c:
        return table.c.first_name + " " + table.c.last_name
    names = [sa.func.nullif(table.c[key], "") for key in _NAME_COLUMNS if key in table.c]
    number = sa.cast(table.c.id, sa.String)
    return sa.func.coalesce(*names, number) if names else number
