"""A cache that lives as long as one request.

It hangs on the WSGI environment, not on ``flask.g``: ``g`` is shared by all requests that
run inside one pushed application context, as tests and commands may do.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import has_request_context, request

Value = TypeVar("Value")


def cached(key: Any, compute: Callable[[], Value]) -> Value:
    """Return what ``compute`` gave for ``key`` earlier in this request, or compute it."""
    if not has_request_context():
        return compute()
    store: dict[Any, Any] = request.environ.setdefault("crm.cache", {})
    if key not in store:
        store[key] = compute()
    value: Value = store[key]
    return value


def forget(key: Any) -> None:
    """Drop one value, after what it was computed from has changed."""
    if has_request_context():
        request.environ.get("crm.cache", {}).pop(key, None)
