"""What addresses say in text."""

from datetime import date

import pytest

from app.core.arguments import read_day, read_key

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", 1),
        ("007", 7),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("00000000001", None),  # longer than any key
        ("0", None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        (" 1", None),
        ("¹", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_keys(text, key):
    assert read_key(text) == key


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-05", date(2026, 10, 5)),
        ("2000-01-01", date(2000, 1, 1)),
        ("2099-12-31", date(2099, 12, 31)),
        ("1999-12-31", None),
        ("2100-01-01", None),
        ("2026-02-30", None),
        ("05.10.2026", None),
        ("", None),
        (None, None),
    ],
)
def test_days(text, day):
    assert read_day(text) == day
