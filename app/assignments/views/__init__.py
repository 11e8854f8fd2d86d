"""The pages of contracts and trips."""

from flask_appbuilder import AppBuilder

from app.assignments import scopes

__all__ = ["register", "scopes"]


def register(appbuilder: AppBuilder) -> None:
    """Add the pages."""
