"""Acting as somebody outside a request, so that histories have names in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from app.accounts import acting
from app.accounts.models import Account
from app.core.clock import pretending
from app.core.db import transaction
from app.core.isolation import EVERYTHING


@contextmanager
def acting_as(account: Account, at: datetime) -> Iterator[None]:
    """Run one transaction as if ``account`` had posted it then; it sees every row."""
    with pretending(at), acting.acting_as(account, scope=EVERYTHING), transaction():
        yield
