"""Who may call an endpoint. What is not declared open is closed.

``page`` gives a view method its URL and the verb it needs; the guard of the app checks
every request before the view runs, so a forgotten decorator is a refusal, not a hole.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import limits
from app.core.modules import is_enabled
from app.core.permissions import fab_name

Handler = TypeVar("Handler", bound=Callable[..., Any])

#: Marks for endpoints that ask for less than a permission.
PUBLIC, LOGGED_IN = "public", "logged_in"

#: What a database holds as a key; an address with a longer number does not exist.
LARGEST_KEY = 2**31 - 1

_OPEN_ENDPOINTS = {"static", "assets.bundle_file", "health.healthz"}


def page(url: str, verb: str, methods: Iterable[str] = ("GET",)) -> Callable[[Handler], Handler]:
    """Route a view method and name the verb (or ``PUBLIC``, ``LOGGED_IN``) it needs."""

    def mark(handler: Handler) -> Handler:
        path = url.replace("<int:", f"<int(max={LARGEST_KEY}):")
        handler._urls = [*vars(handler).get("_urls", []), (path, list(methods))]  # type: ignore[attr-defined]
        handler.__dict__.setdefault("_extra", {})
        handler._verb = verb  # type: ignore[attr-defined]
        if verb not in (PUBLIC, LOGGED_IN):
            handler._permission_name = verb  # type: ignore[attr-defined]
        return handler

    return mark


def can(verb: str, entity: str) -> bool:
    """Tell whether the current user holds a verb on an entity."""
    return (fab_name(verb), entity) in granted()


def granted() -> frozenset[tuple[str, str]]:
    """Return all that the current user holds, for who asks many times: (FAB's verb, entity)."""
    grants: frozenset[tuple[str, str]] = current_app.appbuilder.sm.grants_of_caller()  # type: ignore[attr-defined]
    return grants


def guard() -> Response | None:
    """Refuse the request unless its endpoint is open or the user may call it."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in _OPEN_ENDPOINTS:
        return None
    view, handler = _resolve(endpoint)
    verb = getattr(handler, "_verb", None)
    if view is not None and not is_enabled(getattr(view, "module", None)):
        abort(404)
    if verb == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _to_login()
    if verb != LOGGED_IN and (verb is None or not can(verb, view.class_permission_name)):
        abort(403)
    limits.use(getattr(view, "request_limits", {}).get(handler.__name__))
    return None


def _resolve(endpoint: str) -> tuple[Any, Any]:
    """Return the view object and the method behind an endpoint, or two Nones."""
    blueprint, _, method = endpoint.rpartition(".")
    view = current_app.extensions["crm.views"].get(blueprint)
    return view, getattr(view, method, None)


def _to_login() -> Response:
    """Lead to the login and from there back to the page that is on the screen."""
    if request.headers.get("HX-Request"):
        response = current_app.response_class(status=401)
        shown = request.headers.get("HX-Current-URL", "")
        response.headers["HX-Redirect"] = url_for("AuthView.login", next=_path_of(shown))
        return response
    if request.method == "GET":
        return redirect(url_for("AuthView.login", next=request.full_path.rstrip("?")))
    return redirect(url_for("AuthView.login", next=_path_of(request.referrer or "")))


def _path_of(url: str) -> str | None:
    """Return path and query of a page of ours; where it may lead the login checks."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}".rstrip("?") or None
