"""Working on somebody's behalf outside a request, with exactly their rows and permissions."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g, request, session
from flask_babel import refresh

from app.accounts.models import Account
from app.accounts.permissions import grants_of_user
from app.accounts.scopes import scope_of
from app.core.isolation import Scope, set_scope


@contextmanager
def acting_as(
    account: Account, *, scope: Scope | None = None, request_id: str = ""
) -> Iterator[None]:
    """Run the block as if ``account`` had posted it: in their language, inside their scope.

    The scope is worked out anew, for it may have become smaller; ``scope`` replaces it.
    """
    base_url = current_app.config["BASE_URL"]
    with current_app.test_request_context("/", base_url=base_url, method="POST"):
        request.environ["crm.user_id"] = account.id
        request.environ["crm.request_id"] = request_id
        set_scope(scope or scope_of(account, grants_of_user(account.id)))
        session["locale"] = account.locale
        refresh()
        g._login_user = account  # noqa: SLF001 - where Flask-Login looks first
        try:
            yield
        finally:
            g.pop("_login_user")
            refresh()
