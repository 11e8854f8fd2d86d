"""The worked month, hours accepted and nothing settled, and who takes it through the pages."""

import pytest

from app.accounts.roles import ACCOUNTING
from tests.factories.settlements import make_worked_month


@pytest.fixture
def month(db):
    found = make_worked_month()
    db.session.commit()
    return found


@pytest.fixture
def accountant(login_as):
    return login_as(ACCOUNTING)


@pytest.fixture
def url(accountant, month):
    """The page of the draft of the worked month."""
    accountant.post(f"/settlements/people/{month.client.id}?month=2026-10")
    return accountant.post(f"/settlements/client/{month.client.id}?month=2026-10").location
