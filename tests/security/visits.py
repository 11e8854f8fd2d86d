"""Requests, who sends them, and what came of them."""

import re
from dataclasses import dataclass, field, replace
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict

from tests.support.databases import _WRITE as WRITE
from tests.support.databases import Writes

TOKEN = 'name="csrf-token" content="([^"]+)"'
NEW_PASSWORD = "Zielony-Parasol-19-Mokry"
#: Written beside the work itself: the trail, and how often somebody failed.
BOOKKEEPING = {"audit_entry", "audit_seal", "login_attempt", "request_count"}


class CommittedWrites(Writes):
    """The tables whose changes were kept: what was rolled back has not happened."""

    def __init__(self) -> None:
        super().__init__()
        self.last: set[str] = set()
        event.listen(Engine, "commit", self._keep)
        event.listen(Engine, "rollback", self._drop)

    def _note(self, connection, _cursor, statement, *_):
        found = WRITE.match(statement)
        if found:
            connection.info.setdefault("written", set()).add(found.group(1).lower())

    def _keep(self, connection):
        written = connection.info.pop("written", set())
        self.tables |= written
        self.last |= written

    def _drop(self, connection):
        connection.info.pop("written", None)


@dataclass(frozen=True)
class Upload:
    """A file in a form; each request sends a new copy."""

    name: str
    content: bytes

    def opened(self):
        return BytesIO(self.content), self.name


@dataclass(frozen=True)
class Visit:
    """One request; ``form`` is posted."""

    method: str
    url: str
    form: MultiDict = field(default_factory=MultiDict)
    note: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.url} {self.note}".strip()

    def with_form(self, **values):
        form = MultiDict(self.form)
        for key, value in values.items():
            form.setlist(key, value if isinstance(value, list) else [value])
        return replace(self, form=form)


class Visitor:
    """A browser in which somebody is logged in already, or nobody is."""

    def __init__(self, app, writes, secret: str = "") -> None:
        self.client = app.test_client()
        self.writes = writes
        if secret:
            with self.client.session_transaction() as session:
                session["_user_id"] = secret

    def send(self, visit: Visit, **kwargs):
        self.writes.last.clear()
        data = _sent(visit.form) if visit.method not in ("GET", "HEAD") else None
        return self.client.open(visit.url, method=visit.method, data=data, buffered=True, **kwargs)

    def get(self, url: str, **kwargs):
        return self.send(Visit("GET", url), **kwargs)

    def post(self, url: str, form=None, **kwargs):
        return self.send(Visit("POST", url, MultiDict(form or {})), **kwargs)

    @property
    def written(self) -> set[str]:
        """The tables the last request wrote to, but for the bookkeeping."""
        return self.writes.last - BOOKKEEPING


def _sent(form):
    """Return a form with its files opened."""
    return MultiDict(
        (key, value.opened() if isinstance(value, Upload) else value)
        for key, value in form.items(multi=True)
    )


def outcome(response, written: set[str]) -> str:
    """Name what came of a request; ``done`` means that rows were written."""
    code = response.status_code
    if code < 400 and written:
        return "done"
    if code == 401 or (code == 302 and path_of(response.location) == "/login/"):
        return "login"
    if code < 400:
        return "ok"
    return {403: "denied", 404: "missing", 405: "method"}.get(code, str(code))


def path_of(url: str) -> str:
    return urlsplit(url).path


def text_of(response) -> str:
    """Return a body as text; a workbook is unpacked."""
    if response.mimetype.endswith("sheet"):
        return workbook_text(response.data)
    return response.get_data().decode(errors="replace")


def workbook_text(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def token_of(browser):
    """Return the token on a page of that browser's session."""
    return re.search(TOKEN, browser.get("/login/", follow_redirects=True).text).group(1)
