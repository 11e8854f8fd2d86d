"""The kernel's own pages: saved views, the palette's search, the language switch."""

from typing import Any

from flask import current_app, jsonify, redirect, request, session, url_for
from flask_appbuilder import AppBuilder
from werkzeug.wrappers import Response

from app.core import search
from app.core.access import LOGGED_IN, PUBLIC, can, page
from app.core.limits import SEARCHES
from app.core.menu import visible_menu
from app.core.permissions import READ
from app.core.text import search_key
from app.core.views.app_view import AppView
from app.core.views.saved import SavedViewView

PALETTE_LIMIT = 20


class PaletteView(AppView):
    """Ctrl+K: pages and records, only those the user may open."""

    route_base = "/palette"
    default_view = "search"
    request_limits = {"search": SEARCHES}

    @page("/search", LOGGED_IN)
    def search(self) -> Response:
        """Answer with groups of links that contain what was typed."""
        text = request.args.get("q", "")[:100]
        groups = [
            {"label": str(section.label), "items": items}
            for section in visible_menu()
            if (items := _matching(section.items, search_key(text)))
        ]
        if len(search_key(text)) >= 2:
            groups = _records(text) + groups
        return jsonify(groups=groups)


def _matching(items: Any, key: str) -> list[dict[str, str]]:
    return [
        {"title": item.label, "hint": "", "url": item.url, "icon": item.icon}
        for item in items
        if key in search_key(item.label)
    ]


def _records(text: str) -> list[dict[str, Any]]:
    """Return the found records, grouped by entity, from one query."""
    views = {
        view.search_kind: view
        for view in current_app.extensions["crm.views"].values()
        if getattr(view, "search_kind", "")
        and view.is_available()
        and can(READ, view.class_permission_name)
    }
    groups: dict[str, dict[str, Any]] = {}
    for entry in search.find(text, views, limit=PALETTE_LIMIT):
        view = views[search.kind_of(entry)]
        group = groups.setdefault(
            search.kind_of(entry), {"label": str(view.list_title), "items": []}
        )
        url = url_for(f"{view.endpoint}.show", pk=entry.record_id)
        group["items"].append(
            {"title": entry.title, "hint": entry.hint, "url": url, "icon": view.menu_icon}
        )
    return list(groups.values())


class LanguageView(AppView):
    """The language of the pages; kept in the session, changed by POST."""

    route_base = "/language"

    @page("/<locale>", PUBLIC, methods=["POST"])
    def index(self, locale: str) -> Response:
        """Switch to a language we have."""
        if locale in current_app.config["LANGUAGES"]:
            session["locale"] = locale
        return redirect(self.back_url())


def register(appbuilder: AppBuilder) -> None:
    """Add the pages."""
    for view in (SavedViewView, PaletteView, LanguageView):
        appbuilder.add_view_no_menu(view)
