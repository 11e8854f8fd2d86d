"""Applications for tests: the production factory with a few values replaced."""

import gc
import sqlite3
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event

import app as kadra
from app import create_app
from app.accounts import catalogue
from app.accounts.services import granting
from app.core.db import transaction
from app.core.numbering import NumberSeries, SeriesKind
from app.core.numbering.shipped import SHIPPED
from app.extensions import db
from tests.house.source import ROOT

# A test module may touch a mapper while it is collected: by then all models must be known.
kadra._import("models")

#: Never one of a real installation; random enough to pass the check of the configuration.
KEY = "7d0f5b9a3c6e41288f1b64d09e25ac73"


class Client(FlaskClient):
    """A browser: each request has an app context of its own, also inside a test's.

    Flask would reuse the test's context and with it ``g``: Flask-Login would then take every
    client for the first user. What the test has prepared is committed first, and is read anew
    afterwards, so neither side works with stale rows or waits for the other's lock.
    """

    def open(self, *args, **kwargs):
        if has_app_context() and db.session.registry.has():
            db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)


def make_app(url: str, folder: Path, **overrides: object) -> Flask:
    values = {
        "TESTING": True,
        "SECRET_KEY": KEY,
        "SQLALCHEMY_DATABASE_URI": url,
        # No server goes away between two tests; and there are more statements than in a day's work.
        "SQLALCHEMY_ENGINE_OPTIONS": {"query_cache_size": 5000},
        "INSTANCE_DIR": str(folder),
        "FILES_DIR": str(folder / "files"),
        "MAIL_DIR": str(folder / "mail"),
        "MAIL_SERVER": "",
        "BASE_URL": "http://localhost",
        "TRUSTED_HOSTS": ["localhost", "127.0.0.1"],
        "PROXY_HOPS": 0,
        "DEBUG": False,
        "LOG_LEVEL": "WARNING",
        "WTF_CSRF_ENABLED": False,
        "REQUEST_LIMITS": False,  # tests are programs; tests/core/test_limits.py turns them on
        "FAB_PASSWORD_HASH_METHOD": "pbkdf2:sha256:1",
    }
    app = create_app(**(values | overrides))
    app.test_client_class = Client
    with app.app_context():
        event.listen(db.engine, "connect", _trust_the_power)
    return app


def _trust_the_power(connection, _record):
    """SQLite need not wait for the disk: no test database outlives its test."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def settle_memory() -> None:
    """Take what is there for permanent: modules, mappers, views and tests are no garbage.

    Looking through them again and again would take a fifth of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def migrate(app: Flask) -> None:
    """Build the tables as an administrator does; seed the roles and the series of contracts."""
    with app.app_context():
        if any((ROOT / "migrations" / "versions").glob("*.py")):
            flask_migrate.upgrade()
        else:
            db.create_all()
        with transaction():
            granting.sync(catalogue.grants())
            _number_contracts()
        db.session.remove()


def _number_contracts():
    """Add the series no contract can be saved without; the other seeds are the tests' own."""
    kind, name, pattern, reset = next(
        series for series in SHIPPED if series[0] is SeriesKind.employee_contract
    )
    if not db.session.scalar(sa.select(NumberSeries.id).filter_by(kind=kind).limit(1)):
        db.session.add(NumberSeries(kind=kind, name=name, pattern=pattern, reset=reset))
