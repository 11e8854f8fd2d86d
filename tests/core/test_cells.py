"""How numbers and identifiers look on pages."""

from decimal import Decimal

import pytest
from flask_babel import force_locale

from app.core.views.cells import EMPTY, format_nip, format_quantity


@pytest.mark.parametrize(
    ("value", "said"),
    [("168.5000", "168,5"), ("37.25", "37,25"), ("16", "16"), ("0.3333", "0,3333"),
     ("-0.5", "-0,5"), ("1234.5", "1\u00a0234,5")],
)  # fmt: skip
def test_a_quantity_has_no_zeros_nobody_has_typed(app, value, said):
    with app.test_request_context(), force_locale("pl"):
        assert format_quantity(Decimal(value)) == said


def test_a_nip_has_hyphens_and_none_is_a_dash():
    assert format_nip("5260001246") == "526-00-01-246"
    assert format_nip(None) == EMPTY
