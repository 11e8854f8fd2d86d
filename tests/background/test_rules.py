"""How long a job has taken, in words that no hours of work are written in."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from app.background.rules import duration

BEGUN = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "polish", "english"),
    [
        (0.4, "poniżej 1 s", "less than 1 s"),
        (3, "3 s", "3 s"),
        (125, "2 min 5 s", "2 min 5 s"),
        (3720, "1 godz. 2 min", "1 h 2 min"),
    ],
)
def test_a_running_time_is_said_with_its_units(app, seconds, polish, english):
    end = BEGUN + timedelta(seconds=seconds)
    for locale, said in (("pl", polish), ("en", english)):
        with app.test_request_context(), force_locale(locale):
            assert duration(BEGUN, end) == said


def test_what_has_not_begun_has_no_running_time():
    assert duration(None, BEGUN) == ""
