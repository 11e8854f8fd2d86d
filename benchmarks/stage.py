"""The product on a database of its own, with an administrator who is logged in."""

import gc
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role

from app import create_app
from app.accounts.roles import ADMINISTRATOR
from app.accounts.services.people import create_account
from app.core.cli import crm
from app.core.db import transaction
from app.extensions import db
from benchmarks.load import load_clients, load_events

EVENTS = 10_000


@dataclass(frozen=True)
class Stage:
    """What is measured, and how other processes reach the same thing."""

    app: Flask
    client: FlaskClient
    cookie: str
    environment: dict[str, str]


def prepare(folder: Path, url: str | None, *, rows: int) -> Stage:
    """Return the app on ``url``, or on SQLite in ``folder``, with at least ``rows`` clients."""
    folder.chmod(0o700)
    key, password = secrets.token_hex(32), f"{secrets.token_hex(8)}-Latarnia"
    username = f"pomiar-{secrets.token_hex(4)}"
    url = url or f"sqlite:///{folder / 'benchmark.sqlite3'}"
    os.environ["DATABASE_URL"] = url  # before config.py is read: it tunes the connection
    app = create_app(
        SECRET_KEY=key,
        INSTANCE_DIR=str(folder),
        FILES_DIR=str(folder / "files"),
        WTF_CSRF_ENABLED=False,
        REQUEST_LIMITS=False,
        LOG_LEVEL="ERROR",
    )
    with app.app_context():
        flask_migrate.upgrade()
        crm.commands["sync-roles"].main([], standalone_mode=False)
        load_clients(rows)
        load_events(EVENTS)
        _add_administrator(username, password)
    gc.freeze()  # as gunicorn does before it forks
    client = app.test_client()
    client.post("/login/", data={"username": username, "password": password})
    session = client.get_cookie("session")
    if session is None:
        msg = "The benchmark could not log in."
        raise SystemExit(msg)
    environment = os.environ | {
        "SECRET_KEY": key,
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        "BASE_URL": "http://localhost",
    }
    return Stage(app, client, f"session={session.value}", environment)


def _add_administrator(username: str, password: str) -> None:
    with transaction():
        role = db.session.scalars(sa.select(Role).where(Role.name == ADMINISTRATOR)).one()
        create_account(
            username=username,
            email=f"{username}@example.com",
            name=("Osoba", "Mierząca"),
            password=password,
            roles=[role],
        )
