"""The permission tables: kept in step with the code, and changed by the matrix page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_babel import gettext as _

from app.accounts.permissions import Grant
from app.accounts.roles import ADMINISTRATOR, ROLES, SeedRole
from app.core import audit, seeds
from app.core.errors import DomainError
from app.core.permissions import fab_name
from app.extensions import db

_links = assoc_permissionview_role


@dataclass(frozen=True)
class Synced:
    """What a synchronisation changed."""

    added: int
    removed: int
    roles: list[str]


def sync(known: set[Grant]) -> Synced:
    """Make the tables hold exactly the known pairs, and add seeded roles that were never there.

    A handful of statements whatever the number of permissions; a second run changes nothing.
    """
    stored = _stored()
    removed = _remove(stored, known)
    added = _add(known - stored.keys())
    stored = _stored()
    created = _seed_roles(stored)
    completed = _complete_administrator(stored)
    if added or removed or created or completed:
        audit.record(
            "permissions synchronised",
            "Role",
            after={"added": added, "removed": removed, "roles": created, "completed": completed},
        )
    return Synced(added, removed, created)


def grants_of(role_id: int) -> set[Grant]:
    """Return what a role allows."""
    return set(_grant_ids(role_id))


def change_grants(role: Role, wanted: set[Grant], known: set[Grant]) -> bool:
    """Make a role allow exactly the wanted pairs; ``False`` when it did before."""
    if role.name == ADMINISTRATOR:
        raise DomainError(_("The administrator may always do everything."))
    ids = _stored()
    before = grants_of(role.id)
    wanted = wanted & known & ids.keys()
    if before == wanted:
        return False
    _unlink(role.id, [ids[grant] for grant in before - wanted])
    _link(role.id, [ids[grant] for grant in wanted - before])
    audit.record(
        "permissions changed",
        "Role",
        role.id,
        label=role.name,
        before=_listed(before - wanted),
        after=_listed(wanted - before),
    )
    return True


def _stored() -> dict[Grant, int]:
    rows = db.session.execute(
        sa.select(Permission.name, ViewMenu.name, PermissionView.id)
        .select_from(PermissionView)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )
    return {(permission, entity): pk for permission, entity, pk in rows}


def _grant_ids(role_id: int) -> dict[Grant, int]:
    rows = db.session.execute(
        sa.select(Permission.name, ViewMenu.name, PermissionView.id)
        .select_from(PermissionView)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(_links, _links.c.permission_view_id == PermissionView.id)
        .where(_links.c.role_id == role_id)
    )
    return {(permission, entity): pk for permission, entity, pk in rows}


def _remove(stored: dict[Grant, int], known: set[Grant]) -> int:
    gone = [pk for grant, pk in stored.items() if grant not in known]
    if not gone:
        return 0
    table = PermissionView.__table__
    db.session.execute(sa.delete(_links).where(_links.c.permission_view_id.in_(gone)))
    db.session.execute(sa.delete(table).where(table.c.id.in_(gone)))
    for name_table, column in (
        (Permission.__table__, table.c.permission_id),
        (ViewMenu.__table__, table.c.view_menu_id),
    ):
        used = sa.select(column).where(column.is_not(None))
        db.session.execute(sa.delete(name_table).where(name_table.c.id.not_in(used)))
    return len(gone)


def _add(missing: Iterable[Grant]) -> int:
    pairs = sorted(missing)
    if not pairs:
        return 0
    permissions = _name_ids(Permission, {permission for permission, _ignored in pairs})
    entities = _name_ids(ViewMenu, {entity for _ignored, entity in pairs})
    db.session.execute(
        sa.insert(PermissionView.__table__),
        [
            {"permission_id": permissions[permission], "view_menu_id": entities[entity]}
            for permission, entity in pairs
        ],
    )
    return len(pairs)


def _name_ids(model: Any, names: set[str]) -> dict[str, int]:
    """Return the ids of names in FAB's tables, adding those that are missing."""
    table = model.__table__
    query = sa.select(table.c.name, table.c.id).where(table.c.name.in_(names))
    known = {name for name, _pk in db.session.execute(query)}
    if names - known:
        rows = [{"name": name} for name in sorted(names - known)]
        db.session.execute(sa.insert(table), rows)
    return {row.name: row.id for row in db.session.execute(query)}


def _seed_roles(stored: dict[Grant, int]) -> list[str]:
    table = Role.__table__
    existing = set(db.session.scalars(sa.select(table.c.name)))
    unsown = seeds.take_unsown("roles", [seed.name for seed in ROLES], is_in_use=bool(existing))
    missing = [seed for seed in ROLES if seed.name in unsown and seed.name not in existing]
    if not missing:
        return []
    db.session.execute(sa.insert(table), [{"name": seed.name} for seed in missing])
    rows_of_roles = db.session.execute(sa.select(table.c.name, table.c.id))
    ids = {row.name: row.id for row in rows_of_roles}
    rows = [
        {"role_id": ids[seed.name], "permission_view_id": stored[grant]}
        for seed in missing
        for grant in sorted(_seed_grants(seed) & stored.keys())
    ]
    if rows:
        db.session.execute(sa.insert(_links), rows)
    return [seed.name for seed in missing]


def _seed_grants(seed: SeedRole) -> set[Grant]:
    return {(fab_name(verb), entity) for entity, verbs in seed.grants.items() for verb in verbs}


def _complete_administrator(stored: dict[Grant, int]) -> int:
    """Give the administrator what came with a new release."""
    role_id = db.session.scalar(sa.select(Role.id).where(Role.name == ADMINISTRATOR))
    if role_id is None:
        return 0
    missing = sorted(set(stored.values()) - set(_grant_ids(role_id).values()))
    _link(role_id, missing)
    return len(missing)


def _link(role_id: int, ids: Iterable[int]) -> None:
    rows = [{"role_id": role_id, "permission_view_id": pk} for pk in ids]
    if rows:
        db.session.execute(sa.insert(_links), rows)


def _unlink(role_id: int, ids: list[int]) -> None:
    if ids:
        db.session.execute(
            sa.delete(_links).where(
                _links.c.role_id == role_id, _links.c.permission_view_id.in_(ids)
            )
        )


def _listed(grants: set[Grant]) -> list[str]:
    return sorted(f"{entity}: {permission.removeprefix('can_')}" for permission, entity in grants)
