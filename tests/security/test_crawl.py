"""Following every link there is, looking for what belongs to somebody else: D-AZ-08."""

from itertools import islice

from app.clients.models import Client
from tests.security.leaks import canaries_in
from tests.security.pages import Page, local_links
from tests.security.world import CONTROL

#: A list of links without an end would be no test; with their arguments there are 800 pages.
MOST_PAGES = 2000


def crawl(person):
    """Follow every link from the start page; each page is opened once per set of arguments."""
    waiting, seen = ["/"], set()
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        signature = signature_of(url)
        if signature in seen:
            continue
        seen.add(signature)
        answer = person.get(url)
        yield url, answer
        if answer.mimetype == "text/html":
            waiting += sorted(local_links(Page(answer.text, url)))
        elif answer.status_code in (301, 302):
            waiting.append(answer.location)


def signature_of(url):
    """Two orders of one list are one page; two records of one entity are two."""
    path, _, query = url.partition("?")
    names = {part.split("=")[0].split("_ClientView")[0] for part in query.split("&")}
    return path, frozenset(names - {"v", "next"})


def test_no_page_that_links_lead_to_shows_beta(limited, world):
    leaks, broken, opened = {}, {}, []
    for url, answer in crawl(limited):
        opened.append(url)
        if canaries_in(answer):
            leaks[url] = canaries_in(answer)
        if answer.status_code > 399:
            broken[url] = answer.status_code
    assert leaks == {}
    assert broken == {}
    assert any(url.startswith(f"/clients/show/{world.alfa.ids[Client]}") for url in opened)
    assert any(url.startswith("/clients/export/xlsx") for url in opened)
    assert len(opened) < MOST_PAGES, "not all of them"


def test_the_same_links_lead_to_beta_who_sees_all(visitor):
    found = (1 for _url, answer in crawl(visitor(CONTROL)) if canaries_in(answer))
    assert sum(islice(found, 20)) == 20
