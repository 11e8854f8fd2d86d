"""A request for every rule and method that succeeds for whoever may send it.

What they consist of is said in ``tests/security/domains``, one file per domain.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.models import UserSession
from app.clients.models import Client
from app.core.assets import asset
from app.core.views import AppModelView
from app.core.views.saved import SavedView
from app.extensions import db
from tests.security.domains import gathered, owned
from tests.security.pages import Page
from tests.security.visits import Visit, Visitor

ADD, PAGES, TARGETS = gathered("ADD"), gathered("PAGES"), gathered("TARGETS")

#: Which field of an edit form is changed, the first one that is there.
EDITABLE = ("note", "notes", "description", "job_title", "name", "subject", "bank", "text")


class Samples:
    """Requests with the ids of one world."""

    def __init__(self, app, world) -> None:
        self.app, self.world = app, world
        self._known: dict = {}

    def prepare(self) -> None:
        """Read every edit form while the rows are as they were built."""
        for view, cell in self.cells():
            if cell == "edit POST":
                self.visit(view, cell)

    def cells(self) -> Iterator[tuple[str, str]]:
        """Return (view, cell) of everything the app answers to, HEAD aside."""
        for rule in self.app.url_map.iter_rules():
            view, _, page = rule.endpoint.rpartition(".")
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                for case in self._cases(view, page):
                    yield view, f"{case} {method}"

    def _cases(self, view, page):
        """An action is a page of its own, with a permission of its own."""
        if page not in ("action", "action_post"):
            return [page]
        actions = self.app.extensions["crm.views"][view].actions
        return [f"{page}/{name}" for name in actions] or [page]

    def visit(self, view: str, cell: str, person: str = "control", side=None) -> Visit:
        """Return the request of a cell, as that person would send it."""
        page, method = cell.rsplit(" ", 1)
        side = side or self.world.alfa
        known = PAGES.get(f"{view}.{cell}".removeprefix("."))
        if known:
            url, form = known
            values = self._values(person, side)
            return Visit(method, url.format(**values), _filled(form, values), note=cell)
        model_view = self.app.extensions["crm.views"].get(view)
        assert isinstance(model_view, AppModelView), f"No sample of {view}.{cell}: add one to PAGES"
        return self._list_visit(model_view, page, method, side)

    def _values(self, person, side):
        key = person, side.mark
        if key not in self._known:
            self._known[key] = self._find_values(person, side)
        return self._known[key]

    def _find_values(self, person, side):
        ids = {model.__name__: pk for model, pk in {**self.world.ids, **side.ids}.items()}
        user_id = self.world.accounts.get(person, self.world.accounts["administrator"])
        with self.app.app_context():
            session = sa.select(UserSession.id).where(UserSession.user_id == user_id)
            saved = sa.select(SavedView.id).where(SavedView.owner_id == user_id)
            own = {
                **owned(user_id),
                "own_session": db.session.scalar(session),
                "own_view": db.session.scalar(saved),
            }
        with self.app.test_request_context():
            return {**ids, **own, **self.world.values, **side.values, "bundle": asset("crm.css")}

    def pk(self, view, side=None) -> int:
        """Return the id of a row the view shows."""
        model = view.datamodel.obj
        side = side or self.world.alfa
        ids = {**self.world.ids, **side.ids, **side.drafts}
        assert model in ids, f"No {model.__name__} in the test world: add one to world.py"
        return ids[model]

    def _list_visit(self, view, page, method, side):
        base, pk = view.route_base, str(self.pk(view, side))
        page, _, action = page.partition("/")
        if action in TARGETS:
            pk = str(self.world.accounts[TARGETS[action]])
        elif action == "restore":
            pk = str(self.world.archived[view.datamodel.obj])
        if page == "action":
            return Visit(method, f"{base}/action/{action or 'none'}/{pk}", note=action)
        if page == "action_post":
            form = MultiDict({"action": action or "none", "rowid": pk})
            return Visit(method, f"{base}/action_post", form, note=action)
        if page == "restore_version":  # the token is written down even if nothing is to be changed
            form = MultiDict({"_token": "restored"})
            return Visit(method, f"{base}/restore-version/{pk}", form, note=page)
        if page in ("add", "edit") and method == "POST":
            url = f"{base}/add" if page == "add" else f"{base}/edit/{pk}"
            return Visit(method, url, getattr(self, f"_{page}_form")(view, url, side))
        urls = {
            "list": f"{base}/list/",
            "add": f"{base}/add",
            "export": f"{base}/export/csv",
            "export_later": f"{base}/export/csv",
            "filter": f"{base}/list/filter/{next(iter(view.search_columns), 'none')}",
            "options": f"{base}/options/{next(iter(relations(view)), 'none')}",
        }
        return Visit(method, urls.get(page, f"{base}/{page}/{pk}"), note=page)

    def _add_form(self, view, _url, side):
        name = type(view).__name__
        assert name in ADD, f"No sample of a new row of {name}: add one to ADD"
        return _filled(ADD[name], self._values("control", side))

    def _edit_form(self, _view, url, _side):
        """Return the form as the page shows it, with one field changed."""
        if url not in self._known:
            self._known[url] = self._changed_form(url)
        return MultiDict(self._known[url])

    def _changed_form(self, url):
        visitor = Visitor(self.app, _NoWrites(), self.world.secrets["control"])
        answer = visitor.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        form = Page(answer.text).form
        form.pop("_token", None)
        field = next(name for name in EDITABLE if name in form)
        form[field] = f"{form[field]} zmiana".strip()
        return form


def _filled(form, values):
    """Return a form with ids in place of names; a file is left as it is."""
    return MultiDict(
        {
            key.format(**values): value.format(**values) if isinstance(value, str) else value
            for key, value in form.items()
        }
    )


class _NoWrites:
    """For a helper's own requests, which are not what a test looks at."""

    last: set[str] = set()


def relations(view) -> list[str]:
    """Return the relations whose options a view may be asked for."""
    columns = {*view.add_columns, *view.edit_columns, *view.search_columns}
    return sorted(column for column in columns if view.datamodel.is_relation(column))


def client_of(side) -> int:
    """Return the id of a world's client."""
    return side.ids[Client]
