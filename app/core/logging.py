"""One line per event, ``key=value``, with the request's id and without secrets."""

import logging
import re
import sys
import time
import uuid
from typing import Any

from flask import Flask, Response, has_request_context, request

from app.core.clock import now

_ID, _START = "crm.request_id", "crm.started"
_QUIET_ENDPOINTS = {"health.healthz", "static"}
_SECRETS = re.compile(
    r"(?i)(passw(?:or)?d|passwd|pwd|secret\w*|token|authorization|cookie|session|pesel|hasło)"
    r"""("?'?\s*[=:]\s*['"]?)(?:(?:bearer|basic)\s+)?[^\s,'"&;}\]]+"""
)
#: PostgreSQL's „Key (email)=(a@b.pl) already exists” tells what somebody typed.
_KEY_DETAIL = re.compile(r"(Key \([^)]*\))=\(.*?\)")
#: Eleven digits are a PESEL, or a phone number with its prefix.
_PESEL = re.compile(r"(?<!\d)\d{11}(?!\d)")
#: A mailed link sets a password; whoever reads the log must not be able to follow it.
_LINK = re.compile(r"(/link/)[^\s/?\"']+")

#: Libraries that report at every start that nothing has happened.
_CHATTY = (
    "flask_appbuilder",
    "alembic.runtime.plugins",
    "alembic.runtime.migration",
    "apscheduler",
    "huey",
)
#: What every record has; anything else was given as ``extra``.
_USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"}

access_log = logging.getLogger("access")


def request_id() -> str:
    """Return the id of the current request, an empty text outside one."""
    return str(request.environ.get(_ID, "")) if has_request_context() else ""


def init_app(app: Flask) -> None:
    """Send all loggers to standard error in our format, and log every request."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    if not any(isinstance(known.formatter, LineFormatter) for known in root.handlers):
        root.addHandler(handler)
    root.setLevel(app.config["LOG_LEVEL"])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    app.before_request(_begin)
    app.after_request(_finish)


class LineFormatter(logging.Formatter):
    """Writes a record as ``key=value`` pairs that no value can break out of."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the one line of a record."""
        pairs = {
            "time": now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id(),
            **{key: value for key, value in vars(record).items() if key not in _USUAL},
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            pairs["trace"] = redact(self.formatException(record.exc_info))
        return " ".join(f"{key}={quote(value)}" for key, value in pairs.items() if value != "")


def redact(text: str) -> str:
    """Blot out what a password, key or PESEL looks like."""
    text = _LINK.sub(r"\1***", _SECRETS.sub(r"\1\2***", text))
    return _PESEL.sub("***", _KEY_DETAIL.sub(r"\1=(***)", text))


def quote(value: Any) -> str:
    """Return a value on one line: what cannot be printed is escaped."""
    text = str(value)
    if text and text.isascii() and re.fullmatch(r"[\w.:/@+-]+", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else _escape(char) for char in escaped) + '"'


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _begin() -> None:
    """Name the request before anything else can refuse it."""
    request.environ[_ID] = uuid.uuid4().hex
    request.environ[_START] = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint not in _QUIET_ENDPOINTS:
        access_log.info("request", extra=_access_fields(response))
    return response


def _access_fields(response: Response) -> dict[str, Any]:
    """Name the request without its query string: people search for names and numbers."""
    took = time.perf_counter() - request.environ.get(_START, time.perf_counter())
    return {
        "method": request.method,
        "path": redact(request.path),
        "status": response.status_code,
        "ms": round(took * 1000),
        "remote": request.remote_addr or "",
        "user": request.environ.get("crm.user_id") or "",
    }
