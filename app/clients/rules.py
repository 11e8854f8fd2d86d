"""When two clients are probably the same one. Pure."""

import re
from difflib import SequenceMatcher

from app.core.text import search_key

_LEGAL_FORMS = re.compile(
    r"\b(sp(olka)? ?z ?o ?o|spolka z ograniczona odpowiedzialnoscia|s ?a|spolka akcyjna|p ?s ?a"
    r"|sp ?j|spolka jawna|sp ?k|spolka komandytowa|s ?k ?a|s ?c|spolka cywilna|gmbh|ag|kg|ohg|ug"
    r"|ltd|limited|inc|llc)\b"
)
_SIMILAR = 0.9


def core_name(name: str) -> str:
    """Return a name without legal form, punctuation, case and diacritics."""
    plain = re.sub(r"[^a-z0-9 ]+", " ", search_key(name))
    return " ".join(_LEGAL_FORMS.sub(" ", " ".join(plain.split())).split())


def longest_words(name: str) -> list[str]:
    """Return the two words a search for similar names should start from."""
    words = dict.fromkeys(core_name(name).split())
    return sorted(words, key=len, reverse=True)[:2]


def is_nearly_same(name: str, other: str) -> bool:
    """Tell whether two names mean one client: „Hotel Bałtyk” and „HOTEL BALTYK Sp. z o.o.”."""
    # Sorted, for the ratio depends on which of the two comes first.
    first, second = sorted((core_name(name), core_name(other)))
    if not first or re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False  # „Ośrodek nr 1” and „Ośrodek nr 2” are neighbours, not doubles
    return first == second or SequenceMatcher(None, first, second).ratio() >= _SIMILAR


def clean_postal_code(code: str, country: str) -> str | None:
    """Return a postal code as it is stored, ``None`` when a Polish one is wrong."""
    if country != "PL":
        return code
    digits = re.sub(r"[\s-]", "", code)
    return f"{digits[:2]}-{digits[2:]}" if re.fullmatch(r"\d{5}", digits, re.ASCII) else None
