"""What held at a moment, and what differs between two: the versions right after a transaction."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.core.history.source import OWN, UNSAID, Elsewhere, Source
from app.core.history.sources import sources_of
from app.core.history.values import Names, names_of, shown, user_model
from app.core.text import sort_key
from app.core.versioning import manager
from app.extensions import db

#: The order in which two sides of a comparison are told apart.
_SIDES = (0, 1)


@dataclass(frozen=True)
class Moment:
    """A transaction in which something of the entity was changed."""

    number: int
    at: datetime
    actor: str


@dataclass(frozen=True)
class ComparedField:
    """A field as it was at two moments."""

    label: str
    first: str
    second: str

    @property
    def is_changed(self) -> bool:
        """Tell whether the two differ."""
        return self.first != self.second


@dataclass(frozen=True)
class Group:
    """The entity, or one of its rows, as it was at two moments; it may have been there at one."""

    title: str
    fields: list[ComparedField]
    was_there: bool = True
    is_there: bool = True

    @property
    def is_changed(self) -> bool:
        """Tell whether anything differs."""
        return self.was_there != self.is_there or any(one.is_changed for one in self.fields)


@dataclass(frozen=True)
class Held:
    """The rows that made up an entity right after a transaction."""

    sources: dict[str, Source]
    rows: dict[str, list[Any]]

    @property
    def own(self) -> dict[str, Any]:
        """Return the values of the entity's own columns, empty when it did not exist yet."""
        found = self.rows.get(OWN)
        return self.sources[OWN].values(found[0]) if found else {}

    def list_of(self, name: str) -> list[int]:
        """Return the ids of a many-to-many list."""
        return [row["pk"] for row in self.rows.get(name, [])]

    def related(self, name: str) -> list[dict[str, Any]]:
        """Return the values of the rows of a relation, and their ids."""
        source = self.sources.get(name)
        rows = self.rows.get(name, []) if source else []
        return [{**self.sources[name].values(row), "id": row["pk"]} for row in rows]


def moments(
    row: Any,
    *,
    related: Sequence[str] = (),
    elsewhere: Sequence[Elsewhere] = (),
    hidden: Collection[str] = (),
    limit: int = 200,
    among: Collection[int] = (),
) -> list[Moment]:
    """Return when something of a row was changed, newest first; with ``among`` those only."""
    sources = sources_of(row, related, hidden, elsewhere)
    numbers = sa.union(*(source.numbers() for source in sources.values())).subquery()
    transaction, user = manager.transaction_cls, user_model()
    query = (
        sa.select(transaction.id, transaction.issued_at, user.first_name, user.last_name)
        .join(numbers, numbers.c.tx == transaction.id)
        .outerjoin(user, user.id == transaction.user_id)
        .order_by(transaction.id.desc())
        .limit(limit)
    )
    if among:
        query = query.where(transaction.id.in_(among))
    return [
        Moment(number, at.replace(tzinfo=UTC), f"{first} {last}" if last else "")
        for number, at, first, last in db.session.execute(query)
    ]


def held(
    row: Any,
    number: int,
    *,
    related: Sequence[str] = (),
    elsewhere: Sequence[Elsewhere] = (),
    hidden: Collection[str] = (),
) -> Held:
    """Return what a row was made of right after a transaction."""
    sources = sources_of(row, related, hidden, elsewhere)
    union = sa.union_all(*(one.select_as_of(sources, number) for one in sources.values()))
    rows: dict[str, list[Any]] = {}
    for found in db.session.execute(union).mappings():
        rows.setdefault(found["source"], []).append(found)
    return Held(sources, rows)


def compare(first: Held, second: Held) -> list[Group]:
    """Return everything that was there at two moments, side by side."""
    names = _names(first, second)
    groups = [_own_group(first, second, names)]
    for source in first.sources.values():
        if not source.is_own:
            groups += _related_groups(source, first, second, names)
    return groups


def _names(*sides: Held) -> Names:
    wanted: dict[Any, set[Any]] = {}
    for side in sides:
        for name, rows in side.rows.items():
            source = side.sources[name]
            for column, target in source.targets.items():
                wanted.setdefault(target, set()).update(source.value(row, column) for row in rows)
    return names_of(wanted)


def _own_group(first: Held, second: Held, names: Names) -> Group:
    source = first.sources[OWN]
    values = first.own, second.own
    fields = list(_fields(source, values, names))
    for other in first.sources.values():
        if other.is_list:
            ((key, label),) = other.labels.items()
            texts = [
                ", ".join(
                    sorted(shown(pk, other.targets[key], names) for pk in side.list_of(other.name))
                )
                for side in (first, second)
            ]
            fields.append(ComparedField(str(label), *texts))
    return Group("", fields, was_there=bool(values[0]), is_there=bool(values[1]))


def _fields(
    source: Source, values: tuple[dict[str, Any], dict[str, Any]], names: Names
) -> Iterator[ComparedField]:
    for key, label in source.labels.items():
        if key in UNSAID:
            continue
        target = source.targets.get(key)
        texts = [shown(side.get(key), target, names) for side in values]
        if any(texts):
            yield ComparedField(str(label), *texts)


def _related_groups(source: Source, first: Held, second: Held, names: Names) -> list[Group]:
    """Pair the rows of both sides and show the pairs in the order of their names."""
    pairs = _pairs(source, first.rows.get(source.name, []), second.rows.get(source.name, []), names)
    groups = [
        Group(
            f"{source.label} {source.name_of(old or new, names)}".rstrip(),
            list(_fields(source, (_values(source, old), _values(source, new)), names)),
            was_there=old is not None,
            is_there=new is not None,
        )
        for old, new in pairs
    ]
    return sorted(groups, key=lambda group: sort_key(group.title))


def _values(source: Source, row: Any) -> dict[str, Any]:
    return {} if row is None else source.values(row)


def _pairs(source: Source, first: list[Any], second: list[Any], names: Names) -> list[Any]:
    """Pair rows by their id; what was deleted and added again is paired by its name."""
    old = {row["pk"]: row for row in first}
    new = {row["pk"]: row for row in second}
    pairs = [(old.pop(pk), new.pop(pk)) for pk in list(old) if pk in new]
    by_name: dict[str, list[list[Any]]] = {}
    for side, rows in zip(_SIDES, (old.values(), new.values()), strict=True):
        for row in rows:
            both = by_name.setdefault(source.name_of(row, names), [[], []])
            both[side].append(row)
    for olds, news in by_name.values():
        longest = max(len(olds), len(news))
        pairs += zip(_filled(olds, longest), _filled(news, longest), strict=True)
    return pairs


def _filled(rows: Iterable[Any], length: int) -> list[Any]:
    found = list(rows)
    return found + [None] * (length - len(found))
