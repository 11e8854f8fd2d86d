"""What happens around every request: its guard, its headers, its error page."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound, SecurityError, TooManyRequests
from werkzeug.wrappers import Response

from app.core import access, assets, audit, contention, templating
from app.core.errors import DomainError, Forbidden
from app.core.logging import request_id
from app.core.menu import visible_menu
from app.core.views.cells import (
    badge,
    cell,
    format_date,
    format_datetime,
    format_money,
    format_nip,
    format_quantity,
)
from app.extensions import db

log = logging.getLogger(__name__)
_PLAIN = "Błąd {code}, numer żądania {id}. / Error {code}, request number {id}.\n"
_HSTS = "max-age=31536000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Attach the request life cycle to an app."""
    app.before_request(access.guard)
    app.after_request(_finish)
    app.context_processor(_context)
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(Forbidden, lambda _error: _error_page(NotFound()))
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(OperationalError, _busy)
    assets.init_app(app)
    templating.init_app(app)
    app.jinja_env.globals.update(csp_nonce=csp_nonce, csrf_token=generate_csrf)
    app.jinja_env.filters.update(
        cell=cell,
        money=format_money,
        nip=format_nip,
        quantity=format_quantity,
        date=format_date,
        datetime=format_datetime,
        badge=lambda value: badge(value, value.color),
    )


def csp_nonce() -> str:
    """Return the nonce that lets this response's own scripts run."""
    if "crm.nonce" not in request.environ:
        request.environ["crm.nonce"] = secrets.token_urlsafe(16)
    return str(request.environ["crm.nonce"])


def _context() -> dict[str, Any]:
    is_fragment = request.headers.get("HX-Request") == "true"
    is_known = current_user.is_authenticated
    return {
        "app_name": "Kadra",
        "is_fragment": is_fragment or "_panel" in request.args,
        "is_panel": "_panel" in request.args,
        "menu": visible_menu() if is_known and not is_fragment and request.endpoint else [],
        "locale": str(get_locale() or "pl"),
        "languages": {"pl": "Polski", "en": "English"},
        "theme": theme(),
    }


def theme() -> str:
    """Return the colour theme of the cookie: light, dark or auto."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in ("light", "dark") else "auto"


def _finish(response: Response) -> Response:
    headers = response.headers
    nonce = f" 'nonce-{request.environ['crm.nonce']}'" if "crm.nonce" in request.environ else ""
    headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "object-src 'none'; frame-ancestors 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers["X-Request-ID"] = request_id()
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", _HSTS)
    if request.endpoint in ("static", "assets.bundle_file") and response.status_code < 400:
        headers.setdefault("Cache-Control", "public, max-age=3600")
        if request.args.get("v") and "max-age=31536000" in headers["Cache-Control"]:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers["Cache-Control"] = "no-store"
        response.vary.update(["HX-Request", "Cookie"])
    return response


def _refusal(error: DomainError) -> Response:
    """A rule said no outside a form: say so instead of failing."""
    return _error_response(422, lambda: (_("This cannot be done"), str(error)))


def _busy(error: OperationalError) -> Response:
    """Say that somebody else is writing, when the wait for them ended before ``transaction()``."""
    refusal = contention.busy(error)
    if refusal is None:
        raise error
    log.warning("waited for another writer in vain")
    db.session.rollback()
    return _error_response(503, lambda: (_("Not possible now"), str(refusal)))


def _error_page(error: HTTPException) -> Response:
    code = error.code or 500
    if isinstance(error, SecurityError):
        # No address of ours can be built for a host we do not trust, hence no page either.
        return Response("Nieznany adres serwera. / Unknown host.", 400, mimetype="text/plain")
    if code < 400:
        return error.get_response()
    if code == 403:
        audit.record_refusal("denied", label=request.path[:200])
    response = _error_response(code, lambda: _texts(error, code))
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _texts(error: HTTPException, code: int) -> tuple[str, str]:
    if isinstance(error, CSRFError):
        return _("The page has expired"), _("Go back, reload the page and send the form again.")
    texts = {
        400: (_("The request is not understood"), _("Something in the address or form is wrong.")),
        403: (_("No access"), _("Your role does not allow this. Ask your administrator.")),
        404: (_("Not found"), _("It does not exist, or it is not yours to see.")),
        405: (_("The request is not understood"), _("This address cannot be opened like that.")),
        409: (_("Not possible now"), error.description or ""),
        413: (_("Too large"), _("The file or form is larger than allowed.")),
        422: (_("This cannot be done"), error.description or ""),
        429: (_("Too much at once"), error.description or ""),
    }
    fallback = (
        _("Something went wrong"),
        _("The error has been logged. Your data is safe; try again in a moment."),
    )
    return texts.get(code, texts[400] if code < 500 else fallback)


def _error_response(code: int, texts: Callable[[], tuple[str, str]]) -> Response:
    """Return the page of an error, or plain words when the page fails as well."""
    try:
        title, message = texts()
        return Response(
            render_template(
                "core/error.html",
                code=code,
                title=title,
                message=message,
                request_id=request_id(),
                back_url=url_for("HomeView.index"),
            ),
            code,
            mimetype="text/html",
        )
    except Exception:  # what broke the request may break its error page, and must not hide
        log.exception("error page failed", extra={"status": code})
    return Response(_PLAIN.format(code=code, id=request_id()), code, mimetype="text/plain")
