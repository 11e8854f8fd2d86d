"""Where versions lie: the tables one history is read from, made alike so they can be joined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy_continuum import version_class
from sqlalchemy_continuum.utils import version_table

from app.core.history.source import OWN, Elsewhere, Source, Window
from app.core.isolation import Reached, Scoped, current_scope, reach_criterion
from app.core.versioning import Versioned, manager

_NAME_COLUMNS = ("short_name", "name", "title", "label", "number", "username")


def sources_of(
    row: Any,
    related: Sequence[str],
    hidden: Collection[str],
    elsewhere: Sequence[Elsewhere] = (),
) -> dict[str, Source]:
    """Return the sources of an entity's history by name."""
    mapper = sa.inspect(type(row))
    windows = (Window(row.id),)
    own = _of_model(type(row), OWN, hidden, windows)
    lists = [
        _of_list(relation, windows)
        for relation in mapper.relationships
        if relation.secondary in manager.association_tables
        and relation.info.get("label") is not None
        and relation.key not in hidden
    ]
    children = [
        _of_relation(mapper.relationships[name], windows, hidden)
        for name in related
        if name not in hidden and issubclass(mapper.relationships[name].mapper.class_, Versioned)
    ]
    others = [_of_elsewhere(one) for one in elsewhere if one.name not in hidden and one.windows]
    return {source.name: source for source in (own, *lists, *children, *others)}


def _of_relation(
    relation: RelationshipProperty[Any], windows: tuple[Window, ...], hidden: Collection[str]
) -> Source:
    name, tie = relation.key, str(next(iter(relation.remote_side)).key)
    own = {key.removeprefix(f"{name}.") for key in hidden if key.startswith(f"{name}.")}
    # Whose row it is goes without saying.
    return _of_model(relation.mapper.class_, name, {*own, tie}, windows, tie)


def _of_elsewhere(one: Elsewhere) -> Source:
    found = _of_model(one.model, one.name, (), one.windows, one.column)
    return replace(found, label=one.label)


def _of_model(
    model: Any,
    name: str,
    hidden: Collection[str],
    windows: tuple[Window, ...],
    tie: str = "",
) -> Source:
    table = version_class(model).__table__
    labels, targets = _labels_and_targets(model, table, hidden)
    pk = table.c[sa.inspect(model).primary_key[0].key]
    return Source(
        name=name,
        label=model.__labels__[0],
        table=table,
        pk=pk,
        tie=table.c[tie] if tie else pk,
        windows=windows,
        columns={column.key: column for column in table.c if column.key in labels},
        labels=labels,
        targets=targets,
        model=model,
        is_own=not tie,
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


def _of_list(relation: RelationshipProperty[Any], windows: tuple[Window, ...]) -> Source:
    table = version_table(relation.secondary)
    own_column, other_column = _ends(relation)
    key = table.c[other_column].key
    return Source(
        name=relation.key,
        label=relation.info["label"],
        table=table,
        pk=table.c[other_column],
        tie=table.c[own_column],
        windows=windows,
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
