"""The history of an entity as people read it: who changed what, from which value to which.

Whatever the length, three statements: the versions of the entity, of its related rows and of
its many-to-many lists in one; the versions before them; the names of what they refer to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy_continuum import Operation

from app.core.history.source import OWN, UNSAID, Elsewhere, Source
from app.core.history.sources import sources_of
from app.core.history.values import Names, names_of, shown, user_model
from app.core.text import sort_key
from app.core.versioning import manager
from app.extensions import db


@dataclass(frozen=True)
class Change:
    """What one person changed of one row at one moment."""

    at: datetime
    actor: str
    #: create, update, delete, archive or restore
    kind: str
    title: str
    #: (label, old, new), values as they are shown
    fields: list[tuple[str, str, str]]
    #: the number of the transaction; pass the last one as ``before`` to read on
    number: int
    is_own: bool = True


@dataclass
class _Step:
    """One version row and the values it replaced."""

    source: Source
    row: Any
    old: dict[str, Any] = field(default_factory=dict)
    is_first: bool = False


def changes_of(  # noqa: PLR0913 - what may be asked of a history
    row: Any,
    *,
    related: Sequence[str] = (),
    elsewhere: Sequence[Elsewhere] = (),
    hidden: Collection[str] = (),
    only: str = "",
    limit: int = 200,
    before: int | None = None,
) -> list[Change]:
    """Return the newest changes of a row, of its lists, of the ``related`` and ``elsewhere`` rows.

    ``hidden`` names attributes (``payer``) or those of related rows (``rates.client_rate``);
    ``only`` the one field, as ``fields_of`` gives it, whose changes are wanted.
    """
    sources = sources_of(row, related, hidden, elsewhere)
    if only:
        sources = _narrowed(sources, only)
    if not sources:
        return []
    rows = _newest(sources, only, limit, before)
    steps = _with_old_values(sources, rows)
    names = _names(steps)
    changes = [change for step in steps if (change := _change(step, names))]
    return _merge_lists(changes)


def fields_of(
    row: Any,
    *,
    related: Sequence[str] = (),
    elsewhere: Sequence[Elsewhere] = (),
    hidden: Collection[str] = (),
) -> list[tuple[str, str]]:
    """Return key and label of every field the history of a row tells about."""
    fields = [
        (f"{source.name}.{key}", str(label) if source.is_own else f"{source.label}: {label}")
        for source in sources_of(row, related, hidden, elsewhere).values()
        for key, label in source.labels.items()
        if key not in ("archived_on", *UNSAID)
    ]
    return sorted(fields, key=lambda field: sort_key(field[1]))


def _narrowed(sources: dict[str, Source], only: str) -> dict[str, Source]:
    """Return the source of one field alone, without its other fields."""
    name, _dot, key = only.partition(".")
    source = sources.get(name)
    if source is None or key not in source.labels:
        return {}
    return {name: replace(source, labels={key: source.labels[key]})}


def _newest(sources: dict[str, Source], only: str, limit: int, before: int | None) -> list[Any]:
    """Return the newest version rows of all sources, never half a transaction."""
    key = only.partition(".")[2]
    selects = (
        source.select_changes(sources, key) if only else source.select(sources)
        for source in sources.values()
    )
    versions = sa.union_all(*(_first(one, limit + 1, before) for one in selects)).subquery()
    transaction = manager.transaction_cls
    is_own = sa.case((versions.c.source == OWN, 0), else_=1)
    query = (
        sa.select(versions, transaction.issued_at, transaction.user_id)
        .join(transaction, transaction.id == versions.c.tx)
        .order_by(versions.c.tx.desc(), is_own, versions.c.source, versions.c.pk)
        .limit(limit + 1)
    )
    rows = list(db.session.execute(query).mappings())
    if len(rows) > limit:
        last = rows[-1]["tx"]
        rows = [found for found in rows if found["tx"] != last] or rows[:limit]
    return rows


def _first(select: sa.Select[Any], count: int, before: int | None) -> sa.Select[Any]:
    """Return the newest version rows of one source: no more of them can be among all newest."""
    found = select.subquery()
    newest = sa.select(found).order_by(found.c.tx.desc(), found.c.pk).limit(count)
    if before is not None:
        newest = newest.where(found.c.tx < before)
    return sa.select(newest.subquery())


def _with_old_values(sources: dict[str, Source], rows: Sequence[Any]) -> list[_Step]:
    """Pair each version with the one before it; the oldest ones need one more statement."""
    steps = [_Step(sources[row["source"]], row) for row in rows]
    newer: dict[tuple[str, int], _Step] = {}
    for step in steps:
        if step.source.is_list:
            continue
        key = step.source.name, step.row["pk"]
        if key in newer:
            newer[key].old = step.source.values(step.row)
        newer[key] = step
    open_steps = {key: step for key, step in newer.items() if step.row["kind"] != Operation.INSERT}
    for found in _previous(sources, open_steps):
        step = open_steps.pop((found["source"], found["pk"]))
        step.old = step.source.values(found)
    for step in open_steps.values():
        step.is_first = True
    return steps


def _previous(sources: dict[str, Source], steps: dict[tuple[str, int], _Step]) -> list[Any]:
    """Return for each row the version right before the oldest one that was read."""
    wanted: dict[str, list[tuple[int, int]]] = {}
    for (name, pk), step in steps.items():
        wanted.setdefault(name, []).append((pk, step.row["tx"]))
    if not wanted:
        return []
    selects = [sources[name].select_previous(sources, pairs) for name, pairs in wanted.items()]
    return list(db.session.execute(sa.union_all(*selects)).mappings())


def _names(steps: Sequence[_Step]) -> Names:
    """Return the names of everything the versions refer to."""
    wanted: dict[Any, set[Any]] = {}
    for step in steps:
        wanted.setdefault(user_model(), set()).add(step.row["user_id"])
        for column, target in step.source.targets.items():
            wanted.setdefault(target, set()).update(
                (step.source.value(step.row, column), step.old.get(column))
            )
    return names_of(wanted)


def _change(step: _Step, names: Names) -> Change | None:
    fields = _fields(step, names)
    kind = _kind(step)
    if kind == "update" and not fields:
        return None
    at = step.row["issued_at"].replace(tzinfo=UTC)
    actor = names.get((user_model(), step.row["user_id"]), "")
    title = _title(step, kind, names)
    return Change(at, actor, kind, title, fields, step.row["tx"], step.source.is_own)


def _kind(step: _Step) -> str:
    if step.source.is_list:
        return "update"
    if step.row["kind"] != Operation.UPDATE:
        return "create" if step.row["kind"] == Operation.INSERT else "delete"
    if "archived_on" in step.source.columns and not step.is_first:
        was = step.old.get("archived_on")
        is_now = step.source.value(step.row, "archived_on")
        if bool(was) != bool(is_now):
            return "archive" if is_now else "restore"
    return "update"


def _title(step: _Step, kind: str, names: Names) -> str:
    verbs: dict[str, str] = {
        "create": _("Added"),
        "update": _("Changed"),
        "delete": _("Deleted"),
        "archive": _("Archived"),
        "restore": _("Restored"),
    }
    verb = verbs[kind]
    if step.source.is_own:
        return verb
    name = step.source.name_of(step.row, names)
    return f"{step.source.label} {name}: {verb}" if name else f"{step.source.label}: {verb}"


def _fields(step: _Step, names: Names) -> list[tuple[str, str, str]]:
    source, row = step.source, step.row
    if source.is_list:
        return _list_field(step, names)
    if row["kind"] == Operation.DELETE or step.is_first:
        return []
    is_new = row["kind"] == Operation.INSERT
    fields = []
    for key, label in source.labels.items():
        if key == "archived_on" or (is_new and key in UNSAID):
            continue
        old, new = (None if is_new else step.old.get(key)), source.value(row, key)
        if old != new and not (is_new and new == ""):
            target = source.targets.get(key)
            fields.append((str(label), shown(old, target, names), shown(new, target, names)))
    return fields


def _list_field(step: _Step, names: Names) -> list[tuple[str, str, str]]:
    ((key, label),) = step.source.labels.items()
    name = shown(step.source.value(step.row, key), step.source.targets[key], names)
    is_added = step.row["kind"] == Operation.INSERT
    return [(str(label), "" if is_added else name, name if is_added else "")]


def _merge_lists(changes: Sequence[Change]) -> list[Change]:
    """Join what one transaction changed of the row itself: columns and lists."""
    merged: list[Change] = []
    own: dict[tuple[int, str], int] = {}
    for change in changes:
        key = change.number, change.title
        if key in own:
            there = merged[own[key]]
            merged[own[key]] = Change(
                there.at, there.actor, there.kind, there.title,
                _merge_fields(there.fields, change.fields), there.number, there.is_own,
            )  # fmt: skip
        else:
            own[key] = len(merged)
            merged.append(change)
    return merged


def _merge_fields(
    first: list[tuple[str, str, str]], second: list[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """Join two lists of fields; the names added to one list become one line."""
    fields = {label: (old, new) for label, old, new in first}
    for label, old, new in second:
        there = fields.get(label, ("", ""))
        fields[label] = (
            ", ".join(filter(None, (there[0], old))),
            ", ".join(filter(None, (there[1], new))),
        )
    return [(label, *values) for label, values in fields.items()]
