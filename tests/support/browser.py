"""Chromium and a server for it to talk to."""

import logging
import os
import re
import shutil
from contextlib import contextmanager
from threading import Thread

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.people import log_in

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: What is written in the console though nothing is wrong: a refused form, an ended session, a
#: request given up for a newer click. (htmx says ``sendError`` as well when the network fails.)
_EXPECTED = re.compile(
    r"the server responded with a status of (401|409|422)|^htmx:(afterRequest|sendAbort)\b"
)


def find_chromium() -> str:
    """Return the browser; without one skip the test, or fail where one is required."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CANDIDATES)), None)
    if found is None:
        reason = "No Chromium found; install it or name it in CHROMIUM."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class _Handler(WSGIRequestHandler):
    #: Seconds; a browser opens connections in advance that never ask for anything.
    timeout = 5


@contextmanager
def serve(app):
    """Serve the app on a free port of this machine, from a thread.

    Every request is answered before this ends: what it writes belongs to the test that asked.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Handler)
    server.daemon_threads = False  # so closing it waits for them
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def watch(page) -> list[str]:
    """Return a list that fills with errors of scripts and of the content security policy."""
    problems = []

    def note(message):
        if message.type == "error" and not _EXPECTED.search(message.text):
            problems.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    return problems


def cookie_of(app, account) -> dict[str, str]:
    """Log somebody in and return the cookie that says so."""
    name = app.config["SESSION_COOKIE_NAME"]
    value = log_in(app.test_client(), account).get_cookie(name).value
    return {"name": name, "value": value}
