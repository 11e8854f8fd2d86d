"""Acting as somebody outside a request, so that histories have names in them."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g, request

from app.accounts.models import Account
from app.core.db import transaction
from app.core.isolation import EVERYTHING, set_scope


@contextmanager
def acting_as(account: Account) -> Iterator[None]:
    """Run one transaction as if ``account`` had posted it; it sees every row."""
    with current_app.test_request_context("/", method="POST"):
        request.environ["crm.user_id"] = account.id
        set_scope(EVERYTHING)
        g._login_user = account  # noqa: SLF001 - where Flask-Login looks first
        try:
            with transaction():
                yield
        finally:
            g.pop("_login_user")
