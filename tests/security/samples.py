"""A request for every rule and method that succeeds for whoever may send it.

A new list with the usual pages needs an entry in ``ADD`` only; another page one in ``PAGES``.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role
from werkzeug.datastructures import MultiDict

from app.accounts.models import UserSession
from app.clients.models import Client
from app.core.assets import asset
from app.core.views import AppModelView
from app.core.views.saved import SavedView
from app.extensions import db
from tests.security.pages import Page
from tests.security.visits import Visit, Visitor
from tests.support.people import PASSWORD

NEW_PASSWORD = "Zielony-Parasol-19-Mokry"

_LINE = {
    "rows": "1", "line_key": "", "line_text": "Praca", "line_quantity": "8", "line_unit": "h",
    "line_price": "47,90", "line_vat": "vat_23",
}  # fmt: skip

#: What is typed into the form of a new row. ``{Client}`` is the id of Alfa's row of that model.
ADD = {
    "ClientView": {
        "name": "Nowy klient", "kind": "company", "payment_days": "14", "currency": "PLN",
        "vat_rate": "vat_23", "language": "pl", "invoice_detail": "one_line", "employee_names": "none",
    },
    "ContactView": {"client": "{Client}", "first_name": "Ewa", "last_name": "Nowa"},
    "AddressView": {
        "client": "{Client}", "kind": "workplace", "street": "Nowa 1", "postal_code": "00-950",
        "city": "Warszawa", "country": "PL",
    },
    "ClientBankAccountView": {
        "client": "{Client}", "iban": "PL10105000997603123456789123", "currency": "PLN",
    },
    "UserView": {
        "first_name": "Jan", "last_name": "Nowy", "email": "nowy@example.com", "locale": "pl",
        "roles": "{Role}",
    },
    "PositionView": {
        "client": "{Client}", "name": "Kelner", "contract_type": "temporary",
        "price_source": "client",
    },
    "PositionRateView": {
        "position": "{Position}", "rate_kind": "{RateKind}", "valid_from": "2026-12-01",
        "employee_rate": "40", "client_rate": "60",
    },
    "PositionPriceView": {
        "position": "{Position}", "section": "base_pay", "name": "Nowa", "mode": "margin",
        "margin": "20",
    },
    "ClientPricingView": {"client": "{Unpriced}", "price_group": "{PriceGroup}"},
    "RateKindView": {
        "name": "Nowy rodzaj", "unit": "hour", "rule": "chosen", "place": "5",
        "night_from": "22:00", "night_to": "06:00", "holiday_window": "six_to_six",
    },
    "PriceGroupView": {"name": "Nowa grupa"},
    "PriceGroupItemView": {
        "price_group": "{PriceGroup}", "section": "base_pay", "name": "Nowa", "mode": "margin",
        "margin": "20",
    },
    "InvoiceView": {
        "client": "{Client}", "issue_date": "2026-11-06", "sale_to": "2026-10-31",
        "payment_days": "14", "currency": "PLN", "language": "pl", **_LINE,
    },
    "PaymentView": {"invoice": "{Invoice}", "paid_on": "2026-11-10", "amount": "25"},
    "GroupView": {"name": "nowa", "roles": "{Role}"},
    "RoleView": {"name": "Nowa rola"},
}  # fmt: skip

#: Whose account an action is run on, where not every row will do.
TARGETS = {"activate": "deactivated", "invite": "invited"}

#: Which field of an edit form is changed, the first one that is there.
EDITABLE = ("note", "notes", "description", "job_title", "name", "subject")

#: Pages that are no part of a list: (URL, form); ``own_…`` is the visitor's own row.
PAGES = {
    "HomeView.index GET": ("/", {}),
    "AuthView.login GET": ("/login/", {}),
    "AuthView.login POST": ("/login/", {"username": "administrator", "password": PASSWORD}),
    "AuthView.logout POST": ("/logout/", {}),
    "LinkView.forgot GET": ("/forgot-password/", {}),
    "LinkView.forgot POST": ("/forgot-password/", {"email": "administrator@example.com"}),
    "LinkView.open GET": ("/link/{link}", {}),
    "LinkView.open POST": (
        "/link/{link}", {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD},
    ),
    "LanguageView.index POST": ("/language/en", {}),
    "PaletteView.search GET": ("/palette/search?q=kanarek", {}),
    "PermissionView.index GET": ("/permissions/", {}),
    "PermissionView.show GET": ("/permissions/{Role}", {}),
    "PermissionView.save POST": ("/permissions/{Role}", {"grant": "Clients:read"}),
    "ProfileView.show GET": ("/profile/", {}),
    "ProfileView.save POST": (
        "/profile/", {"first_name": "Inne", "last_name": "Imię", "locale": "pl"},
    ),
    "ProfileView.password POST": (
        "/profile/password",
        {
            "password-current": PASSWORD,
            "password-password": NEW_PASSWORD,
            "password-repeated": NEW_PASSWORD,
        },
    ),
    "ProfileView.email POST": (
        "/profile/email", {"email-current": PASSWORD, "email-email": "inny@example.com"},
    ),
    "ProfileView.end_session POST": ("/profile/sessions/{own_session}/end", {}),
    "ProfileView.end_all_sessions POST": ("/profile/sessions/end-all", {}),
    "SavedViewView.save POST": (
        "/views/save", {"view": "ClientView", "name": "Moja lista", "state": "q=abc"},
    ),
    "SavedViewView.default POST": ("/views/default/{own_view}", {}),
    "SavedViewView.delete POST": ("/views/delete/{own_view}", {}),
    "ClientView.creator GET": ("/clients/creator/{Client}", {}),
    "ClientView.creator POST": ("/clients/creator/{Client}", {"created_by": "{Account}"}),
    "PositionRateView.margin GET": (
        "/position-rates/margin?employee_rate=33,40&client_rate=47,90", {},
    ),
    "RateSimulatorView.index GET": ("/rate-simulator/?position={Position}", {}),
    "InvoiceView.pdf GET": ("/invoices/pdf/{Invoice}", {}),
    "InvoiceView.terms GET": ("/invoices/terms?client={Client}", {}),
    "InvoiceView.totals POST": ("/invoices/totals", _LINE),
    "InvoiceView.correct GET": ("/invoices/correct/{Invoice}", {}),
    "InvoiceView.correct POST": ("/invoices/correct/{Invoice}", {"reason": "Pomyłka", **_LINE}),
    "InvoiceView.difference POST": ("/invoices/difference/{Invoice}", _LINE),
    "InvoiceView.send GET": ("/invoices/send/{Invoice}", {}),
    "InvoiceView.send POST": ("/invoices/send/{Invoice}", {"recipient": "a@example.com"}),
    "InvoiceSettingsView.index GET": ("/invoice-settings/", {}),
    "InvoiceSettingsView.save POST": ("/invoice-settings/", {"closed_to": "2026-09-30"}),
    "static GET": ("/static/favicon.svg", {}),
    "assets.bundle_file GET": ("{bundle}", {}),
    "health.healthz GET": ("/healthz", {}),
}  # fmt: skip


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
            filled = {key: value.format(**values) for key, value in form.items()}
            return Visit(method, url.format(**values), MultiDict(filled), note=cell)
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
                "own_session": db.session.scalar(session),
                "own_view": db.session.scalar(saved),
            }
        with self.app.test_request_context():
            fixed = {"link": self.world.link, "Unpriced": self.world.unpriced}
            return {**ids, **own, **fixed, "bundle": asset("crm.css")}

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
        if page in ("add", "edit") and method == "POST":
            url = f"{base}/add" if page == "add" else f"{base}/edit/{pk}"
            return Visit(method, url, getattr(self, f"_{page}_form")(view, url, side))
        urls = {
            "list": f"{base}/list/",
            "add": f"{base}/add",
            "export": f"{base}/export/csv",
            "filter": f"{base}/list/filter/{next(iter(view.search_columns), 'none')}",
            "options": f"{base}/options/{next(iter(relations(view)), 'none')}",
        }
        return Visit(method, urls.get(page, f"{base}/{page}/{pk}"), note=page)

    def _add_form(self, view, _url, side):
        name = type(view).__name__
        assert name in ADD, f"No sample of a new row of {name}: add one to ADD"
        values = self._values("control", side)
        form = MultiDict()
        for key, value in ADD[name].items():
            form[key] = value.format(**values) if isinstance(value, str) else value
        return form

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


__all__ = ["ADD", "PAGES", "Role", "Samples", "client_of", "relations"]
