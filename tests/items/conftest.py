"""Who hands things out."""

import pytest

from tests.items.office import ALL


@pytest.fixture
def office(login_as):
    return login_as(ALL)
