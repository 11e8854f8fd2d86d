"""Which passwords are refused, and which must not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import (
    SHORTEST,
    Problem,
    common_passwords,
    company_words,
    normalised,
    personal_words,
    problem,
)


@pytest.mark.parametrize("length", range(1, SHORTEST))
def test_short_passwords_are_refused(length):
    assert problem("Kłb7%xQpw#2z"[:length]) is Problem.too_short


def test_the_list_of_common_passwords_is_long_enough():
    assert len(common_passwords()) >= 3000


def test_every_common_password_is_refused_in_any_case():
    accepted = [
        word
        for word in common_passwords()
        for spelling in (word, word.upper(), word.capitalize())
        if problem(spelling) is None
    ]
    assert accepted == []


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password123!!",
        "!!qwerty123456",
        "qwertyuiopqwertyuiop",
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "890123456789",
        "abcdefghijklm",
        "zyxwvutsrqpo",
        "121212121212",
        "ZAQ12wsxZAQ12wsx",
    ],
)
def test_a_common_password_with_trimmings_is_refused(password):
    assert problem(password) is Problem.common


@pytest.mark.parametrize(
    "password",
    [
        "anna.nowak i kot",
        "Hasło annanowak 9",
        "nowak-nowak-nowak",
        "moja opieka seniora",
        "OpiekaSeniora2026",
    ],
)
def test_names_of_owner_and_company_are_refused(password):
    found = problem(
        password, names=["a.nowak", "anna.nowak@example.com"], companies=["Opieka Seniora"]
    )
    assert found is Problem.personal


@pytest.mark.parametrize(
    "password",
    [
        "poprawny koń bateria",
        "Spokojny-Parowiec-71",
        "żółć " * 3 + "gęś",
        "k7" + "mikroskop sto dwa " * 3 + "w",
        "Wydra czyta mapę! " * 7 + "xy",
        "🐟🦆🐢 trzy zwierzęta",
        "a b c d e f g h i j k",
    ],
)
def test_long_passwords_of_any_characters_are_accepted(password):
    assert problem(password, names=["jan", "jan@example.com"], companies=["Kadra"]) is None


def test_nul_is_refused():
    assert problem("poprawny koń\x00bateria") is Problem.bad_character


def test_a_novel_is_refused_so_that_hashing_it_cannot_hold_the_server_up():
    assert problem("wydra czyta " * 200) is Problem.too_long


def test_both_spellings_of_an_accented_letter_are_one_password():
    assert normalised("z\u0307o\u0301łc\u0301") == normalised("żółć")


def test_short_names_do_not_forbid_honest_words():
    assert personal_words(["jan@example.com", "ewa"]) == set()
    assert company_words(["A B C"]) == set()


@given(st.text(max_size=40))
def test_no_text_makes_the_rule_fail(password):
    assert problem(password, names=[password], companies=[password]) in (None, *Problem)


@given(st.text(min_size=SHORTEST, max_size=60))
def test_what_is_accepted_is_long_enough(password):
    if problem(password) is None:
        assert len(normalised(password)) >= SHORTEST
