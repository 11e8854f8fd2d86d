"""The rules speak English here, whatever the test before them has left behind."""

import pytest
from flask_babel import force_locale


@pytest.fixture(autouse=True)
def _in_english(app):
    with app.app_context(), force_locale("en"):
        yield
