"""The application: the only module that knows every domain."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from flask import Flask
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import config_check, health, history, logging, web
from app.core.builder import CrmAppBuilder
from app.core.cli import crm
from app.core.db import install_engine_hooks
from app.extensions import compress, csrf, db, migrate

ROOT = Path(__file__).resolve().parent.parent

#: Every domain, in the order in which their pages stand in the menu.
DOMAINS = (
    "clients",
    "positions",
    "employees",
    "assignments",
    "schedule",
    "settlements",
    "invoicing",
    "items",
    "reports",
    "settings",
    "annotations",
    "messaging",
    "background",
    "accounts",
    "home",
    "help",
    "demo",
)


def create_app(**overrides: object) -> Flask:
    """Return a configured app; ``overrides`` replace values of ``config.py``."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.from_object("config")
    app.config.update(overrides)
    config_check.check(app.config)
    logging.init_app(app)
    _trust_proxy(app)
    with app.app_context():
        _bind_extensions(app)
        _import("models")
        configure_mappers()
        _register_views(app)
    _import("integrity")
    _import("jobs", DOMAINS)
    _import("cli")
    app.cli.add_command(crm)
    return app


def _trust_proxy(app: Flask) -> None:
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _bind_extensions(app: Flask) -> None:
    history.install()
    db.init_app(app)
    install_engine_hooks(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    compress.init_app(app)


def _register_views(app: Flask) -> None:
    """Let each domain add its pages; FAB must exist before, its views know it."""
    accounts = import_module("app.accounts.security")
    home = import_module("app.home.views")
    appbuilder = CrmAppBuilder(
        app,
        db.session,
        indexview=home.HomeView,
        security_manager_class=accounts.SecurityManager,
        update_perms=False,
    )
    import_module("app.core.views.kernel").register(appbuilder)
    for views in _import("views", DOMAINS):
        views.register(appbuilder)
    app.extensions["crm.views"] = {view.endpoint: view for view in appbuilder.baseviews}
    web.init_app(app)
    health.init_app(app)


def _import(module: str, packages: tuple[str, ...] = ("core", *DOMAINS)) -> list[ModuleType]:
    """Import a module of every package that has it."""
    names = [f"app.{package}.{module}" for package in packages]
    return [import_module(name) for name in names if find_spec(name)]
