"""What makes a password acceptable; pure, so every way of setting one asks the same rule."""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from functools import cache
from itertools import pairwise

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.core.text import search_key

SHORTEST, LONGEST = 12, 1024
#: Below this many different characters a long password is a repetition.
FEWEST_DIFFERENT = 5
#: Shorter names („jan”) are part of too many honest words.
SHORTEST_NAME = 4
SHORTEST_COMPANY_WORD = 5


class Problem(Enum):
    """Why a password is refused."""

    too_short = "too_short"
    too_long = "too_long"
    bad_character = "bad_character"
    common = "common"
    personal = "personal"


def normalised(password: str) -> str:
    """Return the one spelling that is hashed: „ó” typed on a Mac equals „ó” typed elsewhere."""
    return unicodedata.normalize("NFC", password)


def problem(
    password: str, *, names: Iterable[str] = (), companies: Iterable[str] = ()
) -> Problem | None:
    """Return what is wrong with a password, ``None`` when it is good.

    Length is what counts; there is no rule about capitals, digits or signs (ASVS 6.2.5).
    ``names`` are the user name and e-mail of its owner, ``companies`` what the agency is called.
    """
    if "\x00" in password:
        return Problem.bad_character
    length = len(normalised(password))
    if length < SHORTEST:
        return Problem.too_short
    if length > LONGEST:
        return Problem.too_long
    if is_common(password):
        return Problem.common
    if _contains(password, personal_words(names) | company_words(companies)):
        return Problem.personal
    return None


def is_common(password: str) -> bool:
    """Tell whether attackers try it first: listed, listed with trimmings, or repetitive."""
    folded = normalised(password).casefold().strip()
    if len(set(folded)) < FEWEST_DIFFERENT or _is_run(folded):
        return True
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    doubled = folded[: len(folded) // 2]
    return bool(
        {folded, search_key(folded), bare} & common_passwords()
        or (doubled * 2 == folded and doubled in common_passwords())
    )


@cache
def common_passwords() -> frozenset[str]:
    """Return the 30,000 passwords most often found in leaks."""
    return frozenset(FREQUENCY_LISTS["passwords"])


def personal_words(names: Iterable[str]) -> set[str]:
    """Return the parts of user names and e-mail addresses a password may not contain."""
    local_parts = (name.partition("@")[0] for name in names if name)
    return {
        word
        for name in local_parts
        for word in (_letters(name), *map(_letters, re.split(r"[.\-_+\s]", name)))
        if len(word) >= SHORTEST_NAME
    }


def company_words(companies: Iterable[str]) -> set[str]:
    """Return a company's name as one word, and its longer words."""
    return {
        word
        for company in companies
        if company
        for word in (_letters(company), *map(_letters, company.split()))
        if len(word) >= SHORTEST_COMPANY_WORD
    }


def _contains(password: str, words: set[str]) -> bool:
    letters = _letters(password)
    return any(word in letters for word in words)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", search_key(text))


def _is_run(text: str) -> bool:
    """Tell whether every character follows its neighbour: 1234…, abcd…, …4321."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    # "890123": the step from nine to nought is minus nine.
    return steps <= {1, -9} or steps <= {-1, 9}
