"""Static files under names that carry their hash, so browsers may keep them for ever.

The readable sources of CSS and JavaScript are joined into one file each, in the order that
``order.txt`` beside them gives: a cold page stays within a dozen requests.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, has_request_context, request, url_for
from werkzeug.wrappers import Response

STATIC = Path(__file__).resolve().parent.parent / "static"
_KINDS = {"css": "text/css", "js": "text/javascript"}
_FOREVER = "public, max-age=31536000, immutable"

blueprint = Blueprint("assets", __name__)


@cache
def bundle(kind: str) -> tuple[str, bytes]:
    """Return the short hash and the content of the joined CSS or JavaScript."""
    folder = STATIC / kind
    names = (folder / "order.txt").read_text().split()
    content = b"\n".join((folder / name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()[:12], content


@cache
def _file_hash(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """Return the URL of a static file; ``crm.css`` and ``crm.js`` are the joined ones."""
    return _url(path, request.script_root if has_request_context() else None)


@cache
def _url(path: str, _root: str | None) -> str:
    """Build a URL once for each place the application is mounted at."""
    kind = path.removeprefix("crm.")
    if kind in _KINDS and path.startswith("crm."):
        return url_for("assets.bundle_file", digest=bundle(kind)[0], kind=kind)
    return url_for("static", filename=path, v=_file_hash(path))


@blueprint.get("/static/bundle/crm.<digest>.<kind>")
def bundle_file(digest: str, kind: str) -> Response:
    """Serve a joined file; an old hash gets the current content, uncached."""
    if kind not in _KINDS:
        abort(404)
    current, content = bundle(kind)
    response = current_app.response_class(content, mimetype=_KINDS[kind])
    if digest == current:
        response.headers["Cache-Control"] = _FOREVER
        response.set_etag(current)
    return response


def init_app(app: Flask) -> None:
    """Route the bundles and give templates ``asset``; in debug mode sources are read anew."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset
    if app.debug:
        app.before_request(_forget)


def _forget() -> None:
    for remembered in (bundle, _file_hash, _url):
        remembered.cache_clear()
