"""When two names mean one client, and how a postal code is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients.rules import clean_postal_code, core_name, is_nearly_same, longest_words


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Hotel Bałtyk", "hotel baltyk"),
        ("HOTEL BAŁTYK Sp. z o.o.", "hotel baltyk"),
        ("Hotel „Bałtyk” sp. z o. o.", "hotel baltyk"),
        ("Hotel Bałtyk spółka z ograniczoną odpowiedzialnością", "hotel baltyk"),
        ("Hotel Bałtyk Sp.z o.o.", "hotel baltyk"),
        ("Hotel Bałtyk Sp. z o.o. Sp. k.", "hotel baltyk"),
        ("Hotel Bałtyk Sp. z o.o. sp.k.", "hotel baltyk"),
        ("Hotel Bałtyk spółka komandytowa", "hotel baltyk"),
        ("Hotel Bałtyk S.A.", "hotel baltyk"),
        ("Hotel Bałtyk SA", "hotel baltyk"),
        ("Hotel Bałtyk P.S.A.", "hotel baltyk"),
        ("Hotel Bałtyk s.c.", "hotel baltyk"),
        ("Hotel Bałtyk S.C. Jan Żak", "hotel baltyk jan zak"),
        ("Hotel Bałtyk sp. j.", "hotel baltyk"),
        ("Hotel Bałtyk spółka jawna", "hotel baltyk"),
        ("Hotel Bałtyk S.K.A.", "hotel baltyk"),
        ("Pflegedienst Müller GmbH", "pflegedienst muller"),
        ("Smith Ltd.", "smith"),
        ("Sara Sawicka", "sara sawicka"),
        ("A&B S.A.", "a b"),
        ("", ""),
        ("Sp. z o.o.", ""),
        ("…", ""),
    ],
)
def test_core_of_a_name_has_no_legal_form(name, core):
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Hotel Bałtyk", "HOTEL BALTYK Sp. z o.o.", True),
        ("Hotel Bałtyk", "Hotel Baltyck", True),
        ("Zakład Opiekuńczy Pod Lipą", "Zaklad Opiekunczy pod Lipa S.A.", True),
        ("Przychodnia Żółwin", "Przychodnia Zolwin", True),
        ("Przychodnia Żółwin", "Przychodnia Żółwik", True),
        ("Hotel Bałtyk", "Hotel Bieszczady", False),
        ("Hotel Bałtyk", "Pensjonat Bałtyk", False),
        ("Jan Kowalski", "Anna Kowalska", False),
        ("Sp. z o.o.", "S.A.", False),
        ("", "", False),
        ("Ośrodek nr 1", "Ośrodek nr 2", False),
        ("DPS Kraków ul. Długa 12", "DPS Kraków ul. Długa 13", False),
    ],
)
def test_nearly_the_same_name_is_recognised(name, other, same):
    assert is_nearly_same(name, other) is same
    assert is_nearly_same(other, name) is same


@given(st.text(max_size=60))
def test_name_is_the_same_as_itself_unless_nothing_is_left_of_it(name):
    assert is_nearly_same(name, name) is bool(core_name(name))


@given(st.text(alphabet="abcą 12.", max_size=20), st.text(alphabet="abcą 12.", max_size=20))
def test_likeness_does_not_depend_on_the_order(name, other):
    assert is_nearly_same(name, other) is is_nearly_same(other, name)


@given(st.text(max_size=60))
def test_core_is_not_shortened_twice(name):
    once = core_name(name)
    assert set(core_name(once)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Hotel Bałtyk Sp. z o.o.", ["baltyk", "hotel"]),
        ("Dom Pomocy Społecznej w Łodzi", ["spolecznej", "pomocy"]),
        ("Hotel hotel", ["hotel"]),
        ("", []),
        ("S.A.", []),
    ],
)
def test_search_starts_from_the_two_longest_words(name, words):
    assert longest_words(name) == words


@pytest.mark.parametrize(
    ("code", "country", "stored"),
    [
        ("00-950", "PL", "00-950"),
        ("00950", "PL", "00-950"),
        (" 00 950 ", "PL", "00-950"),
        ("0-0950", "PL", "00-950"),
        ("00-95", "PL", None),
        ("00-9500", "PL", None),
        ("OO-950", "PL", None),
        ("٠٠-٩٥٠", "PL", None),
        ("10115", "DE", "10115"),
        ("SW1A 1AA", "GB", "SW1A 1AA"),
    ],
)
def test_polish_postal_code_is_stored_with_its_dash(code, country, stored):
    assert clean_postal_code(code, country) == stored
