"""FAB's security manager with our accounts, our sessions and our pages, and none of its own."""

from typing import Any

from flask import request
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_login import LoginManager, current_user

from app.accounts.models import Account
from app.accounts.permissions import Grant, grants_of_user
from app.accounts.scopes import scope_of
from app.accounts.services.sessions import find_session, mark_seen
from app.accounts.views.auth import AuthView
from app.accounts.views.links import LinkView
from app.accounts.views.profile import ProfileView
from app.core.db import SAFE_METHODS
from app.core.isolation import set_scope

#: A secret is 43 characters; what is longer is not one of ours and not worth hashing.
_LONGEST_SECRET = 64


class SecurityManager(FabSecurityManager):
    """Who is calling, and what may they do.

    Roles and permissions stay FAB's tables; the rest of FAB's manager is not used: no JSON
    login, no API keys, no JWT, no limiter in memory, no pages of FAB. Tables come from
    migrations and permissions from ``flask crm sync-roles``, never from a web worker.
    """

    user_model = Account

    def register_views(self) -> None:
        """Add the pages everybody may open; the admin's pages come with the other domains."""
        self.auth_view = self.appbuilder.add_view_no_menu(AuthView)
        self.user_view = self.appbuilder.add_view_no_menu(ProfileView)
        self.appbuilder.add_view_no_menu(LinkView)

    def create_login_manager(self, app: Any) -> LoginManager:
        """Let the session table answer who is calling; Flask-Login's own checks are not needed."""
        manager = LoginManager(app)
        manager.session_protection = None
        manager.user_loader(self.load_user)
        return manager

    def create_jwt_manager(self, app: Any) -> None:
        """Offer no tokens."""

    def create_limiter(self, app: Any) -> None:
        """Attempts are counted in the database, see ``app.accounts.services.throttle``."""

    def create_db(self) -> None:
        """Leave the tables to the migrations."""

    def load_user(self, secret: str) -> Account | None:
        """Return the account behind the secret of a cookie, and fix what its request may see."""
        if not isinstance(secret, str) or not 0 < len(secret) <= _LONGEST_SECRET:
            return None
        found = find_session(secret)
        if found is None:
            return None
        session, account = found
        account.session_token = secret
        request.environ["crm.user_id"] = account.id
        request.environ["crm.session_id"] = session.id
        set_scope(scope_of(account, grants_of_user(account.id)))
        if request.method in SAFE_METHODS:
            # A writing request may hold SQLite's only write lock; the next GET will note it.
            mark_seen(session.id, session.last_seen_at)
        return account

    def load_user_jwt(self, _jwt_header: Any, jwt_data: Any) -> None:
        """Know no tokens."""

    @property
    def current_user(self) -> Account | None:
        """Return who is calling, for the parts of FAB that ask its manager."""
        user = current_user._get_current_object()  # noqa: SLF001
        return user if user.is_authenticated else None

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Tell whether the caller holds a permission; somebody unknown holds none."""
        return (permission_name, view_name) in self.grants_of_caller()

    def grants_of_caller(self) -> frozenset[Grant]:
        """Return every permission the caller holds."""
        user = self.current_user
        return grants_of_user(user.id) if user else frozenset()

    def get_user_menu_access(self, menu_names: Any = None) -> set[str]:  # noqa: ARG002 - FAB's signature
        """Offer nothing: the menu is built from the pages' own permissions."""
        return set()

    def add_permissions_view(self, base_permissions: Any, view_menu: str) -> None:
        """Leave the permission table to ``flask crm sync-roles``."""

    def add_permissions_menu(self, view_menu_name: str) -> None:
        """Keep no permissions for menu entries."""
