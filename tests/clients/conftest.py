"""Who works with clients."""

import pytest

from app.accounts.roles import ADMINISTRATOR


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)
