"""Who works with contracts."""

import pytest

from tests.assignments.office import WITH


@pytest.fixture
def office(login_as):
    return login_as(WITH)
