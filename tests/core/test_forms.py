"""Fields read what people in Poland type, and show again what they could not read."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.core.db import UtcDateTime
from app.core.forms.converter import make_field
from app.core.forms.fields import InstantField, PolishDecimalField, WholeNumberField


class Typed(Form):
    amount = PolishDecimalField(precision=12, scale=2)
    rate = PolishDecimalField(precision=10, scale=4)
    count = WholeNumberField()
    at = InstantField(format=["%Y-%m-%dT%H:%M"])
    day = make_field(sa.Column("day", sa.Date), "Day", [], {})


@pytest.fixture(autouse=True)
def _request(app):
    with app.test_request_context():
        yield


def read(name, text, **current):
    form = Typed(MultiDict({name: text}), data=current)
    form.validate()
    return form[name]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234,50", "1234.50"),
        ("1234.5", "1234.5"),
        ("1 234,50", "1234.50"),
        ("1.5", "1.5"),
        (",5", "0.5"),
        ("+7", "7"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        (" -0,01 ", "-0.01"),
        ("9999999999,99", "9999999999.99"),
        ("0", "0"),
        ("1,500", "1.500"),
    ],
)
def test_amount_is_read_the_polish_way(typed, value):
    field = read("rate" if typed == "1,500" else "amount", typed)
    assert (field.data, field.errors) == (Decimal(value), [])


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1,2,3",
        "1,505",
        "10000000000",
        "NaN",
        "sNaN",
        "Infinity",
        "1e400",
        "1e999999999",
        "1e3",
        "--1",
        "1zł",
    ],
)
def test_amount_that_cannot_be_kept_is_refused_and_shown_as_typed(typed):
    field = read("amount", typed)
    assert field.errors
    assert field._value() == typed


def test_amount_is_shown_with_a_comma():
    assert Typed(data={"amount": Decimal("1234.50")}).amount._value() == "1234,50"
    assert Typed().amount._value() == ""


def test_emptied_field_is_none_and_a_missing_one_keeps_its_value():
    assert read("amount", " ", amount=Decimal(5)).data is None
    assert read("count", "", count=5).data is None
    form = Typed(MultiDict({"count": "1"}), data={"amount": Decimal(5), "count": 2})
    assert (form.amount.data, form.count.data) == (Decimal(5), 1)
    form = Typed(MultiDict({"amount": "1"}), data={"amount": Decimal(5), "count": 2})
    assert (form.amount.data, form.count.data) == (Decimal(1), 2)


@given(st.decimals(min_value=-9_999_999_999, max_value=9_999_999_999, places=2))
def test_shown_amount_is_read_back_as_it_was(value):
    shown = Typed(data={"amount": value}).amount._value()
    assert read("amount", shown).data == value


@pytest.mark.parametrize(
    ("typed", "value"), [("7", 7), ("-7", -7), ("1 000", 1000), ("2147483647", 2**31 - 1)]
)
def test_whole_number_is_read(typed, value):
    assert read("count", typed).data == value


@pytest.mark.parametrize("typed", ["1,5", "--1", "x", "2147483648", "1" * 30, "٣", "-"])
def test_number_that_is_not_whole_or_too_large_is_refused_in_words(typed):
    field = read("count", typed)
    assert field.data is None
    (message,) = field.errors
    assert "literal" not in message


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2026-07-01T12:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-01-01T00:30", datetime(2025, 12, 31, 23, 30, tzinfo=UTC)),
    ],
)
def test_instant_is_typed_as_wall_time_and_kept_in_utc(typed, stored):
    row = SimpleNamespace(at=None)
    form = Typed(MultiDict({"at": typed}))
    form.at.populate_obj(row, "at")
    assert row.at == stored
    assert Typed(obj=row).at._value() == typed
    Typed(MultiDict({"at": ""})).at.populate_obj(row, "at")
    assert row.at is None


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-13-01T00:00", "x"])
def test_instant_outside_the_calendar_is_refused(typed):
    assert read("at", typed).errors


@pytest.mark.parametrize("typed", ["2026-11-23", "23.11.2026"])
def test_day_is_read_in_both_notations(typed):
    assert read("day", typed).data == date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["2026-02-30", "30.02.2026", "11/23/2026", "x", "1" * 30])
def test_day_that_is_not_in_the_calendar_is_refused(typed):
    assert read("day", typed).errors


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (UtcDateTime(), "InstantField"),
        (sa.Boolean(), "CheckField"),
        (sa.Date(), "DateField"),
        (sa.Numeric(10, 2), "PolishDecimalField"),
        (sa.Integer(), "WholeNumberField"),
        (sa.Text(), "TextBlockField"),
        (sa.String(5), "TrimmedStringField"),
    ],
)
def test_every_type_of_column_has_its_field(kind, field):
    made = make_field(sa.Column("x", kind), "X", [], {})
    assert made.field_class.__name__ == field
