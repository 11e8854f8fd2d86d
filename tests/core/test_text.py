"""Keys that make Polish text searchable and sortable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import like_pattern, search_key, sort_key, ungrouped

ALPHABET = "aąbcćdeęfghijklłmnńoóprsśtuwyzźż"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ćwik", "cwik"),
        ("  ĆWIK \t Łódź\n", "cwik lodz"),
        ("Zażółć gęślą jaźń", "zazolc gesla jazn"),
        ("C\u0301wik", "cwik"),
        ("Straße Ærø Œuvre", "strasse aero oeuvre"),
        ("℡ Ⅷ ﬁ", "tel viii fi"),
        ("a\x00b", "a b"),
        ("", ""),
        ("Київ", "киів"),
    ],
)
def test_search_key_folds_case_and_diacritics(text, key):
    assert search_key(text) == key


def test_search_key_joins_what_is_there():
    assert search_key("Ćwik", None, "", "525") == "cwik 525"


@given(st.text())
def test_search_key_of_a_key_is_the_key(text):
    assert search_key(search_key(text)) == search_key(text)


@given(st.text())
def test_search_key_does_not_depend_on_case_or_form(text):
    key = search_key(text)
    assert search_key(text.casefold()) == key
    assert "\x00" not in key
    assert key == " ".join(key.split())


words = st.text(alphabet=ALPHABET + ALPHABET.upper() + " ", min_size=1, max_size=12)


@given(st.lists(words))
def test_sort_key_orders_as_the_polish_alphabet_does(texts):
    def by_alphabet(text):
        return [" ".find(char) if char == " " else ALPHABET.index(char) + 1 for char in text]

    folded = {" ".join(text.lower().split()) for text in texts}
    assert sorted(folded, key=sort_key) == sorted(folded, key=by_alphabet)


@given(words)
def test_sort_key_is_plain_ascii_and_blind_to_case(text):
    assert sort_key(text).isascii()
    assert sort_key(text) == sort_key(text.upper())


def test_composed_and_decomposed_letters_sort_alike():
    assert sort_key("C\u0301ma") == sort_key("Ćma")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("526-00-01-246", "5260001246"),
        ("+48 601 234 567", "48601234567"),
        ("(22) 600-10-20", "226001020"),
        ("PL61 1090 1014", "PL6110901014"),
        ("5260001246", "5260001246"),
        ("Hotel 5", ""),
        ("-", ""),
        ("", ""),
        ("1-a", ""),
        ("٣-٤", ""),
    ],
)
def test_number_is_read_without_its_separators(text, plain):
    assert ungrouped(text) == plain


@given(st.text())
def test_like_pattern_leaves_no_wildcard_alone(text):
    inner = like_pattern(text)[1:-1]
    unescaped = inner.replace(r"\\", "").replace(r"\%", "").replace(r"\_", "")
    assert not set("%_\\") & set(unescaped)
