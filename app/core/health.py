"""``/healthz``: tells a monitor that the process answers and reaches its database."""

import logging
import tomllib
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from flask import Blueprint, Flask
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db

log = logging.getLogger(__name__)
blueprint = Blueprint("health", __name__)
_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@cache
def version() -> str:
    """Return the version of this checkout."""
    return str(tomllib.loads(_PROJECT.read_text())["project"]["version"])


@blueprint.get("/healthz")
def healthz() -> tuple[dict[str, str], int, dict[str, str]]:
    """Answer 200 when the database answers, 503 when it does not."""
    is_up = _database_answers()
    body = {
        "status": "ok" if is_up else "error",
        "database": "ok" if is_up else "unreachable",
        "version": version(),
    }
    return body, 200 if is_up else 503, {"Cache-Control": "no-store"}


def _database_answers() -> bool:
    try:
        with db.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except SQLAlchemyError:
        log.exception("The database does not answer")
        return False
    return True


def init_app(app: Flask) -> None:
    """Add the page; it is open to everybody."""
    app.register_blueprint(blueprint)
