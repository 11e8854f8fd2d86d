"""Reading pages the way a browser would: rows of a table, values of a form."""

import re
from html import unescape
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Reader(HTMLParser):
    """Collects table rows and the fields of the page's own form (``data-form``)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.fields: MultiDict[str, str] = MultiDict()
        self._in_body = self._in_form = False
        self._cell: list[str] | None = None
        self._select: str | None = None
        self._has_chosen = False
        self._first: str | None = None
        self._area: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "tbody":
            self._in_body = True
        elif tag == "tr" and self._in_body:
            self.rows.append([])
        elif tag == "td" and self._in_body:
            self._cell = []
        elif tag == "form":
            self._in_form = "data-form" in values
        elif self._in_form:
            self._field(tag, values)

    def _field(self, tag, values):
        name, value = values.get("name"), values.get("value") or ""
        if tag == "input" and name:
            if values.get("type") in ("checkbox", "radio") and "checked" not in values:
                return
            self.fields.add(name, value)
        elif tag == "select":
            self._select, self._has_chosen, self._first = name, False, None
            self._is_multiple = "multiple" in values
        elif tag == "option" and self._select:
            self._first = value if self._first is None else self._first
            if "selected" in values:
                self.fields.add(self._select, value)
                self._has_chosen = True
        elif tag == "textarea":
            self._area, self._text = name, []

    def handle_endtag(self, tag):
        if tag == "tbody":
            self._in_body = False
        elif tag == "td" and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "form":
            self._in_form = False
        elif tag == "select" and self._select:
            if not self._has_chosen and not self._is_multiple and self._first is not None:
                self.fields.add(self._select, self._first)
            self._select = None
        elif tag == "textarea" and self._area:
            self.fields.add(self._area, "".join(self._text).removeprefix("\r\n"))
            self._area = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)
        if self._area:
            self._text.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def rows_of(html: str) -> list[list[str]]:
    """Return the texts of the cells of every listed row."""
    return _read(html).rows


def column_of(html: str, text_of: int = 0) -> list[str]:
    """Return one column of the list: the first that is no tick box."""
    rows = rows_of(html)
    return [[cell for cell in row if cell][text_of] for row in rows]


def fields_of(html: str) -> MultiDict[str, str]:
    """Return what a browser would send if the form of the page were sent as it stands."""
    return _read(html).fields


def filled(browser, url: str, **values: object) -> MultiDict[str, str]:
    """Open a form, type into it and return what a browser would send; lists are ticked together."""
    answer = browser.get(url)
    assert answer.status_code == 200
    return typed_into(answer, **values)


def typed_into(answer, **values: object) -> MultiDict[str, str]:
    """Return what a browser would send of the form in an answer after some typing."""
    fields = MultiDict(fields_of(answer.text))
    for name, value in values.items():
        fields.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return fields


def save(browser, url: str, **values: object):
    """Fill a form and send it."""
    return browser.post(url, data=filled(browser, url, **values))


def step(page: str, symbol: str) -> str:
    """Return the address of the pager's arrow with that icon."""
    nav = re.search(r'class="pager-nav".*?</nav>', page, re.DOTALL)
    if not nav:
        return ""
    arrows = re.findall(r"<a.*?</a>", nav[0], re.DOTALL)
    found = [arrow for arrow in arrows if f'#i-{symbol}"' in arrow]
    return unescape(re.search(r'href="([^"]*)"', found[0])[1]) if found else ""
