"""Static files under names that carry their hash, so browsers may keep them for ever.

The readable sources of CSS and JavaScript are joined into one file each, in the order that
``order.txt`` beside them gives: a cold page stays within a dozen requests.
"""

import hashlib
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, abort, current_app, has_request_context, request, url_for
from werkzeug.wrappers import Response

STATIC = Path(__file__).resolve().parent.parent / "static"
_KINDS = {"css": "text/css", "js": "text/javascript"}
#: The best of brotli's levels takes three times as long to win another two percent.
_QUALITY = 10
_FOREVER = "public, max-age=31536000, immutable"

ENDPOINTS = frozenset({"static", "assets.bundle_file"})
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
    # Short, for it stands in the address of every icon; it tells versions of one file apart.
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:8]


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


def _send_compressed(response: Response) -> Response:
    """Answer with the file as small as it gets; Flask-Compress would do it anew every time."""
    if (
        request.endpoint not in ENDPOINTS
        or response.status_code != 200
        or response.mimetype not in current_app.config["COMPRESS_MIMETYPES"]
        or not request.accept_encodings.quality("br")
    ):
        return response
    arguments = request.view_args or {}
    response.direct_passthrough = False
    response.set_data(_compressed(arguments.get("filename", ""), arguments.get("kind", "")))
    response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    response.set_etag(response.get_etag()[0] or "", weak=True)
    return response


@cache
def _compressed(filename: str, kind: str) -> bytes:
    content = (STATIC / filename).read_bytes() if filename else bundle(kind)[1]
    return bytes(brotli.compress(content, quality=_QUALITY))


def init_app(app: Flask) -> None:
    """Route the bundles and give templates ``asset``; in debug mode sources are read anew."""
    app.register_blueprint(blueprint)
    app.after_request(_send_compressed)
    app.jinja_env.globals["asset"] = asset
    if app.debug:
        app.before_request(_forget)


def _forget() -> None:
    for remembered in (bundle, _file_hash, _url, _compressed):
        remembered.cache_clear()
