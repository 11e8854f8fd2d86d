"""Settings › Users, for those who administer them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import selectinload
from wtforms import SelectField

from app.accounts.forms import EMAIL
from app.accounts.models import Account
from app.accounts.permissions import Grant, grants_of_user
from app.accounts.services import links, people
from app.core.clock import now
from app.core.errors import DomainError
from app.core.forms.fields import TrimmedStringField
from app.core.limits import MAILS
from app.core.models import acting_user_id
from app.core.permissions import WRITE
from app.core.views import AppModelView, Interface, action

RIGHTS = {"roles": lazy_gettext("Roles"), "groups": lazy_gettext("Groups")}


def my_grants() -> frozenset[Grant]:
    """Return what the acting user may do."""
    return grants_of_user(current_user.id)


def _languages() -> list[tuple[str, str]]:
    return [(code, item["name"]) for code, item in current_app.config["LANGUAGES"].items()]


def _language(code: str) -> str:
    return dict(_languages()).get(code, code)


class UserView(AppModelView):
    """Settings › Users. Adding one is inviting them; nobody is ever deleted."""

    datamodel = Interface(Account, selectinload(Account.roles), selectinload(Account.groups))
    route_base = "/users"
    class_permission_name = "Users"
    menu_icon = "users"
    help_page = "settings"
    request_limits = {**AppModelView.request_limits, "add": MAILS, "action/invite": MAILS}
    exclude_route_methods = {"download", "delete", "history"}
    parent_columns = ("groups", "roles")

    list_columns = [
        "name",
        "email",
        "roles",
        "groups",
        "state",
        "last_login_at",
        "job_title",
        "phone",
        "username",
        "invited_at",
        "confirmed_at",
    ]
    default_columns = ("name", "email", "roles", "groups", "state", "last_login_at")
    label_columns = {
        "name": lazy_gettext("First and last name"),
        "state": lazy_gettext("State"),
        **RIGHTS,
    }
    order_columns = ["name", "email", "username", "last_login_at", "invited_at", "confirmed_at"]
    sort_keys = {"name": "sort_key"}
    base_order = ("name", "asc")
    search_columns = ["active", "roles", "groups", "email", "username", "last_login_at"]
    show_fieldsets = [
        (
            lazy_gettext("Person"),
            {"fields": ["first_name", "last_name", "job_title", "email", "phone"]},
        ),
        (
            lazy_gettext("Account"),
            {
                "fields": [
                    "state",
                    "username",
                    "locale",
                    "roles",
                    "groups",
                    "invited_at",
                    "confirmed_at",
                    "last_login_at",
                ]
            },
        ),
    ]
    add_fieldsets = [
        (
            lazy_gettext("Person"),
            {"fields": ["first_name", "last_name", "job_title", "email", "phone"]},
        ),
        (lazy_gettext("Account"), {"fields": ["username", "locale", "roles", "groups"]}),
    ]
    edit_fieldsets = add_fieldsets
    add_title = lazy_gettext("Invite a user")
    formatters_columns = {"locale": _language}
    validators_columns = {"email": [EMAIL]}
    add_form_extra_fields = {
        "username": TrimmedStringField(
            lazy_gettext("User name"),
            description=lazy_gettext("Leave it empty to take it from the e-mail address."),
        ),
        "locale": SelectField(lazy_gettext("Language"), choices=_languages),
    }
    edit_form_extra_fields = {
        "locale": SelectField(lazy_gettext("Language"), choices=_languages),
    }

    def pre_add(self, item: Account) -> None:
        """Complete the account; its password is chosen by its owner."""
        people.require_grantable(my_grants(), item.roles, item.groups)
        item.username = item.username or people.free_username(item.email)
        item.active = True

    def post_add(self, item: Account) -> None:
        """Send the invitation."""
        links.invite(item)

    def pre_update(self, item: Account) -> None:
        """Refuse what would lift somebody above oneself; an address is changed by its owner."""
        state: Any = sa.inspect(item).attrs
        people.require_authority_over(my_grants(), item)
        people.require_grantable(
            my_grants(), list(state.roles.history.added), list(state.groups.history.added)
        )
        if state.email.history.has_changes():
            if item.id == current_user.id:
                raise DomainError(_("Change your own address in your profile."))
            links.revoke(item)
        _touch(item)

    def post_update(self, item: Account) -> None:  # noqa: ARG002 - the hook's signature
        """Keep somebody to administer."""
        people.require_an_administrator()

    @action(
        "deactivate",
        lazy_gettext("Deactivate"),
        verb=WRITE,
        icon="user-off",
        confirm=lazy_gettext("Deactivate? Every open session ends at once."),
        offered=lambda row: row.active,
    )
    def deactivate(self, rows: list[Account]) -> str:
        """Close accounts."""
        for account in self._manageable(rows):
            if account.id == current_user.id:
                raise DomainError(_("You cannot deactivate your own account."))
            people.deactivate(account)
        return str(_("Deactivated: %(count)s.", count=len(rows)))

    @action(
        "activate",
        lazy_gettext("Activate"),
        verb=WRITE,
        icon="user-check",
        offered=lambda row: not row.active,
    )
    def activate(self, rows: list[Account]) -> str:
        """Open closed accounts."""
        for account in self._manageable(rows):
            people.activate(account)
        return str(_("Activated: %(count)s.", count=len(rows)))

    @action(
        "invite",
        lazy_gettext("Send the invitation again"),
        verb=WRITE,
        icon="mail",
        offered=lambda row: row.active and not row.is_confirmed,
    )
    def invite(self, rows: list[Account]) -> str:
        """Send new invitations; the earlier links stop working."""
        for account in self._manageable(rows):
            links.revoke(account)
            links.invite(account)
        return str(_("Invitations on their way: %(count)s.", count=len(rows)))

    @action(
        "end_sessions",
        lazy_gettext("Log out everywhere"),
        verb=WRITE,
        icon="logout",
        confirm=lazy_gettext("End every session of this user?"),
        offered=lambda row: row.may_log_in,
    )
    def end_sessions(self, rows: list[Account]) -> str:
        """End every session of users."""
        for account in self._manageable(rows):
            people.log_out_everywhere(account)
        return str(_("Logged out: %(count)s.", count=len(rows)))

    def _manageable(self, rows: list[Account]) -> list[Account]:
        for account in rows:
            people.require_authority_over(my_grants(), account)
        return rows


def _touch(item: Account) -> None:
    """Make a change of roles alone a change of the account, so that a second saver is told."""
    # FAB keeps this column without a zone, in the server's own time.
    item.changed_on = now().astimezone().replace(tzinfo=None)
    item.changed_by_fk = acting_user_id()
