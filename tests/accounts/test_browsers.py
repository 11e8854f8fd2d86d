"""The list of sessions names browsers as people do."""

import pytest

from app.accounts.browsers import browser_name

_CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (_CHROME.format("Windows NT 10.0; Win64; x64"), "Chrome, Windows"),
        (_CHROME.format("X11; Linux x86_64") + " Edg/156.0", "Edge, Linux"),
        (_CHROME.format("Linux; Android 15"), "Chrome, Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Firefox, Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/20 Safari/605", "Safari, macOS"),
        ("curl/8.0", "curl/8.0"),
        ("x" * 300, "x" * 40),
        ("", ""),
    ],
)
def test_a_browser_is_named(user_agent, name):
    assert browser_name(user_agent) == name
