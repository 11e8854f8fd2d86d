"""Polish and European identification numbers: checked, stored plain, shown grouped.

Every ``clean_*`` takes what a person typed and returns the form that is stored, or raises
``InvalidIdentifier``, which is a refusal for services and a field error for forms alike.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import schwifty
from flask_babel import gettext as _
from schwifty.exceptions import SchwiftyException
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.pl import nip, pesel, regon
from wtforms import ValidationError as FieldError

from app.core.errors import DomainError

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015./]")
#: FA(3) asks for more than the checksum, which 0000000000 would pass.
_FA3_NIP = re.compile(r"[1-9]((\d[1-9])|([1-9]\d))\d{7}", re.ASCII)
_KRS = re.compile(r"(?!0{10})\d{10}", re.ASCII)
_NRB = re.compile(r"\d{26}", re.ASCII)


class InvalidIdentifier(DomainError, ValueError):  # noqa: N818 - it is a verdict, not a fault
    """An identification number that cannot be right."""


def _compact(value: str) -> str:
    return _SEPARATORS.sub("", value).upper()


def _checked(validate: Callable[[str], str], value: str, message: str) -> str:
    """Run a python-stdnum check; only ASCII digits and letters reach it."""
    if not value.isascii():
        raise InvalidIdentifier(message)
    try:
        return str(validate(value))
    except ValidationError:
        raise InvalidIdentifier(message) from None


def clean_nip(value: str) -> str:
    """Return the ten digits of a NIP."""
    message = _("This is not a valid NIP: check its ten digits.")
    digits = _checked(nip.validate, _compact(value).removeprefix("PL"), message)
    if not _FA3_NIP.fullmatch(digits):
        raise InvalidIdentifier(message)
    return digits


def clean_regon(value: str) -> str:
    """Return the nine or fourteen digits of a REGON."""
    message = _("This is not a valid REGON: check its nine or fourteen digits.")
    digits = _checked(regon.validate, _compact(value), message)
    if not int(digits[:9]):
        raise InvalidIdentifier(message)
    return digits


def clean_krs(value: str) -> str:
    """Return the ten digits of a KRS number, which has no checksum."""
    digits = _compact(value).removeprefix("KRS")
    if not _KRS.fullmatch(digits):
        raise InvalidIdentifier(_("A KRS number has ten digits."))
    return digits


def clean_pesel(value: str) -> str:
    """Return the eleven digits of a PESEL; its birth date has to exist."""
    message = _("This is not a valid PESEL: check its eleven digits.")
    return _checked(pesel.validate, _compact(value), message)


def pesel_birth_date(value: str) -> date:
    """Return the birth date that a PESEL carries."""
    born: date = pesel.get_birth_date(clean_pesel(value))
    return born


def clean_eu_vat(value: str) -> str:
    """Return an EU VAT number with its country prefix (Greece as EL, as VIES has it)."""
    message = _("This is not a valid EU VAT number: check the country prefix and the digits.")
    number = _checked(vat.validate, _compact(value), message)
    if number.startswith("PL"):
        return f"PL{clean_nip(number)}"
    return f"EL{number[2:]}" if number.startswith("GR") else number


def clean_iban(value: str) -> str:
    """Return an IBAN without spaces; twenty-six bare digits are a Polish account (NRB)."""
    return str(_iban(value))


def bank_name(value: str) -> str:
    """Return the name of the bank that holds an account, empty when it is not known."""
    return _iban(value).bank_name or ""


def bank_bic(value: str) -> str:
    """Return the BIC of the bank that holds an account, empty when it is not known."""
    bic = _iban(value).bic
    return str(bic) if bic else ""


def _iban(value: str) -> Any:
    compact = _compact(value)
    if _NRB.fullmatch(compact):
        compact = f"PL{compact}"
    try:
        return schwifty.IBAN(compact)
    except SchwiftyException:
        raise InvalidIdentifier(
            _("This is not a valid account number: check the IBAN digit by digit.")
        ) from None


def as_validator(clean: Callable[[str], str]) -> Callable[[Any, Any], None]:
    """Make a form validator that also puts the cleaned number into the field."""

    def validate(_form: Any, field: Any) -> None:
        if field.data:
            try:
                field.data = clean(field.data)
            except InvalidIdentifier as refusal:
                raise FieldError(str(refusal)) from refusal

    return validate


def show_nip(value: str) -> str:
    """Group a stored NIP the way it is printed: 526-00-01-246."""
    return f"{value[:3]}-{value[3:5]}-{value[5:7]}-{value[7:]}" if len(value) == 10 else value


def show_iban(value: str) -> str:
    """Group a stored IBAN in fours; a Polish one after its two check digits, as banks print it."""
    if value.startswith("PL"):
        return " ".join([value[:4], *_fours(value[4:])])
    return " ".join(_fours(value))


def _fours(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]
