"""Keys that make Polish text searchable and sortable on any database.

Neither SQLite nor every PostgreSQL carries a Polish collation, so what is searched
and sorted is stored: the same key, computed here, on both.
"""

import re
import unicodedata

_STROKED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})

# "~" stands behind every letter and digit in ASCII, so "ą" sorts behind "a…" and before "b".
_POLISH_ORDER = str.maketrans(
    {
        "ą": "a~",
        "ć": "c~",
        "ę": "e~",
        "ł": "l~",
        "ń": "n~",
        "ó": "o~",
        "ś": "s~",
        "ź": "z~",
        "ż": "z~~",
    }
)

_GROUPED = re.compile(r"(?:[A-Za-z]{2})?[\s().+/-]*\d[\d\s().+/-]*", re.ASCII)


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_STROKED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def search_key(*parts: str | None) -> str:
    """Fold case and diacritics: „Ćwik” and „CWIK” give the same key."""
    text = " ".join(filter(None, parts)).replace("\x00", " ")
    # Twice: decomposing „℡” gives capitals again.
    return " ".join(_ascii(_ascii(text.casefold()).casefold()).split())


def sort_key(text: str) -> str:
    """Return a key whose plain byte order is the Polish alphabetical order."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_POLISH_ORDER)
    return " ".join(_ascii(folded).split())


def ungrouped(text: str) -> str:
    """Return a number without the separators people group it by, "" when it is none.

    „526-00-01-246”, „+48 601 234 567” and „PL61 1090…” are stored plain.
    """
    if not _GROUPED.fullmatch(text):
        return ""
    return re.sub(r"[\s().+/-]", "", text)


def like_pattern(key: str) -> str:
    r"""Return a LIKE pattern (escape character ``\``) that finds ``key`` anywhere."""
    escaped = key.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
