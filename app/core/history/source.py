"""One table of versions, and the SELECTs on it that can be joined with those on others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy_continuum import Operation

#: The source that holds the columns of the entity itself; the others are named after relations.
OWN = "own"
#: What the row's own line of activity says already.
UNSAID = frozenset({"created_on", "created_by_id"})


@dataclass(frozen=True)
class Window:
    """While which transactions the rows tied to ``pk`` belong to a history: ``until`` excluded."""

    pk: int
    since: int = 0
    until: int | None = None

    def covers(self, number: int) -> bool:
        """Tell whether a transaction lies inside."""
        return self.since <= number and (self.until is None or number < self.until)


@dataclass(frozen=True)
class Elsewhere:
    """Rows no relation leads to which yet belong to a history, say those of a price group."""

    name: str
    label: Any
    model: Any
    #: the column that ties such a row to the ``pk`` of a window
    column: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Source:
    """One version table: the entity's own, a related row's, or that of a list."""

    name: str
    label: Any
    table: sa.Table
    #: the column that holds the row's own id, and the one that ties it to the entity
    pk: sa.Column[Any]
    tie: sa.Column[Any]
    windows: tuple[Window, ...]
    columns: dict[str, sa.Column[Any]]
    labels: dict[str, Any]
    #: column → the model it refers to
    targets: dict[str, Any]
    model: Any = None
    is_own: bool = False
    is_list: bool = False

    @property
    def tx(self) -> sa.Column[Any]:
        """Return the column of the transaction."""
        return self.table.c.transaction_id

    def select(self, sources: dict[str, Source]) -> sa.Select[Any]:
        """Return the versions that belong to the entity, as wide as all sources together."""
        return self._wide(sources).where(self._inside())

    def numbers(self) -> sa.Select[Any]:
        """Return the transactions in which something of the entity was changed."""
        return sa.select(self.tx.label("tx")).where(self._inside())

    def select_changes(self, sources: dict[str, Source], key: str) -> sa.Select[Any]:
        """Return those of the versions in which one column got another value."""
        if self.is_list:
            return self.select(sources)
        column = self.columns[key]
        was = sa.func.lag(column).over(partition_by=self.pk, order_by=self.tx).label("was")
        steps = (
            sa.select(self.pk.label("pk"), self.tx.label("tx"), column.label("value"), was)
            .where(self.tie.in_({window.pk for window in self.windows}))
            .where(self.table.c.operation_type != Operation.DELETE)
            .subquery()
        )
        changed = sa.select(steps.c.pk, steps.c.tx).where(
            steps.c.value.is_distinct_from(steps.c.was)
        )
        return self.select(sources).where(sa.tuple_(self.pk, self.tx).in_(changed))

    def select_as_of(self, sources: dict[str, Source], number: int) -> sa.Select[Any]:
        """Return what there was right after a transaction: the newest version of each row."""
        pks = {window.pk for window in self.windows if window.covers(number)}
        newest = (
            sa.select(self.pk, sa.func.max(self.tx))
            .where(self.tie.in_(pks), self.tx <= number)
            .group_by(self.pk)
        )
        return (
            self._wide(sources)
            .where(self.tie.in_(pks), sa.tuple_(self.pk, self.tx).in_(newest))
            .where(self.table.c.operation_type != Operation.DELETE)
        )

    def _inside(self) -> sa.ColumnElement[bool]:
        return sa.or_(
            sa.false(),
            *(
                sa.and_(
                    self.tie == window.pk,
                    self.tx >= window.since,
                    sa.true() if window.until is None else self.tx < window.until,
                )
                for window in self.windows
            ),
        )

    def select_previous(
        self, sources: dict[str, Source], pairs: Sequence[tuple[int, int]]
    ) -> sa.Select[Any]:
        """Return for each (id, transaction) the newest version before that transaction."""
        is_earlier = sa.or_(*(sa.and_(self.pk == pk, self.tx < number) for pk, number in pairs))
        newest = sa.select(self.pk, sa.func.max(self.tx)).where(is_earlier).group_by(self.pk)
        return self._wide(sources).where(sa.tuple_(self.pk, self.tx).in_(newest))

    def _wide(self, sources: dict[str, Source]) -> sa.Select[Any]:
        fixed = (
            sa.literal(self.name).label("source"),
            self.pk.label("pk"),
            self.tx.label("tx"),
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
