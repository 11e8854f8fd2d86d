"""Identification numbers that pass every check and belong, as far as one can tell, to nobody.

Each function turns any whole number into one; equal numbers give equal results.
"""

from datetime import date

from stdnum.iso7064 import mod_11_10

_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_PESEL_WEIGHTS = (9, 7, 3, 1, 9, 7, 3, 1, 9, 7)
_REGON_WEIGHTS = (8, 9, 2, 3, 4, 5, 6, 7)
#: Tax offices: the first three digits of a NIP.
_OFFICES = ("521", "525", "583", "586", "671", "676", "736", "782", "894", "954")
_POLISH_BANKS = (
    "10201026", "10501025", "10901014", "11402004", "11602202", "12401037", "16000003",
    "24900005",
)  # fmt: skip
_GERMAN_BANKS = ("10010010", "10050000", "12030000", "20050550", "37040044", "70150000")


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


def nip(number: int) -> str:
    """Return a NIP; a number whose check digit would be 10 gives the next one's."""
    office = _OFFICES[number % len(_OFFICES)]
    while True:
        digits = f"{office}{number // len(_OFFICES) % 10**6:06d}"
        check = _weighted(digits, _NIP_WEIGHTS)
        if check < 10:
            return f"{digits}{check}"
        number += len(_OFFICES)


def regon(number: int) -> str:
    """Return a REGON of nine digits."""
    digits = f"{36_000_000 + number % 16_000_000:08d}"
    return f"{digits}{_weighted(digits, _REGON_WEIGHTS) % 10}"


def pesel(number: int, *, born: date, is_woman: bool) -> str:
    """Return the PESEL of somebody born on a day from 1900 to 2099."""
    month = born.month + (20 if born.year >= 2000 else 0)
    sex = number // 1000 % 5 * 2 + (not is_woman)
    digits = f"{born.year % 100:02d}{month:02d}{born.day:02d}{number % 1000:03d}{sex}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, _PESEL_WEIGHTS, strict=True))
    return f"{digits}{check % 10}"


def krs(number: int) -> str:
    """Return a KRS number."""
    return f"0000{100_000 + number % 900_000:06d}"


def german_vat(number: int) -> str:
    """Return a German EU VAT number."""
    digits = f"{10_000_000 + number % 80_000_000:08d}"
    return f"DE{digits}{mod_11_10.calc_check_digit(digits)}"


def polish_iban(number: int) -> str:
    """Return an account at one of the large Polish banks."""
    bank = _POLISH_BANKS[number % len(_POLISH_BANKS)]
    return _iban("PL", f"{bank}{number % 10**16:016d}")


def german_iban(number: int) -> str:
    """Return an account at a German bank."""
    bank = _GERMAN_BANKS[number % len(_GERMAN_BANKS)]
    return _iban("DE", f"{bank}{number % 10**10:010d}")


def _iban(country: str, account: str) -> str:
    letters = "".join(str(ord(letter) - ord("A") + 10) for letter in country)
    check = 98 - int(f"{account}{letters}00") % 97
    return f"{country}{check:02d}{account}"


def mobile(number: int) -> str:
    """Return a Polish mobile number, as people write it."""
    digits = f"{500_000_000 + number % 390_000_000}"
    return f"+48 {digits[:3]} {digits[3:6]} {digits[6:]}"


def german_mobile(number: int) -> str:
    """Return a German mobile number."""
    return f"+49 151 {number % 10**8:08d}"
