"""Settings › Groups and Roles: what several people may do together."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_appbuilder.security.sqla.models import (
    Group,
    Role,
    assoc_group_role,
    assoc_user_group,
    assoc_user_role,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import selectinload

from app.accounts.roles import ADMINISTRATOR
from app.accounts.services import people
from app.accounts.views.people import RIGHTS, UserView, my_grants
from app.core.errors import DomainError
from app.core.views import AppModelView, Interface
from app.extensions import db


class GroupView(AppModelView):
    """Settings › Groups: several people with the same roles."""

    datamodel = Interface(Group, selectinload(Group.roles))
    route_base = "/groups"
    class_permission_name = "Groups"
    add_title = lazy_gettext("Add group")
    menu_icon = "users-group"
    exclude_route_methods = {"download", "history"}
    related_views = [UserView]
    list_columns = ["name", "description", "roles"]
    label_columns = {
        "name": lazy_gettext("Name"),
        "description": lazy_gettext("Description"),
        **RIGHTS,
    }
    order_columns = ["name"]
    base_order = ("name", "asc")
    search_columns = ["name", "roles"]
    show_columns = ["name", "description", "roles"]
    add_columns = ["name", "description", "roles"]
    edit_columns = add_columns

    def pre_add(self, item: Group) -> None:
        """Refuse to give a group more than one holds."""
        added = list(sa.inspect(item).attrs.roles.history.added)
        people.require_grantable(my_grants(), added, [])

    pre_update = pre_add

    def post_update(self, item: Group) -> None:  # noqa: ARG002 - the hook's signature
        """Keep somebody to administer."""
        people.require_an_administrator()

    def pre_delete(self, item: Group) -> None:
        """Refuse while somebody is in the group."""
        _require_unused(assoc_user_group.c.group_id, item.id, _("There are users in this group."))


class RoleView(AppModelView):
    """Settings › Roles: their names; what they allow is on the permissions page."""

    datamodel = Interface(Role)
    route_base = "/roles"
    class_permission_name = "Roles"
    add_title = lazy_gettext("Add role")
    menu_icon = "shield"
    exclude_route_methods = {"download", "history"}
    related_views = [UserView]
    list_columns = ["name"]
    label_columns = {"name": lazy_gettext("Name")}
    order_columns = ["name"]
    base_order = ("name", "asc")
    search_columns = ["name"]
    show_columns = ["name"]
    add_columns = ["name"]
    edit_columns = ["name"]

    def subtitle(self, item: Role) -> Markup:
        """Lead to what the role allows."""
        url = url_for("PermissionView.show", role_id=item.id)
        return Markup('<a href="{}">{}</a>').format(url, _("Permissions of this role"))

    def pre_update(self, item: Role) -> None:
        """Leave the name of the administrator's role, which the program knows."""
        if ADMINISTRATOR in (sa.inspect(item).attrs.name.history.deleted or ()):
            raise DomainError(_("The administrator's role keeps its name."))

    def pre_delete(self, item: Role) -> None:
        """Refuse while somebody holds the role."""
        if item.name == ADMINISTRATOR:
            raise DomainError(_("The administrator's role cannot be deleted."))
        for column in (assoc_user_role.c.role_id, assoc_group_role.c.role_id):
            _require_unused(column, item.id, _("Somebody still has this role."))


def _require_unused(column: Any, pk: int, refusal: str) -> None:
    used = sa.select(sa.literal(1)).where(column == pk).limit(1)
    if db.session.scalar(used) is not None:
        raise DomainError(refusal)
