"""What a browser fetches for the list of clients: the first time, and every time after."""

import re
from urllib.parse import urljoin

import pytest

from tests.performance.pages import PAGES

KILOBYTE = 1024
YEAR = 365 * 24 * 3600
_IN_PAGE = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="([^"#]+)')
_IN_STYLE = re.compile(r"url\(([^)#]+)\)")


def fetch(client, url):
    return client.get(url, headers={"Accept-Encoding": "br, gzip"})


@pytest.fixture(scope="module")
def cold(measured):
    """Address -> answer of everything the list of clients needs."""
    url = PAGES["clients"]
    answers, waiting = {}, [url]
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answers[address] = fetch(measured.client, address)
        waiting += needed_by(measured.client, address, answers[address])
    return answers


def needed_by(client, address, answer):
    if answer.mimetype == "text/html":
        return _IN_PAGE.findall(client.get(address).text)
    if answer.mimetype == "text/css":
        found = [name.strip("'\"") for name in _IN_STYLE.findall(client.get(address).text)]
        return [urljoin(address, name) for name in found if not name.startswith("data:")]
    return []


def listed(answers):
    return "\n".join(f"{len(answer.data):8} {url}" for url, answer in answers.items())


def test_everything_the_page_names_is_there(cold):
    assert {answer.status_code for answer in cold.values()} == {200}
    kinds = {answer.mimetype for answer in cold.values()}
    assert {"text/html", "text/css", "text/javascript", "image/svg+xml", "font/woff2"} <= kinds


def test_cold_list_takes_at_most_twelve_requests(cold):
    assert len(cold) <= 12, listed(cold)


def test_cold_list_takes_at_most_three_hundred_kilobytes(cold):
    assert sum(len(answer.data) for answer in cold.values()) <= 300 * KILOBYTE, listed(cold)


def test_warm_list_takes_at_most_fifteen_kilobytes(cold):
    assert len(cold[PAGES["clients"]].data) <= 15 * KILOBYTE, listed(cold)


def test_browser_keeps_everything_but_the_page(cold):
    kept = {url: answer.cache_control for url, answer in cold.items() if url != PAGES["clients"]}
    assert [url for url, cache in kept.items() if (cache.max_age or 0) < YEAR] == []
    assert cold[PAGES["clients"]].cache_control.no_store


def test_text_is_compressed(cold):
    plain = [
        url
        for url, answer in cold.items()
        if answer.mimetype != "font/woff2" and answer.content_encoding != "br"
        if len(answer.data) > 500
    ]
    assert plain == []
