"""The pages of the help: which there are, and their Markdown as safe HTML."""

import posixpath
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

DOCS = Path(__file__).resolve().parents[2] / "docs"
INDEX = "index"

#: Page → its file below docs/ in each language; what is not named here is no page.
FILES: dict[str, dict[str, str]] = {
    INDEX: {"pl": "pl/README.md", "en": "en/README.md"},
    "first-steps": {"pl": "pl/pierwsze-kroki.md", "en": "en/first-steps.md"},
    "clients": {"pl": "pl/klienci.md", "en": "en/clients.md"},
    "employees": {"pl": "pl/pracownicy.md", "en": "en/employees.md"},
    "positions": {"pl": "pl/stanowiska.md", "en": "en/positions.md"},
    "items": {"pl": "pl/przedmioty.md", "en": "en/items.md"},
    "calendar": {"pl": "pl/kalendarz.md", "en": "en/calendar.md"},
    "schedule": {"pl": "pl/grafik.md", "en": "en/schedule.md"},
    "accepting-hours": {"pl": "pl/akceptacja-godzin.md", "en": "en/accepting-hours.md"},
    "importing": {"pl": "pl/import-godzin.md", "en": "en/importing-hours.md"},
    "employee-settlements": {
        "pl": "pl/rozliczenia-pracownikow.md",
        "en": "en/employee-settlements.md",
    },
    "client-settlements": {"pl": "pl/rozliczenia.md", "en": "en/client-settlements.md"},
    "invoices": {"pl": "pl/faktury.md", "en": "en/invoices.md"},
    "reports": {"pl": "pl/raporty.md", "en": "en/reports.md"},
    "settings": {"pl": "pl/ustawienia.md", "en": "en/settings.md"},
    "operations": {"pl": "pl/administracja.md", "en": "OPERATIONS.md"},
}
#: Page → whose it is: whoever may see one of these; what is not named here is everybody's.
ABOUT: dict[str, tuple[str, ...]] = {
    "clients": ("Clients",),
    "employees": ("Employees", "Contracts"),
    "positions": ("Positions",),
    "items": ("ItemIssues", "Items"),
    "calendar": ("ScheduleEntries",),
    "schedule": ("ScheduleEntries",),
    "accepting-hours": ("ScheduleEntries",),
    "importing": ("HoursImports",),
    "employee-settlements": ("EmployeeSettlements",),
    "client-settlements": ("ClientSettlements",),
    "invoices": ("Invoices", "Payments"),
    "reports": ("Reports",),
    "settings": ("Companies", "Users", "Roles", "Statuses", "NumberSeries"),
    "operations": ("Processes", "AuditLog"),
}
_PAGES = {
    file: (page, language) for page, files in FILES.items() for language, file in files.items()
}
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_NO_SLUG = re.compile(r"[^\w\- ]")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")

#: (page, language) → its address.
Address = Callable[[str, str], str]


@dataclass(frozen=True)
class HelpPage:
    """A page ready to be shown."""

    title: str
    html: Markup


def read(
    page: str, language: str, address: Address, offered: Collection[str] = tuple(FILES)
) -> HelpPage:
    """Return a page; links between files become links between pages.

    The index lists what is offered alone; a link elsewhere leads to any page.
    """
    file = FILES[page][language]
    tokens = _markdown.parse((DOCS / file).read_text(encoding="utf-8"))
    if page == INDEX:
        tokens = _listing(tokens, file, offered)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(inline.content))
        _aim(inline.children or [], file, address)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes={"*": {"id"}, "a": {"href"}})
    return HelpPage(_title(tokens), Markup(clean))  # noqa: S704 - cleaned by an allow-list


def contents(language: str, offered: Collection[str] = tuple(FILES)) -> list[tuple[str, str]]:
    """Return page and title of every page that is offered, the index first."""
    titles = []
    for page in FILES:
        if page not in offered:
            continue
        file = FILES[page][language]
        first = (DOCS / file).read_text(encoding="utf-8").partition("\n")[0]
        titles.append((page, first.lstrip("# ").strip()))
    return titles


def slug(heading: str) -> str:
    """Return the anchor that Git forges give a heading."""
    return _NO_SLUG.sub("", heading.lower()).replace(" ", "-")


def _listing(tokens: Sequence[Token], file: str, offered: Collection[str]) -> list[Token]:
    """Leave out the items of a list that lead to pages which are not offered."""
    kept: list[Token] = []
    item: list[Token] = []
    for token in tokens:
        if token.type != "list_item_open" and not item:
            kept.append(token)
            continue
        item.append(token)
        if token.type == "list_item_close":
            kept += item if _targets(item, file) <= set(offered) else []
            item = []
    return kept


def _targets(tokens: Sequence[Token], file: str) -> set[str]:
    """Return the pages that tokens link to."""
    links = [
        str(one.attrGet("href") or "")
        for token in tokens
        for one in token.children or []
        if one.type == "link_open"
    ]
    return {known[0] for link in links if (known := _page_of(link, file))}


def _page_of(link: str, file: str) -> tuple[str, str] | None:
    """Return page and language of a relative link in a file."""
    return _PAGES.get(posixpath.normpath(posixpath.join(posixpath.dirname(file), link)))


def _title(tokens: Sequence[Token]) -> str:
    return next(token.content for token in tokens if token.type == "inline")


def _aim(tokens: Sequence[Token], file: str, address: Address) -> None:
    """Turn relative links into addresses of ours; a file that is no page is not linked."""
    for token in tokens:
        target = str(token.attrGet("href") or "")
        path, hash_, anchor = target.partition("#")
        if token.type == "link_open" and path and "://" not in path:
            known = _page_of(path, file)
            token.attrSet("href", f"{address(*known)}{hash_}{anchor}" if known else "#")
