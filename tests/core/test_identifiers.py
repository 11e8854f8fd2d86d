"""Identification numbers: what people type is cleaned, what cannot be right is refused."""

from contextlib import suppress
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import identifiers as ids
from app.core.errors import DomainError

IBAN = "PL61109010140000071219812874"

ACCEPTED = [
    (ids.clean_nip, "526-00-01-246", "5260001246"),
    (ids.clean_nip, "PL 526 000 12 46", "5260001246"),
    (ids.clean_nip, "526\u00a0000\u00a012\u00a046", "5260001246"),
    (ids.clean_nip, "526–000–12–46", "5260001246"),
    (ids.clean_regon, "000288975", "000288975"),
    (ids.clean_regon, "12345678512347", "12345678512347"),
    (ids.clean_regon, "123456785 12347", "12345678512347"),
    (ids.clean_krs, "KRS 0000 028 860", "0000028860"),
    (ids.clean_pesel, "44051401359", "44051401359"),
    (ids.clean_pesel, "02270803624", "02270803624"),
    (ids.clean_eu_vat, "de 136 695 976", "DE136695976"),
    (ids.clean_eu_vat, "PL5260001246", "PL5260001246"),
    (ids.clean_eu_vat, "GR094259216", "EL094259216"),
    (ids.clean_eu_vat, "EL 094259216", "EL094259216"),
    (ids.clean_iban, "61 1090 1014 0000 0712 1981 2874", IBAN),
    (ids.clean_iban, "pl61 1090 1014 0000 0712 1981 2874", IBAN),
    (ids.clean_iban, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
]

REFUSED = [
    (
        ids.clean_nip,
        ["", "0000000000", "5260001247", "526000124", "52600012466", "abc", "ABCDEFGHIJ"],
    ),
    (ids.clean_nip, ["DE136695976", "５２６０００１２４６", "1002003004", "\x00"]),
    (ids.clean_regon, ["", "000000000", "000288976", "12345678512348", "1234567"]),
    (ids.clean_regon, ["00000000000000", "٠٠٠٢٨٨٩٧٥"]),
    (ids.clean_krs, ["", "0000000000", "28860", "00000288601", "000002886A", "٠٠٠٠٠٢٨٨٦٠"]),
    (
        ids.clean_pesel,
        ["", "44051401358", "4405140135", "99999999999", "00000000000", "44953201350"],
    ),
    (
        ids.clean_eu_vat,
        ["", "136695976", "DE136695977", "GB123456789", "PL0000000000", "XX123", "PL"],
    ),
    (ids.clean_iban, ["", "PL61109010140000071219812875", "61109010140000071219812875"]),
    (ids.clean_iban, ["XX00", "PL6110901014", "6" * 400, "PL６1109010140000071219812874"]),
]


@pytest.mark.parametrize(("clean", "typed", "stored"), ACCEPTED)
def test_typed_number_is_stored_plain(clean, typed, stored):
    assert clean(typed) == stored


@pytest.mark.parametrize(("clean", "typed"), [(c, t) for c, values in REFUSED for t in values])
def test_impossible_number_is_refused(clean, typed):
    with pytest.raises(ids.InvalidIdentifier) as refusal:
        clean(typed)
    assert isinstance(refusal.value, DomainError)
    assert isinstance(refusal.value, ValueError)
    assert str(refusal.value)


@pytest.mark.parametrize(("clean", "stored"), sorted({(c, s) for c, _, s in ACCEPTED}, key=str))
def test_cleaning_twice_changes_nothing(clean, stored):
    assert clean(stored) == stored


@pytest.mark.parametrize("clean", sorted({c for c, *_ in ACCEPTED}, key=str))
@given(typed=st.text(max_size=60))
def test_any_text_is_cleaned_or_refused(clean, typed):
    with suppress(ids.InvalidIdentifier):
        assert clean(clean(typed)) == clean(typed)


def test_pesel_tells_the_birth_date():
    assert ids.pesel_birth_date("44051401359") == date(1944, 5, 14)
    assert ids.pesel_birth_date("02270803624") == date(2002, 7, 8)


def test_bank_of_an_account_is_known():
    assert "Erste" in ids.bank_name(IBAN)
    assert ids.bank_bic(IBAN) == "WBKPPLPPXXX"


def test_unknown_bank_of_a_valid_account_is_empty():
    bban = "0" * 24
    check = 98 - int(bban + "252100") % 97
    assert ids.bank_name(f"PL{check:02d}{bban}") == ""


def test_form_validator_puts_the_clean_number_into_the_field():
    field = SimpleNamespace(data="526-00-01-246")
    ids.as_validator(ids.clean_nip)(None, field)
    assert field.data == "5260001246"


def test_form_validator_leaves_an_empty_field_alone():
    field = SimpleNamespace(data="")
    ids.as_validator(ids.clean_nip)(None, field)
    assert field.data == ""


def test_numbers_are_shown_as_printed():
    assert ids.show_nip("5260001246") == "526-00-01-246"
    assert ids.show_nip("") == ""
    assert ids.show_iban(IBAN) == "PL61 1090 1014 0000 0712 1981 2874"
    assert ids.show_iban("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
