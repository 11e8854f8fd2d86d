"""Every text has its Polish, and the compiled catalogue is the one that was translated."""

import re
import tomllib

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.house.source import ROOT

FOLDER = ROOT / "translations" / "pl" / "LC_MESSAGES"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


@pytest.fixture(scope="module")
def catalogue():
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="pl")


#: Words with two Polish ones in our trade: a firm we serve („Firma”), and our own („Spółka”).
AMBIGUOUS = {"Company", "Companies"}


def sources():
    """Return every text of code and templates with the place where it stands."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    for name, line, message, *_ in extract_from_dir(ROOT, methods, keywords=KEYWORDS):
        yield message, f"{name}:{line}"


def forms(text):
    return list(text) if isinstance(text, (tuple, list)) else [text]


def placeholders(text):
    return {match for form in forms(text) for match in _PLACEHOLDER.findall(form)}


def test_texts_are_found():
    assert len(list(sources())) > 100


def test_no_text_is_a_word_of_two_meanings():
    texts = {form for message, _place in sources() for form in forms(message)}
    assert {"Business", "Own company"} <= texts
    assert not texts & AMBIGUOUS


def test_every_text_is_in_the_catalogue(catalogue):
    missing = {
        place: message for message, place in sources() if catalogue.get(forms(message)[0]) is None
    }
    assert missing == {}


def test_every_text_is_translated(catalogue):
    empty = [m.id for m in catalogue if m.id and not all(forms(m.string))]
    assert empty == []


def test_no_translation_is_a_guess(catalogue):
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_translations_keep_the_placeholders(catalogue):
    lost = [
        message.id
        for message in catalogue
        if message.id and placeholders(message.id) != placeholders(message.string)
    ]
    assert lost == []


def test_compiled_catalogue_is_fresh(catalogue):
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    assert compiled == {message.id: message.string for message in catalogue if message.id}
