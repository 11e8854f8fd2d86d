"""The help is what docs/ says, in the reader's language, and nothing in it can do harm."""

import re
from urllib.parse import unquote

import pytest

from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.help import pages
from tests.house.source import ROOT

LANGUAGES = ("pl", "en")
EVERY = [(page, language) for page in pages.FILES for language in LANGUAGES]


def read(page, language):
    return pages.read(page, language, lambda name, lang: f"/help/{name}?lang={lang}")


def test_every_guide_for_users_is_a_page():
    guides = {
        path.relative_to(pages.DOCS).as_posix()
        for language in LANGUAGES
        for path in (ROOT / "docs" / language).glob("*.md")
    }
    served = {file for files in pages.FILES.values() for file in files.values()}
    assert guides <= served
    assert all(set(files) == set(LANGUAGES) for files in pages.FILES.values())


@pytest.mark.parametrize(("page", "language"), EVERY)
def test_no_link_of_the_help_leads_nowhere(page, language):
    html = read(page, language).html
    for target in re.findall(r'href="([^"]+)"', html):
        if "://" in target:
            continue
        path, _hash, anchor = unquote(target).partition("#")
        name, _query, lang = path.removeprefix("/help/").partition("?lang=")
        assert not path or name in pages.FILES, target
        there = read(name, lang).html if path else html
        assert not anchor or f'id="{anchor}"' in there, target
        assert path or anchor, target


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<a href="/x" onclick="alert(1)">x</a>',
        "![x](https://example.com/pixel.png)",
        "<style>body{}</style>",
    ],
)
def test_nothing_in_a_page_can_act_or_fetch(tmp_path, monkeypatch, evil):
    (tmp_path / "evil.md").write_text(f"# Tytuł\n\n{evil}\n\n**gruby** | a |\n")
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    monkeypatch.setattr(pages, "FILES", {"evil": {"pl": "evil.md"}})
    page = read("evil", "pl")
    assert page.title == "Tytuł"
    assert "<strong>gruby</strong>" in page.html
    assert not re.search(r"<(script|style|img)|<[^>]*(javascript:|onclick)", page.html)


def test_headings_have_the_anchors_of_a_forge():
    assert pages.slug("Środowisko i e-mail (SMTP)") == "środowisko-i-e-mail-smtp"


@pytest.mark.parametrize("page", pages.FILES)
def test_everybody_who_is_logged_in_reads_every_page(login_as, page):
    answer = login_as(PORTAL).get(f"/help/{page}")
    assert answer.status_code == 200
    assert read(page, "pl").title in answer.text


@pytest.mark.parametrize("page", [pages.INDEX, "first-steps"])
def test_the_help_lists_what_its_reader_may_see(login_as, page):
    guest, boss, office = (
        re.findall(r'href="/help/([a-z-]+)"', login_as(role).get(f"/help/{page}").text)
        for role in (PORTAL, ADMINISTRATOR, "Koordynator – swoi klienci, bez stawek")
    )
    assert set(guest) == {"index", "first-steps"}
    assert set(boss) == set(pages.FILES)
    assert set(pages.FILES) - set(office) == {
        "employee-settlements", "client-settlements", "invoices", "reports", "settings",
        "operations",
    }  # fmt: skip


def test_every_page_is_about_something_that_can_be_permitted(app):
    known = {view.class_permission_name for view in app.appbuilder.baseviews}
    assert {entity for entities in pages.ABOUT.values() for entity in entities} <= known


def test_the_help_speaks_the_language_of_its_reader(login_as):
    reader = login_as(PORTAL)
    assert "<h1" in reader.get("/help/clients").text
    assert read("clients", "pl").title in reader.get("/help/clients").text
    reader.post("/language/en")
    assert read("clients", "en").title in reader.get("/help/clients").text
    other = reader.get("/help/clients?lang=pl").text
    assert '<article class="card help-text" lang="pl">' in other
    assert reader.get("/help/clients?lang=xx").status_code == 200


def test_a_stranger_is_sent_to_the_door(client):
    assert client.get("/help/clients").location.startswith("/login/")


@pytest.mark.parametrize("name", ["nie-ma", "..", "pl%2FREADME.md", "README.md"])
def test_what_is_no_page_is_not_found(login_as, name):
    assert login_as(PORTAL).get(f"/help/{name}").status_code == 404


def test_the_menu_and_empty_lists_lead_to_the_help(login_as, db):
    admin = login_as(ADMINISTRATOR)
    assert 'href="/help/"' in admin.get("/").text
    assert 'href="/help/clients"' in admin.get("/clients/list/").text
    assert 'href="/help/clients"' not in admin.get("/clients/list/?q=nikt").text
