"""What may stand in a mail's head, and how long a failed one waits."""

from datetime import timedelta

import pytest

from app.messaging.rules import BACK_OFF, is_address, is_clean, wait_after


@pytest.mark.parametrize("text", ["Faktura „Żółć” 100%", "a\u00a0b", "", "🐟"])
def test_text_of_one_line_is_clean(text):
    assert is_clean(text)


@pytest.mark.parametrize(
    "character",
    ["\r", "\n", "\r\n", "\x00", "\x0b", "\x0c", "\x1b", "\x85", "\u2028", "\u2029", "\x7f"],
)
def test_what_could_begin_another_header_is_not(character):
    assert not is_clean(f"Temat{character}Bcc: evil@example.com")


@pytest.mark.parametrize("address", ["a@b.pl", "jan.żak+x@przykład.pl", "o'neil@example.com"])
def test_one_bare_address_is_an_address(address):
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b.pl",
        "a@b.pl, evil@x.pl",
        "a@b.pl;evil@x.pl",
        "a@b.pl evil@x.pl",
        "Jan <a@b.pl>",
        "a@b@c.pl",
        "a@b.pl\r\nBcc: evil@x.pl",
        "a@b.pl\n",
        '"a@b.pl"@x.pl',
        "x" * 320 + "@b.pl",
    ],
)
def test_anything_else_is_not(address):
    assert not is_address(address)


def test_waits_grow_and_end():
    waits = [wait_after(attempt) for attempt in range(1, len(BACK_OFF) + 2)]
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] is None
