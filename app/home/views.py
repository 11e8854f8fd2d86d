"""The page people start the day on."""

from flask import render_template
from flask_appbuilder import AppBuilder

from app.core.access import LOGGED_IN, page
from app.core.views import AppView


class HomeView(AppView):
    """The start page; what stands on it depends on what the user may see."""

    route_base = ""
    endpoint = "HomeView"

    @page("/", LOGGED_IN)
    def index(self) -> str:
        """Show the start page."""
        return render_template("home/index.html")


def register(appbuilder: AppBuilder) -> None:
    """The index view is handed to FAB in ``create_app``; there is nothing to add."""
