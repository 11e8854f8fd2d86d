"""``make run``: brings the database up to date, then serves pages and background work together.

One process does the preparation and is then copied for the web server, the worker and the
scheduler, so the application is imported once. In production each is a service of its own.
"""

import argparse
import contextlib
import errno
import logging
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from gunicorn.app.base import Application

from app import create_app
from app.core.cli import crm
from app.core.folders import make_private
from app.extensions import db

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 30, 25
#: The commands that run beside the web server.
BACKGROUND = ("worker", "scheduler")


def main() -> int:
    """Prepare, and unless told otherwise serve until told to stop."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--prepare", action="store_true", help="set up the database and end")
    arguments = parser.parse_args()
    os.umask(0o077)
    app = create_app()
    make_private(Path(app.config["FILES_DIR"]))
    if not arguments.prepare and not _port_is_free():
        return 1
    prepare(app)
    return 0 if arguments.prepare else serve(app)


def prepare(app: Flask) -> None:
    """Migrate, bring roles up to date, and fill an empty database unless ``DEMO=0``."""
    is_demo = os.environ.get("DEMO", "1").strip().lower() not in {"0", "no", "false", "off"}
    with app.app_context():
        flask_migrate.upgrade()
        # The demo leaves a database with people in it alone.
        for name in ("sync-roles", "demo") if is_demo else ("sync-roles",):
            crm.commands[name].main([], standalone_mode=False)
        if not _has_people():
            print("  Pierwszy administrator / the first administrator:", flush=True)
            print("  .venv/bin/flask --app run crm create-admin", flush=True)
        db.session.remove()
        db.engine.dispose()


def _has_people() -> bool:
    accounts = sa.select(sa.exists().select_from(sa.table("ab_user")))
    return bool(db.session.scalar(accounts))


def serve(app: Flask) -> int:
    """Run web server, worker and scheduler until one of them ends or a signal comes."""
    context = multiprocessing.get_context("fork")
    parts: dict[str, Callable[[Flask], None]] = {"web": _web}
    parts |= {name: partial(_command, name) for name in BACKGROUND if name in crm.commands}
    processes = {
        name: context.Process(target=_child, args=(part, app), name=name)
        for name, part in parts.items()
    }
    stopping = _Stop()
    for process in processes.values():
        process.start()
    try:
        _announce(processes["web"])
        while not stopping.is_asked and all(p.is_alive() for p in processes.values()):
            time.sleep(0.2)
        if not stopping.is_asked:
            _complain(processes)
    finally:
        _end(list(processes.values()))
    return 0 if stopping.is_asked else 1


def _complain(processes: Mapping[str, BaseProcess]) -> None:
    """Say which part has ended by itself; without it the others are of little use."""
    for name, process in processes.items():
        if not process.is_alive():
            print(
                f"\n  {name}: proces zakończył się sam (kod {process.exitcode}); zatrzymuję resztę."
                f"\n  {name} ended by itself (code {process.exitcode}); stopping the rest.\n",
                file=sys.stderr,
                flush=True,
            )


class _Stop:
    """Notes Ctrl+C and SIGTERM instead of dying of them."""

    def __init__(self) -> None:
        self.is_asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
                signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True


def _child(part: Callable[[Flask], None], app: Flask) -> None:
    """Run a part in a process group of its own: Ctrl+C reaches the parent only, which ends us."""
    os.setpgrp()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    part(app)


class _Gunicorn(Application):
    """gunicorn with our configuration file and an application that is already there."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        super().__init__()

    def init(self, *_: Any) -> None: ...

    def load_config(self) -> None:
        self.load_config_from_file(str(ROOT / "gunicorn.conf.py"))

    def load(self) -> Flask:
        return self.app


def _web(app: Flask) -> None:
    _Gunicorn(app).run()


def _command(name: str, app: Flask) -> None:
    with app.app_context():
        crm.commands[name].main([], standalone_mode=False)


def _announce(web: BaseProcess) -> None:
    """Say where Kadra is, once it answers."""
    end = time.monotonic() + START_SECONDS
    while web.is_alive() and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(_address(), timeout=1):
            print(f"\n  Kadra: http://localhost:{_address()[1]}", flush=True)
            print("  Ctrl+C kończy / stops\n", flush=True)
            return
        time.sleep(0.05)


def _end(processes: list[BaseProcess]) -> None:
    """Ask every process to end, and end those that do not listen."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()


def _address() -> tuple[str, int]:
    host = os.environ.get("HOST", "127.0.0.1")
    return ("127.0.0.1" if host == "0.0.0.0" else host), int(os.environ.get("PORT", "8080"))  # noqa: S104 - compared


def _port_is_free() -> bool:
    """Find out before the database is touched whether another program has our port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(_address())
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            host, port = _address()
            print(
                f"Port {port} na {host} jest zajęty; podaj inny: PORT=8081 make run\n"
                f"Port {port} on {host} is taken; choose another: PORT=8081 make run",
                file=sys.stderr,
            )
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
