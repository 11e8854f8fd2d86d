"""The pages of accounts: the door, one's profile, and the administration of people."""

from flask_appbuilder import AppBuilder
from flask_appbuilder.security.sqla.models import Group, Role
from flask_babel import lazy_gettext as _

from app.accounts.models import Account
from app.accounts.views.matrix import PermissionView
from app.accounts.views.people import UserView
from app.accounts.views.rights import GroupView, RoleView


def register(appbuilder: AppBuilder) -> None:
    """Add the administrator's pages; the public ones come with the security manager."""
    appbuilder.add_view(UserView, "Users", label=Account.__labels__[1], category="Settings")
    appbuilder.add_view(GroupView, "Groups", label=Group.__labels__[1], category="Settings")
    appbuilder.add_view(RoleView, "Roles", label=Role.__labels__[1], category="Settings")
    appbuilder.add_view(PermissionView, "Permissions", label=_("Permissions"), category="Settings")
