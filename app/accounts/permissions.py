"""What an account may do: one query per request, whatever is asked afterwards."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_group_role,
    assoc_permissionview_role,
    assoc_user_group,
    assoc_user_role,
)

from app.core.models import acting_user_id
from app.core.request_cache import cached
from app.extensions import db

#: (FAB permission, entity), for instance ``("can_read", "Clients")``.
Grant = tuple[str, str]


def grants_of_user(user_id: int) -> frozenset[Grant]:
    """Return what the user's own roles and those of their groups allow."""
    return cached(("grants", user_id), lambda: _read(_query_of_user(), user_id=user_id))


def grants_of_roles(role_ids: list[int]) -> frozenset[Grant]:
    """Return what a set of roles allows together."""
    return _read(_query(role_ids)) if role_ids else frozenset()


def role_ids_of(user_ids: Any) -> sa.Select[Any]:
    """Return the SELECT of (user id, role id), own roles and those of groups."""
    own = sa.select(assoc_user_role.c.user_id, assoc_user_role.c.role_id)
    by_group = sa.select(assoc_user_group.c.user_id, assoc_group_role.c.role_id).join(
        assoc_group_role, assoc_group_role.c.group_id == assoc_user_group.c.group_id
    )
    both = sa.union(own, by_group).subquery()
    return sa.select(both.c.user_id, both.c.role_id).where(both.c.user_id.in_(user_ids))


def current_role_ids() -> frozenset[int]:
    """Return the ids of the caller's roles, own and of groups; none on the command line."""
    user_id = acting_user_id()
    if user_id is None:
        return frozenset()
    return cached(("roles", user_id), lambda: frozenset(db.session.scalars(_role_ids(user_id))))


def _role_ids(user_id: Any) -> sa.Select[Any]:
    return sa.select(role_ids_of([user_id]).subquery().c.role_id)


@cache
def _query_of_user() -> sa.Select[Any]:
    """Every request asks this; to put the statement together takes longer than to run it."""
    return _query(_role_ids(sa.bindparam("user_id")))


def _query(role_ids: Any) -> sa.Select[Any]:
    links = assoc_permissionview_role
    return (
        sa.select(Permission.name, ViewMenu.name)
        .select_from(PermissionView)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(links, links.c.permission_view_id == PermissionView.id)
        .where(links.c.role_id.in_(role_ids))
    )


def _read(query: sa.Select[Any], **values: int) -> frozenset[Grant]:
    rows = db.session.execute(query, values)
    return frozenset((permission, entity) for permission, entity in rows)
