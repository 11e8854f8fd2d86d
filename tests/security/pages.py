"""Reading pages as a browser does: their links, forms and attributes."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from werkzeug.datastructures import MultiDict

_LINKS = ("href", "src", "action", "data-url", "hx-get")


class Page(HTMLParser):
    """Collects what the tests ask about a page."""

    def __init__(self, html: str, base: str = "/") -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.links: set[str] = set()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.options: dict[str, list[str]] = {}
        self.form = MultiDict()
        self._select: dict[str, str] | None = None
        self._textarea = ""
        self._inside = self._has_preview = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = {key: value or "" for key, value in attrs}
        self.elements.append((tag, values))
        for key in _LINKS:
            if values.get(key) and not (
                tag == "form" and values.get("method", "").lower() == "post"
            ):
                self.links.add(urljoin(self.base, values[key]))
        self._preview(tag, values)
        if tag == "form":
            self._inside = values.get("method", "").lower() == "post" and "logout" not in str(
                values
            )
        if self._inside:
            self._control(tag, values)

    def _preview(self, tag, values):
        """A row with a preview opens the fragment of its first link beside the list."""
        if tag == "tr":
            self._has_preview = "data-preview" in values
        elif tag == "a" and self._has_preview:
            self.links.add(urljoin(self.base, f"{values['href']}?_panel=1"))
            self._has_preview = False

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def _control(self, tag, values):
        name = values.get("name", "")
        if tag == "input" and name and values.get("type") not in ("submit", "file"):
            is_choice = values.get("type") in ("checkbox", "radio")
            if not is_choice or "checked" in values:
                self.form.add(name, values.get("value", "y" if is_choice else ""))
        elif tag == "select":
            self._select = values
            self.options[name] = []
        elif tag == "option" and self._select is not None:
            self.options[self._select["name"]].append(values.get("value", ""))
            if "selected" in values:
                self.form.add(self._select["name"], values.get("value", ""))
        elif tag == "textarea" and name:
            self._textarea = name
            self.form.add(name, "")

    def handle_data(self, data):
        if self._textarea:
            text = self.form[self._textarea] + data
            self.form[self._textarea] = text.removeprefix("\r\n").removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._inside = False


def local_links(page: Page) -> set[str]:
    """Return path and query of every link to this host."""
    found = set()
    for link in page.links:
        parts = urlsplit(link)
        if parts.netloc in ("", "localhost") and parts.scheme in ("", "http", "https"):
            path = parts.path or "/"
            found.add(f"{path}?{parts.query}" if parts.query else path)
    return found
